import {
  createComfyClassicSandbox,
  type ClassicEnd,
} from "../../../../sandbox/comfy/classic-sandbox.ts";
import { createComfyV2Sandbox, type ComfyJob } from "../../../../sandbox/comfy/v2-sandbox.ts";
import type { ApiFault } from "../../../../sandbox/job-api/api-fault.ts";
import { sourceContract } from "../../../contracts/source.ts";
import type { RemoteState, SourceDriver } from "../../../contracts/source-driver.ts";
import { aVideo, createSource, KEY, NO_RESULTS } from "./start-comfy.ts";

const UUID = "7f3d2c1b-9a8e-4d6f-b012-3c4d5e6f7a8b";
const OTHER = "00000000-9a8e-4d6f-b012-3c4d5e6f7a8b";

/** A second server, which is never asked: the port of the stand-in is not known when the texts are written. */
const GPU = "gpu.test:8188";

const CODES = { 401: "unauthorized", 429: "rate_limited", 500: "upstream_error" } as const;
const refusal = (status: 401 | 429 | 500): ApiFault => ({
  kind: "raw",
  status,
  body: JSON.stringify({ error: { code: CODES[status], message: "no" } }),
});
const raw = (body: object): ApiFault => ({ kind: "raw", status: 200, body: JSON.stringify(body) });
const uuidOf = (jobId: string): string => jobId.slice(jobId.lastIndexOf("/") + 1);

function toV2(state: RemoteState): ComfyJob {
  switch (state.kind) {
    case "running":
      // Outputs are there before the job has ended.
      return {
        status: state.word ?? "running",
        progress: 0.5,
        outputs: [aVideo(Buffer.from("half"))],
      };
    case "completed":
      return {
        status: "succeeded",
        outputs: [...NO_RESULTS, ...(state.bytes ? [aVideo(state.bytes)] : [])],
      };
    case "cancelled":
      return { status: "canceled" };
    default:
      return { status: "failed", error: { code: "node_execution_error", message: state.error } };
  }
}

function toClassic(state: RemoteState): ClassicEnd {
  switch (state.kind) {
    case "running":
      return { kind: "word", word: state.word ?? "" };
    case "completed":
      return { kind: "success", ...(state.bytes && { bytes: state.bytes }) };
    case "cancelled":
      return { kind: "interrupted" };
    default:
      return { kind: "error", message: state.error };
  }
}

const FOREIGN = [
  UUID,
  `fal:fal-ai/pika:${UUID}`,
  `https://queue.fal.run/fal-ai/pika/requests/${UUID}/status`,
  `https://elsewhere.test/api/v2/jobs/${UUID}`,
  `elsewhere.test/${UUID}`,
  "history",
];

sourceContract(
  "ComfyUI with API v2",
  async (createClient): Promise<SourceDriver> => {
    const sandbox = await createComfyV2Sandbox({ key: KEY });
    const source = createSource(`${sandbox.url}/api/v2,http://${GPU}`, createClient);
    return {
      source,
      key: KEY,
      server: sandbox.server,
      addJob: () => `${new URL(sandbox.url).host}/${sandbox.addJob()}`,
      show: (jobId, state) => sandbox.setJob(uuidOf(jobId), toV2(state)),
      remove: (jobId) => sandbox.removeJob(uuidOf(jobId)),
      refusal,
      pathOf: (jobId) => new RegExp(`^/api/v2/jobs/${uuidOf(jobId)}$`),
      stop: async () => {
        await source.close();
        await sandbox.close();
      },
    };
  },
  {
    lacks: ["moderated"],
    pasted: [
      [`http://${GPU}/api/v2/jobs/${UUID}`, `${GPU}/${UUID}`],
      [
        `curl -H "Authorization: Bearer x" 'http://${GPU}/api/v2/jobs/${UUID}/events'`,
        `${GPU}/${UUID}`,
      ],
      [`comfy:https://${GPU}/${UUID.toUpperCase()}`, `${GPU}/${UUID}`],
    ],
    foreign: FOREIGN,
    otherJob: () => raw({ id: OTHER, status: "succeeded", outputs: [] }),
    cancelRequest: (jobId) => ({ path: new RegExp(`^/api/v2/jobs/${uuidOf(jobId)}/cancel$`) }),
  },
);

sourceContract(
  "ComfyUI with its classic server",
  async (createClient): Promise<SourceDriver> => {
    const sandbox = await createComfyClassicSandbox();
    const source = createSource(`${sandbox.server.origin},http://${GPU}/`, createClient);
    const addJob = () => `${new URL(sandbox.server.origin).host}/${sandbox.addJob()}`;
    // Which API it is, is found out before the tests put faults into single requests.
    await source.pollJob(addJob());
    return {
      source,
      key: KEY,
      server: sandbox.server,
      addJob,
      show: (jobId, state) => sandbox.end(uuidOf(jobId), toClassic(state)),
      remove: (jobId) => sandbox.remove(uuidOf(jobId)),
      refusal,
      pathOf: (jobId) => new RegExp(`^/history/${uuidOf(jobId)}$`),
      stop: async () => {
        await source.close();
        await sandbox.close();
      },
    };
  },
  {
    lacks: ["moderated"],
    pasted: [
      [`http://${GPU}/history/${UUID}`, `${GPU}/${UUID}`],
      [`http://${GPU}/api/history/${UUID}`, `${GPU}/${UUID}`],
      [`${GPU}/${UUID}`, `${GPU}/${UUID}`],
    ],
    foreign: FOREIGN,
    otherJob: () => raw({ [OTHER]: { outputs: {}, status: { status_str: "success" } } }),
  },
);

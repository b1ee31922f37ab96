import type { CreateApiClient } from "../../../../src/core/ports/api-client.ts";
import { createReplicateJobSource } from "../../../../src/adapters/replicate/job-source.ts";
import type { ApiFault } from "../../../../sandbox/job-api/api-fault.ts";
import {
  createReplicateSandbox,
  type Prediction,
  type ReplicateSandbox,
} from "../../../../sandbox/replicate/replicate-sandbox.ts";
import { sourceContract } from "../../../contracts/source.ts";
import type { RemoteState, SourceDriver } from "../../../contracts/source-driver.ts";

const ID = "ufawqhfynnddngldkgtslldrkq";

const REFUSALS = {
  401: { title: "Unauthenticated", detail: "You did not pass a valid authentication token" },
  429: { detail: "Request was throttled. Your rate limit resets in ~30s." },
  500: { title: "Internal error" },
} as const;

const raw = (status: number, body: object): ApiFault => ({
  kind: "raw",
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

function toPrediction(state: RemoteState, sandbox: ReplicateSandbox): Partial<Prediction> {
  switch (state.kind) {
    case "running":
      return { status: state.word ?? "processing", output: ["https://partial.test/frame.png"] };
    case "completed": {
      if (!state.bytes) return { status: "succeeded", output: ["Once", " upon a time"] };
      const video = sandbox.addFile("out.mp4", state.bytes);
      // A caption is no file, and the address is there twice.
      return { status: "succeeded", output: { caption: "a cat", video, all: [video] } };
    }
    case "failed":
      return { status: "failed", error: state.error, logs: "Traceback (most recent call last)" };
    case "cancelled":
      return { status: "canceled" };
    case "moderated":
      throw new Error("the API has no word for it");
  }
}

async function start(createClient: CreateApiClient): Promise<SourceDriver> {
  const sandbox = await createReplicateSandbox();
  const source = createReplicateJobSource({
    values: { REPLICATE_API_URL: sandbox.url, REPLICATE_API_TOKEN: sandbox.token },
    createClient,
  });
  return {
    source,
    key: sandbox.token,
    server: sandbox.server,
    addJob: () => sandbox.addPrediction(),
    show: (jobId, state) => sandbox.show(jobId, toPrediction(state, sandbox)),
    remove: (jobId) => sandbox.remove(jobId),
    refusal: (status) => raw(status, REFUSALS[status]),
    pathOf: (jobId) => new RegExp(`^/v1/predictions/${jobId}$`),
    stop: async () => {
      await source.close();
      await sandbox.close();
    },
  };
}

sourceContract("Replicate", start, {
  lacks: ["moderated"],
  pasted: [
    [`https://replicate.com/p/${ID}`, ID],
    [`https://api.replicate.com/v1/predictions/${ID}`, ID],
    [`https://api.replicate.com/v1/predictions/${ID}/cancel`, ID],
    [
      `curl -s -H "Authorization: Bearer $REPLICATE_API_TOKEN" https://api.replicate.com/v1/predictions/${ID}`,
      ID,
    ],
    [`Replicate:${ID}`, ID],
  ],
  foreign: [
    ID,
    `https://replicate.com/stability-ai/${ID}`,
    `https://elsewhere.test/v1/predictions/${ID}`,
    "https://replicate.com/p/",
    "c0ffee00-0000-4000-8000-000000000001",
  ],
  otherJob: () => raw(200, { id: "anotherpredictionofthisacc", status: "succeeded" }),
});

import { createUseapiJobSource } from "../../../../src/adapters/useapi/job-source.ts";
import type { CreateApiClient } from "../../../../src/core/ports/api-client.ts";
import type { ApiFault } from "../../../../sandbox/job-api/api-fault.ts";
import { createUseapiSandbox } from "../../../../sandbox/useapi/useapi-sandbox.ts";
import type { SourceDriver, SourceTraits } from "../../../contracts/source-driver.ts";
import { sourceContract } from "../../../contracts/source.ts";

const EMAIL = "ann@example.com";

/** The canonical id of a job of the stand-in. */
const toJobId = (service: string, id: string): string =>
  service === "kling" ? `kling:${EMAIL}:${id}` : `${service}:${id}`;

const toOwnId = (service: string, jobId: string): string =>
  jobId.slice(toJobId(service, "").length);

const escaped = (path: string): string => path.replace(/[?.*]/g, String.raw`\$&`);

async function start(service: string, createClient: CreateApiClient): Promise<SourceDriver> {
  const sandbox = await createUseapiSandbox();
  const { url, token, server } = sandbox;
  const values = { USEAPI_API_URL: url, USEAPI_TOKEN: token };
  const source = createUseapiJobSource({ values, createClient });
  const own = (jobId: string): string => toOwnId(service, jobId);
  return {
    source,
    key: token,
    server,
    addJob: () => toJobId(service, sandbox.addJob(service)),
    show: (jobId, state) => sandbox.setJob(own(jobId), state),
    remove: (jobId) => sandbox.removeJob(own(jobId)),
    refusal: (status): ApiFault => ({
      kind: "raw",
      status,
      body: JSON.stringify({ error: "no", code: status }),
    }),
    pathOf: (jobId) => new RegExp(`^${escaped(sandbox.pathOf(own(jobId)))}`),
    stop: async () => {
      await source.close();
      await sandbox.close();
    },
  };
}

const otherJob = (body: Record<string, unknown>) => (): ApiFault => ({
  kind: "raw",
  status: 200,
  body: JSON.stringify(body),
});

const MIDJOURNEY = "j1023141520123456789i-u12345-c1234567890123456789-bot:midjourney";
const VIDS = `user:12345-${EMAIL}-job:4aa24347-8099-4624-80ec-fb758db74419`;
const RUNWAY = `user:12345-runwayml:${EMAIL}-task:4aa24347-8099-4624-80ec-fb758db74419`;
const MINIMAX = `user:12345-minimax:${EMAIL}-video:301234567890123456`;
const PIXVERSE = `user:12345-pixverse:${EMAIL}-video:112233445566`;
const API = "https://api.useapi.net";
const FOREIGN = [
  "",
  "two words",
  "4aa24347-8099-4624-80ec-fb758db74419",
  "123456789",
  "job:20241218021941022-user:1308-channel:131-bot:pika",
  `${API}/v1/pika/jobs/?jobid=x`,
  "https://elsewhere.example/v1/kling/tasks/123456789",
];

const SERVICES: Readonly<Record<string, SourceTraits>> = {
  midjourney: {
    pasted: [
      [MIDJOURNEY, `midjourney:${MIDJOURNEY}`],
      [`useapi:${MIDJOURNEY}`, `midjourney:${MIDJOURNEY}`],
      [`${API}/v3/midjourney/jobs/${MIDJOURNEY}`, `midjourney:${MIDJOURNEY}`],
    ],
    foreign: FOREIGN,
    otherJob: otherJob({ jobid: "another", status: "completed" }),
    private: {
      jobId: `midjourney:${MIDJOURNEY}`,
      parts: ["12345-", "1234567890123456789", "u12345"],
    },
  },
  "google-vids": {
    lacks: ["cancelled", "moderated"],
    pasted: [
      [VIDS, `google-vids:${VIDS}`],
      [
        `curl -H "Authorization: Bearer x" '${API}/v1/google-vids/jobs/${encodeURIComponent(VIDS)}'`,
        `google-vids:${VIDS}`,
      ],
    ],
    foreign: FOREIGN,
    otherJob: otherJob({ jobid: VIDS.replace("4419", "0000"), status: "completed" }),
    private: { jobId: `google-vids:${VIDS}`, parts: ["ann", "example", "@", "12345"] },
  },
  kling: {
    lacks: ["cancelled", "moderated"],
    pasted: [
      [`${API}/v1/kling/tasks/123456789?email=ann%40example.com`, `kling:${EMAIL}:123456789`],
      [`${API}/v1/kling/tasks/123456789`, "kling:123456789"],
      ["useapi:kling:123456789", "kling:123456789"],
    ],
    foreign: FOREIGN,
    otherJob: otherJob({
      task: { id: 1 },
      status_final: true,
      status_name: "succeed",
    }),
    private: { jobId: `kling:${EMAIL}:123456789`, parts: ["ann", "example", "@"] },
  },
  runwayml: {
    lacks: ["cancelled", "moderated"],
    pasted: [
      [RUNWAY, `runwayml:${RUNWAY}`],
      [`${API}/v1/runwayml/tasks/${RUNWAY}`, `runwayml:${RUNWAY}`],
    ],
    foreign: FOREIGN,
    otherJob: otherJob({ taskId: "another", status: "SUCCEEDED" }),
    private: { jobId: `runwayml:${RUNWAY}`, parts: ["ann", "example", "@", "12345"] },
  },
  minimax: {
    lacks: ["cancelled"],
    pasted: [[MINIMAX, `minimax:${MINIMAX}`]],
    foreign: FOREIGN,
    otherJob: otherJob({ videoId: "another", statusLabel: "completed", statusFinal: true }),
    private: { jobId: `minimax:${MINIMAX}`, parts: ["ann", "example", "@", "12345-"] },
    withoutFile: "failed",
  },
  pixverse: {
    lacks: ["cancelled", "moderated"],
    pasted: [
      [PIXVERSE, `pixverse:${PIXVERSE}`],
      [`${API}/v2/pixverse/videos/${encodeURIComponent(PIXVERSE)}`, `pixverse:${PIXVERSE}`],
    ],
    foreign: FOREIGN,
    otherJob: otherJob({
      video_id: "another",
      video_status_final: true,
      url: "https://a.example/b",
    }),
    private: { jobId: `pixverse:${PIXVERSE}`, parts: ["ann", "example", "@", "12345-"] },
    isMissingRunning: true,
  },
};

/** The services with the shape and the words of Midjourney. */
const LIKE_MIDJOURNEY: Readonly<Record<string, string>> = {
  "midjourney-v2": "job:20241218021941022-user:12345-channel:1316232391072944131-bot:midjourney",
  dreamina: `j0223140530123456789v-u12345-US:${EMAIL}:dreamina`,
  "dreamina-images": `j0302140530123456789i-u12345-CA:${EMAIL}:dreamina`,
  "google-flow": "j1731859234567v-u12345-email:jo***@gmail.com-bot:google-flow",
  luma: `j0326140530123456789v-u12345-email:${EMAIL}:4aa24347-8099-4624-80ec-fb758db74419-bot:luma`,
};

for (const [service, id] of Object.entries(LIKE_MIDJOURNEY)) {
  const jobId = `${service}:${id}`;
  sourceContract(`useapi.net's ${service}`, (client) => start(service, client), {
    pasted: [[id, jobId]],
    foreign: FOREIGN,
    otherJob: otherJob({ jobid: "another", status: "completed" }),
    private: { jobId, parts: ["12345-", "1316232391072944131", "ann", "example", "@", "gmail"] },
  });
}

sourceContract("useapi.net's faceswap", (client) => start("faceswap", client), {
  pasted: [[`${API}/v1/faceswap/jobs/?jobid=job%3A1-user%3A2`, "faceswap:job:1-user:2"]],
  foreign: FOREIGN,
  otherJob: otherJob({ jobid: "another", status: "completed" }),
  private: { jobId: "faceswap:job:1-user:12345", parts: ["12345"] },
});

for (const [service, traits] of Object.entries(SERVICES))
  sourceContract(`useapi.net's ${service}`, (client) => start(service, client), traits);

import { createFalJobSource } from "../../../../src/adapters/fal/job-source.ts";
import {
  createFalSandbox,
  type FalSandbox,
  type FalState,
} from "../../../../sandbox/fal/fal-sandbox.ts";
import { sourceContract } from "../../../contracts/source.ts";
import type { RemoteState, SourceDriver } from "../../../contracts/source-driver.ts";

const UUID = "0b1e5c2e-7a3f-4d38-9c55-2f4f6a1d9e10";
const QUEUE = "https://queue.fal.run";

const ended = (status: number, body: unknown): FalState => ({
  kind: "ended",
  result: { status, body },
});

function toState(sandbox: FalSandbox, state: RemoteState): FalState {
  switch (state.kind) {
    case "running":
      return state.word === undefined ? { kind: "queued", position: 2 } : state;
    case "completed":
      return ended(200, state.bytes ? sandbox.videoResult(state.bytes) : { seed: 7 });
    case "failed":
      return ended(400, { detail: state.error });
    case "cancelled":
      return ended(499, { detail: "Request was cancelled", error_type: "client_cancelled" });
    case "moderated":
      return ended(422, {
        detail: [{ loc: ["body", "prompt"], msg: state.error, type: "content_policy_violation" }],
      });
  }
}

const REFUSALS = {
  401: { detail: "Authentication is required to access this app" },
  429: { detail: "Concurrent requests limit exceeded", error_type: "concurrent_requests_limit" },
  500: { detail: "Internal Server Error" },
};

sourceContract(
  "fal",
  async (createClient): Promise<SourceDriver> => {
    const sandbox = await createFalSandbox();
    const source = createFalJobSource({
      values: { FAL_KEY: sandbox.key, FAL_API_URL: sandbox.url },
      createClient,
    });
    return {
      source,
      key: sandbox.key,
      server: sandbox.server,
      addJob: () => sandbox.addJob(),
      show: (jobId, state) => sandbox.setJob(jobId, toState(sandbox, state)),
      remove: (jobId) => sandbox.removeJob(jobId),
      refusal: (status) => ({ kind: "raw", status, body: JSON.stringify(REFUSALS[status]) }),
      pathOf: (jobId) => new RegExp(`^/${jobId.replace(":", "/requests/")}/status$`),
      secondPathOf: (jobId) => new RegExp(`^/${jobId.replace(":", "/requests/")}$`),
      stop: async () => {
        await source.close();
        await sandbox.close();
      },
    };
  },
  {
    pasted: [
      [`${QUEUE}/fal-ai/pika/requests/${UUID}/status`, `fal-ai/pika:${UUID}`],
      [`${QUEUE}/fal-ai/pika/requests/${UUID}/status?logs=1`, `fal-ai/pika:${UUID}`],
      [`${QUEUE}/fal-ai/pika/requests/${UUID}`, `fal-ai/pika:${UUID}`],
      [`${QUEUE}/workflows/ada/teaser/requests/${UUID}/cancel`, `workflows/ada/teaser:${UUID}`],
      [
        `curl -H "Authorization: Key $FAL_KEY" '${QUEUE}/fal-ai/pika/requests/${UUID}'`,
        `fal-ai/pika:${UUID}`,
      ],
      [`fal:fal-ai/pika/v2.2/text-to-video:${UUID}`, `fal-ai/pika:${UUID}`],
    ],
    foreign: [
      UUID,
      `https://fal.ai/dashboard/requests/${UUID}`,
      `https://queue.elsewhere.example/fal-ai/pika/requests/${UUID}`,
      "job:20241218021941022-user:1308-channel:131-bot:pika",
    ],
    otherJob: () => ({
      kind: "raw",
      status: 200,
      body: JSON.stringify({ status: "COMPLETED", request_id: UUID }),
    }),
    cancelRequest: (jobId) => ({
      path: new RegExp(`^/${jobId.replace(":", "/requests/")}/cancel$`),
    }),
    private: { jobId: `110602490/my-app:${UUID}`, parts: ["110602490", "my-app"] },
  },
);

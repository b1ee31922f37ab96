import type { ApiFault } from "../../../../sandbox/job-api/api-fault.ts";
import type { RunwayJob, RunwayKind } from "../../../../sandbox/runway/runway-sandbox.ts";
import type { CreateApiClient } from "../../../../src/core/ports/api-client.ts";
import { formatJobPath, parseJobPath } from "../../../../src/adapters/runway/job-path.ts";
import { sourceContract } from "../../../contracts/source.ts";
import type { RemoteState, SourceDriver } from "../../../contracts/source-driver.ts";
import { startRunway } from "./start-runway.ts";

const ID = "d2e3d1f4-1b3c-4b5c-8d46-1c1d7ee86892";
const API = "https://api.dev.runwayml.com/v1";

const REFUSALS = { 401: "Invalid API key", 429: "Too many requests", 500: "Internal error" };

const raw = (status: number, body: object): ApiFault => ({
  kind: "raw",
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

function toRunwayJob(state: RemoteState, kind: RunwayKind): RunwayJob {
  // The files of nodes that are done are there before the invocation has ended.
  const output = kind === "tasks" ? { files: ["a.mp4"] } : { nodeFiles: { n: ["a.mp4"] } };
  switch (state.kind) {
    case "running":
      return { status: state.word ?? "RUNNING", ...(kind !== "tasks" && output) };
    case "completed":
      return { status: "SUCCEEDED", ...(state.bytes && output) };
    case "failed":
      return { status: "FAILED", failure: state.error, failureCode: "INTERNAL.BAD_OUTPUT.CODE01" };
    case "cancelled":
      return { status: "CANCELLED" };
    case "moderated":
      return { status: "FAILED", failure: state.error, failureCode: "SAFETY.INPUT.TEXT" };
  }
}

const idOf = (jobId: string): string => parseJobPath(jobId).id;

const startAs =
  (kind: RunwayKind) =>
  async (createClient: CreateApiClient): Promise<SourceDriver> => {
    const { sandbox, source, stop } = await startRunway(createClient);
    return {
      source,
      key: sandbox.secret,
      server: sandbox.server,
      addJob: () => formatJobPath({ kind, id: sandbox.addJob(kind) }),
      show: (jobId, state) => {
        if (state.kind === "completed" && state.bytes) sandbox.addFile("a.mp4", state.bytes);
        sandbox.show(idOf(jobId), toRunwayJob(state, kind));
      },
      remove: (jobId) => sandbox.remove(idOf(jobId)),
      refusal: (status) => raw(status, { error: REFUSALS[status] }),
      pathOf: (jobId) => new RegExp(`^/v1/${kind}/${idOf(jobId)}$`),
      stop,
    };
  };

const foreign = [
  ID,
  `https://api.useapi.net/v1/runwayml/tasks/${ID}`,
  `${API}/organization`,
  `https://elsewhere.test/v1/tasks/${ID}`,
];
const otherJob = (): ApiFault => raw(200, { id: crypto.randomUUID(), status: "FAILED" });

sourceContract("Runway", startAs("tasks"), {
  pasted: [
    [`${API}/tasks/${ID}`, ID],
    [`curl -X DELETE ${API}/tasks/${ID} -H "X-Runway-Version: 2024-11-06"`, ID],
    [`runway:tasks/${ID}`, ID],
    [`Runway:${ID.toUpperCase()}`, ID],
  ],
  foreign,
  otherJob,
  cancelRequest: (id) => ({ method: "DELETE", path: new RegExp(`^/v1/tasks/${id}$`) }),
});

sourceContract("Runway, for workflow invocations,", startAs("workflow_invocations"), {
  pasted: [
    [`${API}/workflow_invocations/${ID}`, `workflow_invocations/${ID}`],
    [`runway:workflow_invocations/${ID}`, `workflow_invocations/${ID}`],
  ],
  foreign,
  otherJob,
});

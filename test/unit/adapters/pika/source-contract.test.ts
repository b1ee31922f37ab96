import { createPikaJobSource } from "../../../../src/adapters/pika/job-source.ts";
import type { CreateApiClient } from "../../../../src/core/ports/api-client.ts";
import type { ApiFault } from "../../../../sandbox/job-api/api-fault.ts";
import {
  createJobApiServer,
  type ApiRequest,
  type ApiResponse,
} from "../../../../sandbox/job-api/job-api-server.ts";
import { sourceContract } from "../../../contracts/source.ts";
import type { RemoteState, SourceDriver } from "../../../contracts/source-driver.ts";

const KEY = "pika-canary-key";
const ID = "job:20241218021941022-user:1308-channel:1316232391072944131-bot:pika";
const LINK = `https://api.useapi.net/v1/pika/jobs/?jobid=${encodeURIComponent(ID)}`;

const ERRORS = { 401: "Unauthorized", 429: "Too many requests", 500: "Internal error" } as const;

const raw = (status: number, body: object): ApiFault => ({
  kind: "raw",
  status,
  body: JSON.stringify(body),
});

/** The fields of a job in a state. */
function toFields(state: RemoteState, fileUrl: string): object {
  switch (state.kind) {
    case "running":
      return { status: state.word ?? "progress", content: "working (45%)" };
    case "completed": {
      const attachments = [{ url: fileUrl, filename: "v.mp4", content_type: "video/mp4" }];
      return { status: "completed", attachments: state.bytes ? attachments : [] };
    }
    case "cancelled":
      return { status: "cancelled" };
    default:
      return { status: state.kind, error: state.error };
  }
}

// The stand-in of the sandbox has faults of its own, so this one answers for the suite.
async function start(createClient: CreateApiClient): Promise<SourceDriver> {
  const jobs = new Map<string, object>();
  let file: Uint8Array | undefined;
  const answer = ({ url, headers }: ApiRequest): ApiResponse => {
    if (url.pathname === "/v.mp4") return { status: 200, body: file };
    if (headers.authorization !== `Bearer ${KEY}`)
      return { status: 401, body: { error: ERRORS[401], code: 401 } };
    const jobid = url.searchParams.get("jobid") ?? "";
    const fields = jobs.get(jobid);
    return fields
      ? { status: 200, body: { jobid, verb: "pika-create", code: 200, ...fields } }
      : { status: 404, body: { error: `Unable to locate job ${jobid}`, code: 404 } };
  };
  const server = await createJobApiServer(answer);
  const source = createPikaJobSource({
    values: { PIKA_API_URL: `${server.origin}/v1/pika`, PIKA_API_TOKEN: KEY },
    createClient,
  });
  return {
    source,
    key: KEY,
    server,
    addJob: () => {
      const jobId = ID.replace("1022-", `${1_022 + jobs.size}-`);
      jobs.set(jobId, { status: "created" });
      return jobId;
    },
    show: (jobId, state) => {
      if (state.kind === "completed") file = state.bytes;
      jobs.set(jobId, toFields(state, `${server.origin}/v.mp4`));
    },
    remove: (jobId) => void jobs.delete(jobId),
    refusal: (status) => raw(status, { error: ERRORS[status], code: status }),
    pathOf: (jobId) => new RegExp(`\\?jobid=${encodeURIComponent(jobId)}$`),
    stop: async () => {
      await source.close();
      await server.close();
    },
  };
}

sourceContract("Pika", start, {
  pasted: [
    [ID, ID],
    [LINK, ID],
    [`curl -H "Authorization: Bearer $TOKEN" "${LINK}"`, ID],
    ["pika:anything", "anything"],
  ],
  foreign: ["c0ffee00-0000-4000-8000-000000000001", "https://elsewhere.test/jobs/?jobid=1"],
  otherJob: () => raw(200, { jobid: "another", status: "failed", code: 200 }),
  private: { jobId: ID, parts: ["1308", "1316232391072944131"] },
});

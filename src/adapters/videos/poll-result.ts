import type { PollResult } from "../../core/job/job.ts";
import type { ApiAnswer } from "../../core/ports/api-client.ts";
import { isOk, toRefusal } from "../../core/source/refusal.ts";
import { toMessage } from "../../core/source/texts.ts";
import { readVideo, type VideoBody } from "./schema.ts";
import { toJob, type JobContext } from "./to-job.ts";

/** Accepted: the job runs, even if the body is empty. */
const ACCEPTED = 202;
/** What common server frameworks answer for a path that does not exist, as after a wrong base URL. */
const NO_SUCH_PATH = "Not Found";

/** The answer to a poll of a job. */
export function toPollResult(answer: ApiAnswer, context: JobContext): PollResult {
  const body = readVideo(answer.text);
  if (!isOk(answer)) return toVideoRefusal(answer, body);
  if (answer.status === ACCEPTED && (answer.text === "" || (body && body.status === undefined)))
    return { kind: "job", job: toJob(RUNNING, context) };
  // The status of another job must never end this one.
  if (body?.id !== undefined && body.id !== context.id) return { kind: "not-understood" };
  if (body === undefined || (body.id === undefined && body.status === undefined))
    return { kind: "not-understood", message: toMessage(body?.error?.message) };
  return { kind: "job", job: toJob(body, context) };
}

const RUNNING: VideoBody = { status: "pending", unsigned_urls: [] };

function toVideoRefusal(answer: ApiAnswer, body: VideoBody | undefined): PollResult {
  const said = [body?.error?.message, body?.detail].find((each) => typeof each === "string");
  const message = said === NO_SUCH_PATH ? undefined : toMessage(said);
  const isOwn = message !== undefined;
  return toRefusal(answer.status, { answer, message, isOwn, nowMs: answer.atMs });
}

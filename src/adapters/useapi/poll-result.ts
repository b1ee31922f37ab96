import type { PollResult } from "../../core/job/job.ts";
import type { ApiAnswer } from "../../core/ports/api-client.ts";
import { isOk, toRefusal } from "../../core/source/refusal.ts";
import { toMessage } from "../../core/source/texts.ts";
import { isSameId, type UseapiJob } from "./job-id.ts";
import { readJobBody, type JobBody } from "./schema.ts";
import { errorOf, toJob, toShownText } from "./to-job.ts";

/** The account waits until its owner has answered the service, such as a question of Midjourney's moderators. */
const ACCOUNT_HELD = 596;

/** The answer to a poll of a job. The HTTP status decides, and the body's own `code` only if that is 2xx. */
export function toPollResult(answer: ApiAnswer, jobId: string, job: UseapiJob): PollResult {
  const body = readJobBody(answer.text);
  const about = { answer, jobId, job };
  if (!isOk(answer)) return toNoJob(answer.status, body, about);
  if (body === undefined) return { kind: "not-understood" };
  const { service, id } = job;
  // The status of another job must never end this one.
  const told = service.idIn(body);
  if (told !== undefined && !isSameId(told, id)) return { kind: "not-understood" };
  if (service.statusIn(body) !== undefined || service.isFinal?.(body) !== undefined)
    return { kind: "job", job: toJob(jobId, job, body) };
  if (body.code !== undefined && body.code >= 400) return toNoJob(body.code, body, about);
  if (told !== undefined) return { kind: "job", job: toJob(jobId, job, body) };
  return { kind: "not-understood", message: messageOf(body, about) };
}

interface About {
  readonly answer: ApiAnswer;
  readonly jobId: string;
  readonly job: UseapiJob;
}

/** A refusal by its status: that of HTTP, or the body's own `code`. */
function toNoJob(status: number, body: JobBody | undefined, about: About): PollResult {
  const { answer } = about;
  const message = messageOf(body, about);
  const isOwn = message !== undefined && (body?.code ?? status) === status;
  // Of this account only, so nothing that holds up the jobs of other services, and nothing that ends the job.
  if (status === ACCOUNT_HELD && isOwn) return toRunning("account held", about);
  const { missing } = about.job.service;
  const isMissing = typeof missing === "object" && missing.alsoAt?.includes(status) === true;
  const meant = isMissing && isOwn ? 404 : status;
  const refusal = toRefusal(meant, { answer, message, isOwn, nowMs: answer.atMs });
  return refusal.kind === "not-found" ? toMissing(refusal, about) : refusal;
}

/** What it means that the API does not know the job, which differs between services. */
function toMissing(notFound: Extract<PollResult, { kind: "not-found" }>, about: About): PollResult {
  const { missing } = about.job.service;
  if (missing === undefined) return notFound;
  if (missing === "running") return toRunning("processing", about);
  return { kind: "not-found", message: `${notFound.message} (${missing.why})` };
}

/** A job of which the API says only that it has not ended. */
const toRunning = (status: string, { jobId }: About): PollResult => ({
  kind: "job",
  job: {
    jobId,
    phase: "running",
    facts: { status },
    content: undefined,
    attachments: [],
    error: undefined,
    errorDetails: undefined,
  },
});

const messageOf = (body: JobBody | undefined, { jobId, job }: About): string | undefined =>
  toMessage(toShownText(errorOf(body?.error), { jobId, id: job.id }));

import type { Attachment, PollResult, SourceProblem } from "../../core/job/job.ts";
import type { ApiAnswer } from "../../core/ports/api-client.ts";
import { isOk } from "../../core/source/refusal.ts";
import { toKlingWork } from "./files.ts";
import type { UseapiJob } from "./job-id.ts";
import { toPollResult } from "./poll-result.ts";
import { readDownloadUrl, readJobBody } from "./schema.ts";

/** Path and query of the request for a Kling file without its watermark; `undefined` if there is none to ask for. */
export function toCleanCopyPath(
  { email }: UseapiJob,
  { filename }: Attachment,
): string | undefined {
  const work = toKlingWork(filename);
  if (!work) return undefined;
  const query = `workIds=${work.workId}&fileTypes=${work.fileType}`;
  const account = email === undefined ? "" : `email=${encodeURIComponent(email)}&`;
  return `/v1/kling/assets/download?${account}${query}`;
}

/** Where a file is. */
export interface MediaLink {
  readonly kind: "link";
  readonly url: string;
}

/** The answer to that request: a link, or none, whatever the reason. */
export function toCleanCopyLink(answer: ApiAnswer): MediaLink | SourceProblem {
  const url = isOk(answer) ? readDownloadUrl(answer.text) : undefined;
  return url === undefined ? { kind: "not-understood" } : { kind: "link", url };
}

/** Path of the request for a file that only the key opens, in the answer to a poll of its job; or why there is none. */
export function toKeyedFilePath(
  answer: ApiAnswer,
  jobId: string,
  job: UseapiJob,
): MediaLink | Exclude<PollResult, { kind: "job" }> {
  const pollResult = toPollResult(answer, jobId, job);
  if (pollResult.kind !== "job") return pollResult;
  const mediaId = readJobBody(answer.text)?.result?.mediaId;
  return mediaId
    ? { kind: "link", url: `/v1/google-vids/media/${encodeURIComponent(mediaId)}` }
    : { kind: "not-found", message: "the job has no file" };
}

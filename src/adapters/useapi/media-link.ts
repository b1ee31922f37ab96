import type { Attachment, PollResult } from "../../core/job/job.ts";
import type { ApiAnswer } from "../../core/ports/api-client.ts";
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

/** A link, if the answer had one. */
export interface MediaLink {
  readonly kind: "link";
  readonly url: string | undefined;
}

/** The answer to that request. Whatever went wrong, there is no link. */
export const toCleanCopyLink = ({ status, text }: ApiAnswer): MediaLink => ({
  kind: "link",
  url: status === 200 ? readDownloadUrl(text) : undefined,
});

/** Path of the request for a file that only the key opens, in the answer to a poll of its job; or why there is none. */
export function toKeyedFilePath(
  answer: ApiAnswer,
  jobId: string,
  job: UseapiJob,
): MediaLink | Exclude<PollResult, { kind: "job" }> {
  const pollResult = toPollResult(answer, jobId, job);
  if (pollResult.kind !== "job") return pollResult;
  const mediaId = readJobBody(answer.text)?.result?.mediaId;
  const url = mediaId && `/v1/google-vids/media/${encodeURIComponent(mediaId)}`;
  return { kind: "link", url: url || undefined };
}

import { Readable } from "node:stream";
import { request } from "undici";
import { z } from "zod";
import { PlatformError } from "../../../core/errors.ts";
import type { ResultFile } from "../../../core/ports/platform.ts";
import { cleanLine, cutText } from "../../../core/text.ts";
import { fromStatus } from "../errors.ts";
import { isTrustedUrl } from "./urls.ts";
import type { SlackWebApi } from "../api/web-api.ts";

const reservedSchema = z.object({ upload_url: z.string(), file_id: z.string().min(1) });

/** Slower than this an upload has stalled: 250 bytes per millisecond, after a minute to begin with. */
const MIN_BYTES_PER_MS = 250;
const START_ALLOWANCE_MS = 60_000;

const MAX_TITLE_LENGTH = 200;

/** A place at Slack for a file's bytes. Nobody sees the file before it is shared. */
export interface Reservation {
  readonly fileId: string;
  readonly uploadUrl: string;
}

/** Asks for a place for a file. Rejects with a PlatformError. */
export async function reserveUpload(
  api: SlackWebApi,
  { file }: ResultFile,
  signal?: AbortSignal,
): Promise<Reservation> {
  // No alt_txt: with it Slack has been seen to answer ok and drop the share. The title carries the description.
  const args = { filename: file.filename, length: file.sizeBytes };
  const reserved = await api.call("files.getUploadURLExternal", {
    args,
    answer: reservedSchema,
    signal,
  });
  if (!isTrustedUrl(reserved.upload_url, api.apiUrl))
    throw new PlatformError("rejected", "Slack named an upload address that is not https");
  return { fileId: reserved.file_id, uploadUrl: reserved.upload_url };
}

/**
 * Sends a file's bytes to its place, streamed: the SDK's own upload holds the whole file in memory. Rejects with a
 * PlatformError; as nobody can see the bytes yet, trying again with a new place is always safe.
 */
export async function sendBytes(
  api: SlackWebApi,
  { uploadUrl, file }: { uploadUrl: string; file: ResultFile["file"] },
  signal?: AbortSignal,
): Promise<void> {
  const allowanceMs = START_ALLOWANCE_MS + Math.ceil(file.sizeBytes / MIN_BYTES_PER_MS);
  const deadline = AbortSignal.timeout(allowanceMs);
  try {
    const { statusCode, headers, body } = await request(uploadUrl, {
      method: "POST",
      dispatcher: api.dispatcher,
      headers: {
        "content-type": "application/octet-stream",
        "content-length": String(file.sizeBytes),
      },
      body: Readable.from(file.open(), { objectMode: false }),
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    await body.dump();
    if (statusCode < 200 || statusCode > 299)
      throw toUploadError(statusCode, headers["retry-after"]);
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    throw new PlatformError("unavailable", "the upload broke off", { cause: error });
  }
}

/** An expired upload URL gives a 4xx as well: the next attempt gets a new one. */
function toUploadError(status: number, retryAfter: string | string[] | undefined): PlatformError {
  const what = "Slack's upload address";
  if (status === 413) return new PlatformError("too_large", `${what} answered HTTP ${status}`);
  const seconds = Number(retryAfter);
  const retryAfterMs = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
  return fromStatus(status, { what, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}

/** Sends files that no channel shows yet; their ids. Rejects with a PlatformError, and is safe to repeat. */
export async function uploadUnseen(
  api: SlackWebApi,
  files: readonly ResultFile[],
  signal?: AbortSignal,
): Promise<string[]> {
  const uploads: { id: string; title: string }[] = [];
  for (const each of files) {
    const { fileId, uploadUrl } = await reserveUpload(api, each, signal);
    await sendBytes(api, { uploadUrl, file: each.file }, signal);
    uploads.push({ id: fileId, title: toTitle(each) });
  }
  // Without a channel the files stay the bot's own.
  const call = { args: { files: uploads }, answer: z.unknown(), signal };
  await api.call("files.completeUploadExternal", call);
  return uploads.map(({ id }) => id);
}

/** Plain text at Slack; the angle brackets of its markup do not belong in it. */
export function toTitle(file: ResultFile | undefined): string {
  const text = cleanLine(file?.altText ?? "") || (file?.file.filename ?? "");
  return cutText(text.replaceAll("<", "‹").replaceAll(">", "›"), MAX_TITLE_LENGTH);
}

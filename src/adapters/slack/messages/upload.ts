import type { Readable } from "node:stream";
import { request } from "undici";
import { z } from "zod";
import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { MediaError, PlatformError } from "../../../core/errors.ts";
import type { ResultFile } from "../../../core/ports/platform.ts";
import { cleanLine, cutText } from "../../../core/text.ts";
import { fromStatus } from "../errors.ts";
import type { SlackHttp } from "../api/http.ts";
import { isTrustedUrl } from "../api/trusted-url.ts";
import { parseAnswer, type SlackWebClient } from "../api/web-client.ts";

const reservedSchema = z.object({ upload_url: z.string(), file_id: z.string().min(1) });

/** An upload that is slower than this has stalled: 250 bytes per millisecond, plus a minute to start. */
const MIN_BYTES_PER_MS = 250;
const START_ALLOWANCE_MS = 60_000;

const MAX_TITLE_LENGTH = 200;

/** An upload address for a file's bytes. No one sees the file before it is shared. */
export interface Reservation {
  readonly fileId: string;
  readonly uploadUrl: string;
}

/** A file whose bytes are uploaded, and its title. */
export interface Upload {
  readonly id: string;
  readonly title: string;
}

/** Requests an upload address for a file. Rejects with a PlatformError. */
export async function reserveUpload(
  client: SlackWebClient,
  { file }: ResultFile,
): Promise<Reservation> {
  // No alt_txt: with it Slack has been seen to answer ok and drop the share. The title carries the description.
  const answer = await client.files.getUploadURLExternal({
    filename: file.filename,
    length: file.sizeBytes,
  });
  const reserved = parseAnswer(reservedSchema, answer, "files.getUploadURLExternal");
  const { file_id: fileId, upload_url: uploadUrl } = reserved;
  if (!isTrustedUrl(uploadUrl, client.slackApiUrl))
    throw new PlatformError("rejected", "Slack named an upload address that is not https");
  return { fileId, uploadUrl };
}

/**
 * Streams a file's bytes to its upload address. This goes around @slack/web-api 8.2.0, whose `filesUploadV2` holds the
 * whole file in memory and completes the upload before its id can be stored. Rejects with a PlatformError, or with a MediaError if the
 * file's bytes stop arriving; as no one can see them yet, it is always safe to try again with a new address.
 */
export async function sendBytes(
  http: SlackHttp,
  { uploadUrl, file }: { uploadUrl: string; file: ResultFile["file"] },
  signal?: AbortSignal,
): Promise<void> {
  const allowanceMs = START_ALLOWANCE_MS + Math.ceil(file.sizeBytes / MIN_BYTES_PER_MS);
  const deadline = AbortSignal.timeout(allowanceMs);
  try {
    const { statusCode, headers, body } = await request(uploadUrl, {
      method: "POST",
      dispatcher: http.dispatcher,
      headers: {
        "content-type": "application/octet-stream",
        "content-length": String(file.sizeBytes),
      },
      // undici takes iterables, too. A stream would read ahead, into memory that is not sent yet.
      body: file.open() as Readable,
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    await body.dump();
    if (statusCode < 200 || statusCode > 299)
      throw toUploadError(statusCode, headers["retry-after"]);
  } catch (error) {
    if (error instanceof PlatformError || error instanceof MediaError) throw error;
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

/** Uploads files that no channel shows yet; resolves with their ids. Rejects with a PlatformError; safe to repeat. */
export async function uploadUnshared(
  client: SlackWebClient,
  files: readonly ResultFile[],
  signal?: AbortSignal,
): Promise<string[]> {
  const uploads: Upload[] = [];
  for (const each of files) {
    const { fileId, uploadUrl } = await reserveUpload(client, each);
    await sendBytes(client.http, { uploadUrl, file: each.file }, signal);
    uploads.push({ id: fileId, title: toTitle(each) });
  }
  await completeUpload(client, uploads);
  return uploads.map(({ id }) => id);
}

/**
 * Completes uploads and shares their files in `shareIn`, with its text; without one the files stay the bot's own. Rejects
 * with a PlatformError.
 */
export async function completeUpload(
  client: SlackWebClient,
  uploads: readonly Upload[],
  shareIn?: { readonly channel: ChannelRef; readonly text: string },
): Promise<void> {
  const [first, ...others] = uploads;
  if (!first) throw new Error("there is no upload to complete");
  const files: [Upload, ...Upload[]] = [first, ...others];
  if (!shareIn) return void (await client.files.completeUploadExternal({ files }));
  const { channel, thread } = shareIn.channel;
  await client.files.completeUploadExternal({
    files,
    ...(thread === undefined
      ? { channel_id: channel }
      : { channel_id: channel, thread_ts: thread }),
    initial_comment: shareIn.text,
  });
}

/** A file's title, which is plain text at Slack: without the angle brackets of its markup. */
export function toTitle(file: ResultFile | undefined): string {
  const text = cleanLine(file?.altText ?? "") || (file?.file.filename ?? "");
  return cutText(text.replaceAll("<", "‹").replaceAll(">", "›"), MAX_TITLE_LENGTH);
}

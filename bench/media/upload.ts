/** How a bot without the relay uploads a video: the least that each platform asks for, with undici alone. */
import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { request } from "undici";
import type { Platforms, Task } from "./task.ts";

/** A video whose size is known before its bytes. */
export interface Video {
  readonly sizeBytes: number;
  /** Called once. */
  open(): Readable;
}

const FILENAME = "video.mp4";

/** Resolves once the video is in the channel. */
export async function upload(platforms: Platforms, task: Task, video: Video): Promise<void> {
  if (task.platform === "discord") await uploadToDiscord(platforms.discord, task.channel, video);
  else await uploadToSlack(platforms.slack, task.channel, video);
}

/** One request: a form with the message and the file. */
async function uploadToDiscord(
  { apiUrl, token }: Platforms["discord"],
  channel: string,
  video: Video,
): Promise<void> {
  const boundary = `bench-${randomUUID()}`;
  const message = {
    content: "Here it is",
    nonce: randomUUID().slice(0, 25),
    enforce_nonce: true,
    attachments: [{ id: "0", filename: FILENAME }],
  };
  const head = Buffer.from(
    [
      `--${boundary}`,
      'Content-Disposition: form-data; name="payload_json"',
      "Content-Type: application/json",
      "",
      JSON.stringify(message),
      `--${boundary}`,
      `Content-Disposition: form-data; name="files[0]"; filename="${FILENAME}"`,
      "Content-Type: video/mp4",
      "",
      "",
    ].join("\r\n"),
  );
  const end = Buffer.from(`\r\n--${boundary}--\r\n`);
  async function* form(): AsyncGenerator<Uint8Array> {
    yield head;
    yield* video.open();
    yield end;
  }
  await send(`${apiUrl}/v10/channels/${channel}/messages`, {
    headers: {
      authorization: `Bot ${token}`,
      "user-agent": "DiscordBot (https://example.invalid, 1.0)",
      "content-type": `multipart/form-data; boundary=${boundary}`,
      "content-length": String(head.length + video.sizeBytes + end.length),
    },
    body: Readable.from(form()),
  });
}

/** Three requests: a place for the bytes, the bytes, and their message. */
async function uploadToSlack(
  { apiUrl, token }: Platforms["slack"],
  channel: string,
  video: Video,
): Promise<void> {
  const call = async (method: string, args: Record<string, string>): Promise<unknown> => {
    const headers = {
      authorization: `Bearer ${token}`,
      "content-type": "application/x-www-form-urlencoded",
    };
    const body = String(new URLSearchParams(args));
    return JSON.parse(await send(`${apiUrl}${method}`, { headers, body }));
  };
  const place = (await call("files.getUploadURLExternal", {
    filename: FILENAME,
    length: String(video.sizeBytes),
  })) as { readonly upload_url: string; readonly file_id: string };
  await send(place.upload_url, {
    headers: {
      "content-type": "application/octet-stream",
      "content-length": String(video.sizeBytes),
    },
    body: video.open(),
  });
  await call("files.completeUploadExternal", {
    files: JSON.stringify([{ id: place.file_id, title: FILENAME }]),
    channel_id: channel,
    initial_comment: "Here it is",
  });
}

/** Resolves with the answer. */
async function send(
  url: string,
  options: { readonly headers: Record<string, string>; readonly body: string | Readable },
): Promise<string> {
  const { statusCode, body } = await request(url, { method: "POST", ...options });
  const answer = await body.text();
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}: ${answer}`);
  return answer;
}

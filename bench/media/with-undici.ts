/** How a bot relays a video with undici alone. */
import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { request } from "undici";
import type { Bot, Task } from "./task.ts";
import { upload, type Video } from "./upload.ts";

/** How a download becomes an upload, by name. */
const WAYS: Readonly<Record<string, (bot: Bot, task: Task, video: Download) => Promise<void>>> = {
  stream: ({ platforms }, task, { sizeBytes, body }) =>
    upload(platforms, task, { sizeBytes, open: () => body }),
  file: async ({ platforms, directory }, task, { sizeBytes, body }) => {
    const path = join(directory, randomUUID());
    await pipeline(body, createWriteStream(path));
    const video: Video = { sizeBytes, open: () => createReadStream(path) };
    await upload(platforms, task, video);
    await rm(path);
  },
  memory: async ({ platforms }, task, { sizeBytes, body }) => {
    const chunks = (await body.toArray()) as readonly Uint8Array[];
    await upload(platforms, task, { sizeBytes, open: () => Readable.from(chunks) });
  },
};

interface Download {
  readonly sizeBytes: number;
  readonly body: Readable;
}

/** Returns what resolves once a video is in its channel. */
export function createRelay(bot: Bot, way: string): (task: Task) => Promise<void> {
  return async (task) => {
    const { statusCode, headers, body } = await request(task.url);
    if (statusCode !== 200) throw new Error(`${task.url} answered ${statusCode}`);
    await WAYS[way]?.(bot, task, { sizeBytes: Number(headers["content-length"]), body });
  };
}

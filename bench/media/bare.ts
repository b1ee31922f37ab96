/*
 * What relaying videos costs at the least with the relay's HTTP library: no store, no limits, no second attempts. Arguments: the way that
 * the bytes go, the platforms as JSON, and a directory. Reads lines with tasks as JSON from its standard input, carries out
 * those of one line at once, and prints "done".
 */
import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { request } from "undici";
import { upload, type Platforms, type Task, type Video } from "./upload.ts";

const [way = "", platformsText = "{}", directory = ""] = process.argv.slice(2);
const platforms = JSON.parse(platformsText) as Platforms;

/** How a download becomes an upload, by name. */
const WAYS: Readonly<
  Record<string, (task: Task, sizeBytes: number, body: Readable) => Promise<void>>
> = {
  stream: (task, sizeBytes, body) => upload(platforms, task, { sizeBytes, open: () => body }),
  file: async (task, sizeBytes, body) => {
    const path = join(directory, randomUUID());
    await pipeline(body, createWriteStream(path));
    const video: Video = { sizeBytes, open: () => createReadStream(path) };
    await upload(platforms, task, video);
    await rm(path);
  },
  memory: async (task, sizeBytes, body) => {
    const chunks = (await body.toArray()) as readonly Uint8Array[];
    await upload(platforms, task, { sizeBytes, open: () => Readable.from(chunks) });
  },
};

async function relay(task: Task): Promise<void> {
  const { statusCode, headers, body } = await request(task.url);
  if (statusCode !== 200) throw new Error(`${task.url} answered ${statusCode}`);
  await WAYS[way]?.(task, Number(headers["content-length"]), body);
}

process.stdin.ref();
process.stdout.write("ready\n");
for await (const line of createInterface(process.stdin)) {
  await Promise.all((JSON.parse(line) as readonly Task[]).map(relay));
  process.stdout.write("done\n");
}

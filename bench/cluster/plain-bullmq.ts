/*
 * The same work with BullMQ used plainly: each followed job is a BullMQ job, which a worker polls and moves back to delayed. Once
 * the job has ended, it stores that, downloads the video, posts it, and stores that it did. It shows no status. Its options are
 * JSON in argv[2]. Prints `ready` once it works.
 */
import { createClient } from "@keyv/redis";
import { DelayedError, Worker } from "bullmq";
import { Agent, FormData, request } from "undici";

/** Settings of one worker. */
export interface PlainOptions {
  readonly queueUrl: string;
  readonly storeUrl: string;
  readonly apiUrl: string;
  readonly token: string;
  readonly discordUrl: string;
  readonly discordToken: string;
  readonly intervalMs: number;
  readonly concurrency: number;
  readonly maxPerSecond: number;
  readonly lockMs: number;
}

/** What a BullMQ job has. */
export interface PlainJob {
  readonly jobId: string;
  readonly channel: string;
}

const options = JSON.parse(process.argv[2] ?? "{}") as PlainOptions;
const { apiUrl, token, intervalMs } = options;
const agent = new Agent({ connections: 64, keepAliveTimeout: 60_000 });
const store = createClient({ url: options.storeUrl });
await store.connect();
const connection = createClient({ url: options.queueUrl });
await connection.connect();

async function deliver({ jobId, channel }: PlainJob, videoUrl: string): Promise<void> {
  const key = `plain:${jobId}`;
  await store.set(key, JSON.stringify({ jobId, state: "settled" }));
  const video = await request(videoUrl, { dispatcher: agent });
  const form = new FormData();
  const payload = {
    content: `The video of ${jobId}`,
    nonce: jobId.slice(-25),
    enforce_nonce: true,
  };
  form.set("payload_json", JSON.stringify(payload));
  form.set("files[0]", new Blob([await video.body.arrayBuffer()]), "video.mp4");
  const { statusCode, body } = await request(
    `${options.discordUrl}/v10/channels/${channel}/messages`,
    {
      method: "POST",
      dispatcher: agent,
      headers: { authorization: `Bot ${options.discordToken}` },
      body: form,
    },
  );
  await body.dump();
  if (statusCode !== 200) throw new Error(`Discord answered ${statusCode}`);
  await store.set(key, JSON.stringify({ jobId, state: "delivered" }));
}

const worker = new Worker<PlainJob>(
  "polls",
  async (job, lock) => {
    const url = `${apiUrl}/jobs/?jobid=${encodeURIComponent(job.data.jobId)}`;
    const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
    const { body } = await request(url, { dispatcher: agent, headers });
    const { status, attachments } = (await body.json()) as {
      status: string;
      attachments?: readonly { readonly url: string }[];
    };
    if (status === "completed") return deliver(job.data, attachments?.[0]?.url ?? "");
    await job.moveToDelayed(Date.now() + intervalMs, lock);
    throw new DelayedError();
  },
  {
    connection,
    concurrency: options.concurrency,
    lockDuration: options.lockMs,
    limiter: { max: options.maxPerSecond, duration: 1_000 },
  },
);
worker.on("error", () => {});
await worker.waitUntilReady();
process.stdout.write("ready\n");
// Else what it works on waits for the end of the lock.
process.once("SIGTERM", () => void worker.close().then(() => process.exit(0)));

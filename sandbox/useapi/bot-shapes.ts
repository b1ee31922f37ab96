import { ACCOUNT, listOf, type JobShape, type ShownJob } from "./job-shape.ts";

const { number } = ACCOUNT;
const CHANNEL = "1234567890123456789";
const time = (count: number): string => `20261126${String(count).padStart(9, "0")}`;

const attachmentOf = (url: string) => ({
  url,
  proxy_url: url,
  filename: "image.png",
  width: 1920,
  height: 1080,
});

/** What Discord's bot has made, and Midjourney's own copies of it. */
const filesOf = ({ result, beside }: ShownJob): Record<string, unknown> => ({
  attachments: listOf(result, attachmentOf),
  imageUx: listOf(result, () => ({ id: 1, url: beside("0_0.jpeg") })),
});

const wordOf = ({ state }: ShownJob): string =>
  state.kind === "running" ? (state.word ?? "progress") : state.kind;

/** The shape of Pika's jobs. */
const toFlat = (job: ShownJob): Record<string, unknown> => ({
  jobid: job.id,
  verb: "imagine",
  status: wordOf(job),
  created: "2026-11-26T14:05:30.123Z",
  prompt: "Steampunk cat",
  discord: "<ABC…secured…xyz>",
  channel: CHANNEL,
  content: `**Steampunk cat** - <@42>${percentIn(job)}`,
  ...filesOf(job),
  ...("error" in job.state && { error: job.state.error }),
  code: 200,
});

const percentIn = ({ state }: ShownJob): string =>
  state.kind === "running" && state.percent !== undefined ? ` (${state.percent}%)` : "";

/** The services that are bots on Discord. */
export const BOT_SHAPES: readonly JobShape[] = [
  {
    service: "midjourney",
    path: "/v3/midjourney/jobs/",
    newId: (count) => `j${time(count)}i-u${number}-c${CHANNEL}-bot:midjourney`,
    notFound: "Job not found",
    toBody: (job) => ({
      jobid: job.id,
      verb: "imagine",
      status: wordOf(job),
      created: "2026-11-26T14:05:30.123Z",
      updated: "2026-11-26T14:07:15.456Z",
      request: { prompt: "a cat in a hat --ar 16:9" },
      response: {
        content: "**a cat in a hat** - <@42> (fast)",
        ...(job.state.kind === "running" && { progress_percent: job.state.percent }),
        ...filesOf(job),
      },
      ...("error" in job.state && { error: job.state.error }),
    }),
  },
  {
    service: "midjourney-v2",
    path: "/v2/jobs/?jobid=",
    newId: (count) => `job:${time(count)}-user:${number}-channel:${CHANNEL}-bot:midjourney`,
    notFound: "Unable to locate job",
    toBody: toFlat,
  },
  {
    service: "faceswap",
    path: "/v1/faceswap/jobs/?jobid=",
    newId: (count) => `job:${time(count)}-user:${number}-channel:${CHANNEL}-bot:faceswap`,
    notFound: "Unable to locate job",
    toBody: toFlat,
  },
];

import { BOT_SHAPES } from "./bot-shapes.ts";
import { ACCOUNT, listOf, type JobShape, type ShownJob } from "./job-shape.ts";

const { number, email } = ACCOUNT;
const uuid = (count: number): string =>
  `4aa24347-8099-4624-80ec-${String(count).padStart(12, "0")}`;
const time = (count: number): string => `1126140530${String(count).padStart(9, "0")}`;
const INSTANTS = { created: "2026-11-26T14:05:30.123Z", updated: "2026-11-26T14:07:15.456Z" };

/** The envelope of the newer services. */
function envelope({ id, state }: ShownJob, running: string): Record<string, unknown> {
  const status = state.kind === "running" ? (state.word ?? running) : state.kind;
  const error = "error" in state ? { error: state.error } : {};
  return { jobid: id, type: "video", status, ...INSTANTS, ...error };
}

/** The services with videos of their own APIs, each in its own shape. */
const VIDEO_SHAPES: readonly JobShape[] = [
  {
    service: "dreamina",
    path: "/v1/dreamina/videos/",
    newId: (count) => `j${time(count)}v-u${number}-US:${email}:dreamina`,
    notFound: "Job not found",
    toBody: (job) => ({
      ...envelope(job, "created"),
      model: "seedance-2.0",
      request: { prompt: "A serene mountain landscape" },
      response: {
        ...(job.result !== undefined && {
          videoUrl: job.result,
          videoUrlWatermarked: job.beside("watermarked.mp4"),
          coverUrl: job.beside("cover.jpg"),
          width: 1280,
          height: 720,
        }),
        forecastCost: 125,
      },
      ...(job.state.kind === "failed" && { errorDetails: "OutputVideoRisk" }),
      code: 200,
    }),
  },
  {
    service: "dreamina-images",
    path: "/v1/dreamina/images/",
    newId: (count) => `j${time(count)}i-u${number}-US:${email}:dreamina`,
    notFound: "Job not found",
    toBody: (job) => ({
      ...envelope(job, "created"),
      type: "image",
      response: { images: listOf(job.result, (imageUrl) => ({ imageUrl, format: "jpeg" })) },
      code: 200,
    }),
  },
  {
    service: "google-flow",
    path: "/v1/google-flow/jobs/",
    newId: (count) => `j${time(count)}v-u${number}-email:jo***@gmail.com-bot:google-flow`,
    notFound: "Job not found",
    toBody: (job) => ({
      ...envelope(job, "started"),
      response: { media: listOf(job.result, (videoUrl) => ({ name: uuid(1), videoUrl })) },
    }),
  },
  {
    service: "google-vids",
    path: "/v1/google-vids/jobs/",
    newId: (count) => `user:${number}-${email}-job:${uuid(count)}`,
    notFound: "Job not found",
    toBody: (job) => {
      const { state, result } = job;
      return {
        ...envelope(job, "processing"),
        email,
        mode: "text",
        // The one service whose files are named, and not linked.
        ...(result !== undefined && {
          result: { mediaId: `user:${number}-${email}-video:${new URL(result).pathname.slice(1)}` },
        }),
        ...("error" in state && { error: { code: 502, message: state.error } }),
      };
    },
  },
  {
    service: "luma",
    path: "/v1/luma/jobs/",
    newId: (count) => `j${time(count)}v-u${number}-email:${email}:${uuid(count)}-bot:luma`,
    notFound: "Job not found",
    toBody: (job) => ({
      ...envelope(job, "pending"),
      response:
        job.result === undefined
          ? null
          : {
              video: { media_type: "video", url: job.result, width: 1280, height: 720 },
              video_hdr_exr: null,
              thumbnail: { media_type: "image", url: job.beside("thumbnail.jpg") },
              last_frame: { media_type: "image", url: job.beside("last_frame.jpg") },
            },
      credits: job.result === undefined ? null : { dm_usage: 20, dm_relaxed_usage: null },
    }),
  },
  {
    service: "runwayml",
    path: "/v1/runwayml/tasks/",
    newId: (count) => `user:${number}-runwayml:${email}-task:${uuid(count)}`,
    notFound: "Not found.",
    toBody: ({ id, state, result, beside }) => ({
      taskId: id,
      id: uuid(1),
      createdAt: INSTANTS.created,
      updatedAt: INSTANTS.updated,
      status: {
        running: "RUNNING",
        completed: "SUCCEEDED",
        failed: "FAILED",
        cancelled: "FAILED",
        moderated: "FAILED",
      }[state.kind],
      ...(state.kind === "running" && {
        ...(state.word !== undefined && { status: state.word }),
        progressRatio: state.percent === undefined ? null : String(state.percent / 100),
        estimatedTimeToStartSeconds: null,
      }),
      error: "error" in state ? state.error : null,
      artifacts: listOf(result, (url) => ({
        id: uuid(2),
        url,
        previewUrls: [beside("preview-1.jpg"), beside("preview-2.jpg")],
      })),
    }),
  },
  {
    service: "kling",
    path: "/v1/kling/tasks/",
    newId: (count) => String(123_456_000 + count),
    notFound: "Not found.",
    toBody: ({ id, state, result, beside }) => {
      const isOver = state.kind !== "running";
      const name =
        { running: "processing", completed: "succeed" }[state.kind as string] ?? "failed";
      return {
        status: isOver ? 99 : 10,
        status_name: state.kind === "running" ? (state.word ?? name) : name,
        status_final: isOver,
        message: "error" in state ? state.error : "success",
        task: { id: Number(id), userId: Number(number), createTime: 1_744_858_514_499 },
        works: listOf(result, () => ({
          workId: Number(id) + 500,
          userId: Number(number),
          contentType: "video",
          resource: { resource: beside("watermarked.mp4"), height: 1268, width: 724 },
          cover: { resource: beside("cover.jpg"), height: 1268, width: 724 },
        })),
      };
    },
  },
  {
    service: "minimax",
    path: "/v1/minimax/videos/",
    newId: (count) => `user:${number}-minimax:${email}-video:3${time(count)}`,
    notFound: "Not found.",
    toBody: ({ id, state, result, beside }) => ({
      videoId: id,
      desc: "A cat",
      coverURL: beside("cover.jpg"),
      statusLabel:
        state.kind === "running"
          ? (state.word ?? "processing")
          : "error" in state && state.kind === "failed"
            ? state.error
            : state.kind,
      statusFinal: state.kind !== "running",
      ...("error" in state && state.kind === "moderated" && { message: state.error }),
      ...(state.kind === "running" && { percent: state.percent ?? 0 }),
      ...(result !== undefined && { downloadURL: result, videoURL: beside("watermarked.mp4") }),
      width: 1300,
      height: 760,
    }),
  },
  {
    service: "pixverse",
    path: "/v2/pixverse/videos/",
    newId: (count) =>
      `user:${number}-pixverse:${email}-video:1122334${String(count).padStart(5, "0")}`,
    notFound: "Not found.",
    toBody: ({ id, state, result, beside }) => {
      // While it runs, the API does not know it; a word is shown all the same, for a test of words.
      if (state.kind === "running" && state.word === undefined) return undefined;
      const isFailed = state.kind !== "completed" && state.kind !== "running";
      return {
        video_id: id,
        video_status_name:
          state.kind === "running" ? state.word : isFailed ? "FAILED" : "COMPLETED",
        video_status_final: state.kind !== "running",
        created_at: "2026-11-26T14:05:30Z",
        first_frame: beside("first.jpg"),
        img_url: beside("cover.webp"),
        url: result ?? "",
        errCode: "error" in state ? state.error : 0,
      };
    },
  },
];

/** All services of the stand-in. */
export const JOB_SHAPES: readonly JobShape[] = [...BOT_SHAPES, ...VIDEO_SHAPES];

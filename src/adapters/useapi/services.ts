import type { JobPhase } from "../../core/job/job.ts";
import { fractionToPercent } from "../../core/source/percent.ts";
import { withoutMentions } from "../../core/source/texts.ts";
import { toDiscordFiles, toFile, toKlingFiles } from "./files.ts";
import type { Service } from "./service.ts";

/** Stands for a file that only the key opens: its real address has the account's e-mail address in it. */
export const KEYED_FILE_URL = "https://api.useapi.net/v1/google-vids/media";

/** The file names and types that Google Vids' downloads have. */
const VIDS_VIDEO = { filename: "video.mp4", contentType: "video/mp4" };
const VIDS_IMAGE = { filename: "image.jpg", contentType: "image/jpeg" };

const UUID = "[\\da-f]{8}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{12}";

/** The words of the job shape that most services share. */
const WORDS: Readonly<Record<string, JobPhase>> = {
  created: "running",
  started: "running",
  progress: "running",
  completed: "completed",
  failed: "failed",
  cancelled: "cancelled",
  moderated: "moderated",
  // The relay's own, for the HTTP status 596.
  "account held": "running",
};

const common = {
  idIn: ({ jobid }) => jobid,
  statusIn: ({ status }) => status,
  words: WORDS,
} satisfies Partial<Service>;

/** The shape of the bots on Discord: everything beside the status. */
const flat = {
  ...common,
  filesIn: toDiscordFiles,
  contentIn: ({ content }) => content,
} satisfies Partial<Service>;

/** The services whose answers were read in the vendor's documentation or scripts; see `docs/sources.md`. */
export const SERVICES: readonly Service[] = [
  {
    ...common,
    name: "midjourney",
    path: "/v3/midjourney/jobs/{id}",
    ids: [/^(j\d+[a-z]?)-u\d+-.*-bot:midjourney$/],
    filesIn: ({ response }) => toDiscordFiles(response),
    contentIn: ({ response }) => response?.content,
    detailsIn: ({ errorDetails, response }) =>
      errorDetails ?? (response?.content && withoutMentions(response.content)),
    percentIn: ({ response }) => response?.progress_percent,
  },
  {
    ...flat,
    name: "midjourney-v2",
    path: "/v2/jobs/?jobid={id}",
    ids: [/^job:(\d+)-user:.*-bot:midjourney$/],
  },
  // No id of this one was read: it is known by a link or by its name.
  { ...flat, name: "faceswap", path: "/v1/faceswap/jobs/?jobid={id}", ids: [] },
  {
    ...common,
    name: "dreamina",
    path: "/v1/dreamina/videos/{id}",
    ids: [/^(j\d+v)-u\d+-.*:dreamina$/],
    filesIn: ({ response: { videoUrl, videoUrlWatermarked, width, height } = {} }) => [
      toFile(videoUrl || videoUrlWatermarked, { width, height }),
    ],
  },
  {
    ...common,
    name: "dreamina-images",
    path: "/v1/dreamina/images/{id}",
    ids: [/^(j\d+i)-u\d+-.*:dreamina$/],
    filesIn: ({ response }) =>
      (response?.images ?? []).map(({ imageUrl, format = "jpeg", width, height }) =>
        toFile(imageUrl, { contentType: `image/${format}`, width, height }),
      ),
  },
  {
    ...common,
    name: "google-flow",
    path: "/v1/google-flow/jobs/{id}",
    ids: [/^(j\d+[a-z]?)-u\d+-.*-bot:google-flow$/],
    idIn: ({ jobid, jobId }) => jobid ?? jobId,
    filesIn: ({ response }) => (response?.media ?? []).map(({ videoUrl }) => toFile(videoUrl)),
  },
  {
    ...common,
    name: "google-vids",
    path: "/v1/google-vids/jobs/{id}",
    ids: [new RegExp(`^user:\\d+-.*-job:(${UUID})$`, "i"), /^(j\d+[a-z]?)-.*-bot:google-vids$/],
    filesIn: ({ result, type }) => [
      toFile(result?.mediaId && KEYED_FILE_URL, {
        ...(type === "image" ? VIDS_IMAGE : VIDS_VIDEO),
        isPrivate: true,
      }),
    ],
    fetch: "by-key",
  },
  {
    ...common,
    name: "luma",
    path: "/v1/luma/jobs/{id}",
    ids: [new RegExp(`^j\\d+[a-z]?-u\\d+-.*:(${UUID})-bot:luma$`, "i")],
    words: { ...WORDS, pending: "running", processing: "running" },
    filesIn: ({ response: { video: { url, width, height } = {} } = {} }) => [
      toFile(url, { width, height }),
    ],
  },
  {
    name: "runwayml",
    path: "/v1/runwayml/tasks/{id}",
    ids: [new RegExp(`^user:\\d+-runwayml:.*-task:(${UUID})$`, "i")],
    idIn: ({ taskId }) => taskId,
    statusIn: ({ status }) => status,
    words: {
      PENDING: "running",
      THROTTLED: "running",
      RUNNING: "running",
      SUCCEEDED: "completed",
      FAILED: "failed",
    },
    filesIn: ({ artifacts = [] }) => artifacts.map(({ url }) => toFile(url)),
    percentIn: ({ progressRatio }) => fractionToPercent(progressRatio),
  },
  {
    name: "kling",
    path: "/v1/kling/tasks/{id}",
    hasEmail: true,
    ids: [],
    idIn: ({ task }) => task?.id,
    statusIn: ({ status_name }) => status_name,
    words: { succeed: "completed" },
    // A name alone ends nothing.
    isFinal: ({ status_final, status_name }) =>
      status_final ?? (status_name === undefined ? undefined : false),
    otherEnd: "failed",
    filesIn: toKlingFiles,
    fetch: "clean-copy",
    errorIn: ({ error, message }) => error ?? message,
    detailsIn: ({ error, message }) => error && message,
    missing: { why: "deleted, moderated or out of credits" },
  },
  {
    name: "minimax",
    path: "/v1/minimax/videos/{id}",
    ids: [/^user:\d+-minimax:.*-video:(\w+)$/],
    idIn: ({ videoId }) => videoId,
    statusIn: ({ statusLabel }) => statusLabel,
    words: {
      pending: "running",
      queued: "running",
      processing: "running",
      completed: "completed",
      failed: "failed",
      moderated: "moderated",
    },
    isFinal: ({ statusFinal }) => statusFinal,
    withoutFile: "failed",
    filesIn: ({ downloadURL, videoURL, width, height }) => [
      toFile(downloadURL || videoURL, { width, height }),
    ],
    errorIn: ({ error, message, statusLabel }) => error ?? (message || statusLabel),
    percentIn: ({ percent }) => percent,
    missing: { why: "most often moderated, and removed after it was made", alsoAt: [400, 422] },
  },
  {
    name: "pixverse",
    path: "/v2/pixverse/videos/{id}",
    ids: [/^user:\d+-pixverse:.*-video:(\d+)$/],
    idIn: ({ video_id }) => video_id,
    statusIn: ({ video_status_name, video_status, errCode }) =>
      hasCode(errCode) ? "FAILED" : (video_status_name ?? video_status),
    words: {
      COMPLETED: "completed",
      "1": "completed",
      FAILED: "failed",
      // Called final by the API.
      QUEUED: "running",
      "5": "running",
      GENERATING: "running",
      "10": "running",
      processing: "running",
    },
    isFinal: ({ video_status_final, errCode }) => hasCode(errCode) || video_status_final,
    filesIn: ({ url, output_width: width, output_height: height }) => [
      toFile(url, { width, height }),
    ],
    errorIn: ({ error, errCode }) => error ?? errCode,
    missing: "running",
  },
];

/** 0 says that there was no error. */
const hasCode = (errCode: string | undefined): boolean => (errCode ?? "0") !== "0";

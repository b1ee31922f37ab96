import { z } from "zod";
import {
  flagField as flag,
  numberField as number,
  textField as text,
} from "../../core/source/fields.ts";
import { parseJson } from "../../core/source/parse-json.ts";

const pixels = z.number().positive().optional().catch(undefined);
/** A text, or a number that JSON carries exactly. */
const word = z
  .union([z.string(), z.int().transform(String)])
  .optional()
  .catch(undefined);
/** A number, or a text that is one. */
const ratio = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d*\.?\d+$/)
      .transform(Number),
  ])
  .optional()
  .catch(undefined);
/** Text, or Unix milliseconds. */
const instant = z
  .union([
    z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}T/)
      .transform((iso) => Date.parse(iso)),
    z.number().nonnegative(),
  ])
  .pipe(z.number())
  .optional()
  .catch(undefined);
const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.object(shape).optional().catch(undefined);
const list = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .array(z.object(shape).optional().catch(undefined))
    .transform((items) => items.filter((item) => item !== undefined))
    .optional()
    .catch(undefined);

/** What Discord gives with a file, and the services that run on Discord pass on. */
const attachments = list({
  url: text,
  proxy_url: text,
  filename: text,
  content_type: text,
  size: number,
  width: pixels,
  height: pixels,
});
const links = list({ url: text });

/** The fields of all services; which of them mean something, the table of services says. */
const jobBodySchema = z.object({
  // The job's id and its status.
  jobid: text,
  jobId: text,
  taskId: text,
  videoId: text,
  video_id: text,
  status: text,
  status_name: text,
  status_final: flag,
  statusLabel: text,
  statusFinal: flag,
  video_status: word,
  video_status_name: text,
  video_status_final: flag,
  task: object({ id: word, createTime: instant, updateTime: instant }),
  // What people are told of it.
  verb: text,
  type: text,
  model: text,
  prompt: text,
  desc: text,
  request: object({ prompt: text }),
  created: instant,
  createdAt: instant,
  created_at: instant,
  updated: instant,
  updatedAt: instant,
  percent: number,
  progressRatio: ratio,
  content: text,
  message: text,
  /** Any JSON: shown to people as it is, so even an object says more than nothing. */
  error: z.unknown().optional(),
  errorDetails: z.unknown().optional(),
  errCode: word,
  code: number,
  credits: object({ dm_usage: z.number().nonnegative().optional().catch(undefined) }),
  // Its files.
  attachments,
  imageUx: links,
  videoUx: links,
  response: object({
    content: text,
    progress_percent: number,
    attachments,
    imageUx: links,
    videoUx: links,
    videoUrl: text,
    videoUrlWatermarked: text,
    width: pixels,
    height: pixels,
    images: list({ imageUrl: text, format: text, width: pixels, height: pixels }),
    media: list({ videoUrl: text }),
    video: object({ url: text, width: pixels, height: pixels }),
  }),
  result: object({ mediaId: text }),
  artifacts: list({ url: text }),
  works: list({
    workId: word,
    contentType: text,
    resource: object({ resource: text, width: pixels, height: pixels }),
  }),
  downloadURL: text,
  videoURL: text,
  url: text,
  width: pixels,
  height: pixels,
  output_width: pixels,
  output_height: pixels,
});

/** The part of the answers that the relay reads; the account's own fields are not even looked at. */
export type JobBody = Readonly<z.infer<typeof jobBodySchema>>;

/** Reads an answer, job or error. `undefined` if it is not a JSON object. */
export function readJobBody(json: string | undefined): JobBody | undefined {
  const value = parseJson(json);
  if (Array.isArray(value)) return undefined;
  const parsed = jobBodySchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

const downloadSchema = z.object({ cdnUrl: z.url({ protocol: /^https?$/ }) });

/** The link in an answer of Kling's download request; `undefined` if there is none. */
export const readDownloadUrl = (json: string | undefined): string | undefined =>
  downloadSchema.safeParse(parseJson(json)).data?.cdnUrl;

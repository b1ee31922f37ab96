import { z } from "zod";
import { jobIdSchema } from "../../core/job/job.ts";

/** Far more jobs than any account runs at once. */
const MAX_JOB_IDS = 10_000;

// Every field is optional and none may spoil the rest: what has the wrong type counts as missing. The API promises
// nothing more ("all fields are optional"), and one odd field must not make a finished video unreachable.
const text = z.string().optional().catch(undefined);
const count = z.number().nonnegative().optional().catch(undefined);
const pixels = z.number().positive().optional().catch(undefined);
const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T/)
  .transform((iso) => Date.parse(iso))
  .pipe(z.number())
  .optional()
  .catch(undefined);

const attachmentBodySchema = z
  .object({
    url: text,
    proxy_url: text,
    filename: text,
    content_type: text,
    size: count,
    width: pixels,
    height: pixels,
  })
  .optional()
  .catch(undefined);

const jobBodySchema = z.object({
  jobid: text,
  parentJobId: text,
  status: text,
  verb: text,
  prompt: text,
  created: instant,
  updated: instant,
  content: text,
  attachments: z.array(attachmentBodySchema).catch([]),
  /** Any JSON: shown to people as it is, so even an object says more than nothing. */
  error: z.unknown().optional(),
  errorDetails: z.unknown().optional(),
  code: z.number().optional().catch(undefined),
  buttons: z.array(text).optional().catch(undefined),
  /** Of services with the same kind of job. */
  response: z
    .object({ progress_percent: z.number().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  /** Of a refusal: the jobs that fill the account's queue. */
  executingJobs: z.array(z.unknown()).optional().catch(undefined),
});

/** The part of the API's answers that the relay reads; the account's own fields are not even looked at. */
export type JobBody = Readonly<z.infer<typeof jobBodySchema>>;

/** Reads an answer of the API, job or error. `undefined` if it is not a JSON object. */
export function readJobBody(json: string): JobBody | undefined {
  const value = parseJson(json);
  if (Array.isArray(value)) return undefined;
  const parsed = jobBodySchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** Reads a list of job ids; what is no job id is left out. `undefined` if it is not a JSON array. */
export function readJobIds(json: string): string[] | undefined {
  const value = parseJson(json);
  if (!Array.isArray(value)) return undefined;
  const ids = value
    .slice(0, MAX_JOB_IDS)
    .flatMap((each: unknown) => jobIdSchema.safeParse(each).data ?? []);
  return [...new Set(ids)];
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

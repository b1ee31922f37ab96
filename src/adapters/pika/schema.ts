import { z } from "zod";
import { jobIdSchema } from "../../core/job/job.ts";
import { instantField, numberField, textField } from "../../core/source/fields.ts";
import { parseJson } from "../../core/source/parse-json.ts";

/** Far more jobs than any account runs at once. */
const MAX_JOB_IDS = 10_000;

// Every field is optional: the API promises nothing more ("all fields are optional").
const count = z.number().nonnegative().optional().catch(undefined);
const pixels = z.number().positive().optional().catch(undefined);

const attachmentBodySchema = z
  .object({
    url: textField,
    proxy_url: textField,
    filename: textField,
    content_type: textField,
    size: count,
    width: pixels,
    height: pixels,
  })
  .optional()
  .catch(undefined);

const jobBodySchema = z.object({
  jobid: textField,
  parentJobId: textField,
  status: textField,
  verb: textField,
  prompt: textField,
  created: instantField,
  updated: instantField,
  content: textField,
  attachments: z.array(attachmentBodySchema).catch([]),
  /** Any JSON: shown to people as it is, so even an object says more than nothing. */
  error: z.unknown().optional(),
  errorDetails: z.unknown().optional(),
  code: numberField,
  buttons: z.array(textField).optional().catch(undefined),
  /** Of services with the same kind of job. */
  response: z.object({ progress_percent: numberField }).optional().catch(undefined),
  /** Of a refusal: the jobs that fill the account's queue. */
  executingJobs: z.array(z.unknown()).optional().catch(undefined),
});

/** The part of the API's answers that the relay reads; the account's own fields are not even looked at. */
export type JobBody = Readonly<z.infer<typeof jobBodySchema>>;

/** Reads an answer of the API, job or error. `undefined` if it is not a JSON object. */
export function readJobBody(json: string | undefined): JobBody | undefined {
  const value = parseJson(json);
  if (Array.isArray(value)) return undefined;
  const parsed = jobBodySchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** Reads a list of job ids; what is no job id is left out. `undefined` if it is not a JSON array. */
export function readJobIds(json: string | undefined): string[] | undefined {
  const value = parseJson(json);
  if (!Array.isArray(value)) return undefined;
  const ids = value
    .slice(0, MAX_JOB_IDS)
    .flatMap((each: unknown) => jobIdSchema.safeParse(each).data ?? []);
  return [...new Set(ids)];
}

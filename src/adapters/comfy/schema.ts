import { z } from "zod";
import { instantField, numberField, textField } from "../../core/source/fields.ts";
import { parseJson } from "../../core/source/parse-json.ts";

const outputSchema = z
  .object({
    id: textField,
    name: textField,
    type: textField,
    content_type: textField,
    size_bytes: z.number().nonnegative().optional().catch(undefined),
    url: textField,
    url_expires_at: instantField,
  })
  .optional()
  .catch(undefined);
/** A file of a job, in API v2. */
export type OutputBody = Readonly<NonNullable<z.infer<typeof outputSchema>>>;

const bodySchema = z.object({
  id: textField,
  status: textField,
  created_at: instantField,
  started_at: instantField,
  completed_at: instantField,
  queue_position: z.int().nonnegative().optional().catch(undefined),
  progress: z.object({ value: numberField }).optional().catch(undefined),
  outputs: z.array(outputSchema).catch([]),
  /** Of a job that failed, and of a refusal. Its traceback and the job's log hold paths of the server, and are not read. */
  error: z
    .object({ code: textField, message: textField, class_type: textField })
    .optional()
    .catch(undefined),
  /** Of an asset. */
  url: textField,
});

/** What the relay reads of an answer of API v2: a job, an asset or a refusal. */
export type ComfyBody = Readonly<z.infer<typeof bodySchema>>;

/** Reads an answer of API v2. `undefined` if it is not a JSON object. */
export function readBody(json: string | undefined): ComfyBody | undefined {
  const value = parseJson(json);
  return Array.isArray(value) ? undefined : bodySchema.safeParse(value).data;
}

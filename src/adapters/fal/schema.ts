import { z } from "zod";
import { textField } from "../../core/source/fields.ts";
import { parseJson } from "../../core/source/parse-json.ts";

/** One error of a model. The API also repeats the input there, which nobody needs to see again. */
const modelErrorSchema = z.object({
  msg: textField,
  type: textField,
  loc: z
    .array(z.union([z.string(), z.number()]))
    .optional()
    .catch(undefined),
});
/** See {@link modelErrorSchema}. */
export type ModelError = Readonly<z.infer<typeof modelErrorSchema>>;

const saysWhy = ({ msg, type }: ModelError): boolean => (msg ?? type) !== undefined;

/** The text of the errors of a model, a line for each. */
export const textOfErrors = (errors: readonly ModelError[]): string =>
  errors.flatMap(({ msg }) => msg ?? []).join("\n");

/** One flag for each file, or one for all. */
const flagsField = z
  .union([z.array(z.boolean()), z.boolean().transform((flag) => [flag])])
  .optional()
  .catch(undefined);

const falBodySchema = z.looseObject({
  status: textField,
  request_id: textField,
  queue_position: z.int().nonnegative().optional().catch(undefined),
  /** In a completed status: the request failed. */
  error: z.unknown().optional(),
  error_type: textField,
  /** In an error: a text of the platform or of a model, or the errors of a model. */
  detail: z
    .union([
      z.string(),
      z.array(modelErrorSchema).refine((errors) => errors.some(saysWhy)),
      modelErrorSchema.refine(saysWhy).transform((error) => [error]),
    ])
    .optional()
    .catch(undefined),
  prompt: textField,
  has_nsfw_concepts: flagsField,
  /** What a few apps call it. */
  nsfw_content_detected: flagsField,
});

/** An answer of the queue: a status, an error, or the result of an app with fields of its own. */
export type FalBody = Readonly<z.infer<typeof falBodySchema>>;

/** Reads an answer. `undefined` if it is not a JSON object. */
export const readFalBody = (json: string | undefined): FalBody | undefined =>
  falBodySchema.safeParse(parseJson(json)).data;

import { z } from "zod";
import { instantField, numberField, textField } from "../../core/source/fields.ts";
import { parseJson } from "../../core/source/parse-json.ts";

const amount = z.number().nonnegative().optional().catch(undefined);

/** Unix seconds or an ISO 8601 date, as Unix milliseconds. Year 1 stands for no date. */
const momentField = z
  .union([z.number().transform((seconds) => seconds * 1000), instantField])
  .pipe(z.number().positive())
  .optional()
  .catch(undefined);

/** An object with a message, or anything else as it is. */
const errorField = z
  .union([
    z.object({ message: z.string(), code: z.unknown().optional() }),
    z.unknown().transform((value) => ({ message: value, code: undefined })),
  ])
  .optional();

const videoBodySchema = z.object({
  id: textField,
  status: textField,
  model: textField,
  prompt: textField,
  /** In per cent. */
  progress: numberField,
  created_at: momentField,
  completed_at: momentField,
  /** When the file expires. */
  expires_at: momentField,
  /** Of a job that failed, and of a refusal. */
  error: errorField,
  /** Of a refusal by a server that is not the API itself, but runs it. */
  detail: textField,
  /** OpenRouter: the addresses of the files, which need the key. */
  unsigned_urls: z.array(textField).catch([]),
  /** OpenRouter. */
  usage: z.object({ cost: amount }).optional().catch(undefined),
  /** Together AI. */
  outputs: z.object({ cost: amount, video_url: textField }).optional().catch(undefined),
  /** Together AI: any JSON, in place of `error`. */
  info: z.object({ errors: z.unknown().optional() }).optional().catch(undefined),
  /** Together AI. */
  inputs: z.object({ prompt: textField }).optional().catch(undefined),
  /** Together AI, in place of `completed_at`. */
  done_at: momentField,
});

/** The part of an API's answers that the relay reads. */
export type VideoBody = Readonly<z.infer<typeof videoBodySchema>>;

/** Reads an answer, job or refusal. `undefined` if it is not a JSON object. */
export const readVideo = (json: string | undefined): VideoBody | undefined =>
  videoBodySchema.safeParse(parseJson(json)).data;

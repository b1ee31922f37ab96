import { z } from "zod";
import { flagField, instantField, textField } from "../../core/source/fields.ts";
import { parseJson } from "../../core/source/parse-json.ts";

const predictionSchema = z.object({
  id: textField,
  status: textField,
  model: textField,
  /** Of the model. */
  version: textField,
  /** Belongs to the model. Most models that make files call their text `prompt`. */
  input: z.object({ prompt: textField }).optional().catch(undefined),
  /** Any JSON: each model has its own. */
  output: z.unknown().optional(),
  /** Any JSON. */
  error: z.unknown().optional(),
  data_removed: flagField,
  created_at: instantField,
  started_at: instantField,
  completed_at: instantField,
  /** Of a refusal. */
  title: textField,
  /** Of a refusal. */
  detail: textField,
});

/** The part of the API's answers that the relay reads. */
export type PredictionBody = Readonly<z.infer<typeof predictionSchema>>;

/** Reads an answer of the API, prediction or refusal. `undefined` if it is not a JSON object. */
export function readPrediction(json: string | undefined): PredictionBody | undefined {
  const parsed = predictionSchema.safeParse(parseJson(json));
  return parsed.success ? parsed.data : undefined;
}

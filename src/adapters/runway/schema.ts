import { z } from "zod";
import { instantField, numberField, textField } from "../../core/source/fields.ts";
import { parseJson } from "../../core/source/parse-json.ts";

const costField = z.object({ credits: z.number().nonnegative() }).optional().catch(undefined);

const nodeErrorField = z
  .object({ nodeName: textField, message: textField })
  .optional()
  .catch(undefined);

const jobBodySchema = z.object({
  id: textField,
  status: textField,
  createdAt: instantField,
  /** From 0 to 1. */
  progress: numberField,
  /** Of a task a list of addresses, of a workflow invocation a list for each node. */
  output: z.unknown().optional(),
  failure: textField,
  failureCode: textField,
  /** Of a workflow invocation, even of one that succeeded. */
  nodeErrors: z.record(z.string(), nodeErrorField).optional().catch(undefined),
  /** While the job runs. */
  estimatedCost: costField,
  /** Once it has ended; 0 credits: refunded. */
  cost: costField,
  /** Of a refusal. */
  error: z.unknown().optional(),
});

/** The part of the API's answers that the relay reads. */
export type JobBody = Readonly<z.infer<typeof jobBodySchema>>;

/** Reads an answer of the API, job or refusal. `undefined` if it is not a JSON object. */
export function readJobBody(json: string | undefined): JobBody | undefined {
  const parsed = jobBodySchema.safeParse(parseJson(json));
  return parsed.success ? parsed.data : undefined;
}

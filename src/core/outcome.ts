import { z } from "zod";
import { attachmentSchema, type Job } from "./job.ts";

const endedBadlySchema = z.object({
  kind: z.enum(["failed", "cancelled", "moderated"]),
  error: z.string().optional(),
  errorDetails: z.string().optional(),
});

/** The final fact about a job: what is relayed into the channel. */
export const outcomeSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("completed"),
    attachments: z.array(attachmentSchema),
    content: z.string().optional(),
  }),
  endedBadlySchema,
  /** The relay stopped asking: the job was still running after `afterMs`. */
  z.object({ kind: z.literal("gave-up"), afterMs: z.number() }),
  /** The job API said three times in a row that it knows no such job. */
  z.object({ kind: z.literal("unknown-job"), message: z.string() }),
  /** Somebody stopped following; only the others who had asked are told. */
  z.object({ kind: z.literal("forgotten"), by: z.string().min(1) }),
]);
/** See {@link outcomeSchema}. */
export type Outcome = Readonly<z.infer<typeof outcomeSchema>>;

/** What a finished job comes to; undefined while it runs. */
export function toOutcome(job: Job): Outcome | undefined {
  switch (job.phase) {
    case "running":
      return undefined;
    case "completed":
      return { kind: "completed", attachments: [...job.attachments], content: job.content };
    default:
      return { kind: job.phase, error: job.error, errorDetails: job.errorDetails };
  }
}

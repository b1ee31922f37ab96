import type { JobReference } from "./job-reference.ts";
import type { Outcome } from "./outcome.ts";
import { nameInText } from "./reference-in-channel.ts";

/** The outcome as a channel may see it: an API's text has the job's name instead of an id that is not for channels. */
export function toPublicOutcome(
  outcome: Outcome,
  { jobId }: Pick<JobReference, "jobId">,
  name: string,
): Outcome {
  const named = (text: string | undefined): string | undefined =>
    text && nameInText(text, jobId, name);
  switch (outcome.kind) {
    case "completed":
      return { ...outcome, content: named(outcome.content) };
    case "failed":
    case "cancelled":
    case "moderated": {
      const { error, errorDetails } = outcome;
      return { ...outcome, error: named(error), errorDetails: named(errorDetails) };
    }
    case "unknown-job":
      return { ...outcome, message: nameInText(outcome.message, jobId, name) };
    default:
      return outcome;
  }
}

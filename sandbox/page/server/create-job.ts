import { toScript } from "../../pika/jobs/job-scenario.ts";
import type { UserAction } from "../user-action.ts";
import type { StandIns } from "../../stand-ins.ts";

/** Creates the job of a user action. Returns its id. */
export function createJob(
  { pika }: StandIns,
  scenario: Extract<UserAction, { readonly kind: "create-job" }>,
): string {
  const { outcome, durationMs, fileCount, fileBytes, tellsPercent, prompt } = scenario;
  const { error, errorDetails } = scenario;
  const script = toScript({
    outcome,
    durationMs,
    tellsPercent,
    ...(prompt !== "" && { prompt }),
    attachments: { count: fileCount, sizeBytes: fileBytes },
  });
  const words = {
    ...(error !== "" && { error }),
    ...(errorDetails !== "" && { errorDetails }),
  };
  return pika.addJob(
    outcome === "failed" || outcome === "moderated" ? { ...script, fields: words } : script,
  );
}

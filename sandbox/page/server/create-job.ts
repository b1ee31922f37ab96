import { toScript } from "../../pika/jobs/job-scenario.ts";
import type { Deed } from "../user-action.ts";
import type { Stage } from "../../stand-ins.ts";

/** Makes a job that goes as ordered. Returns its id. */
export function orderJob(
  { pika }: Stage,
  order: Extract<Deed, { readonly do: "order-job" }>,
): string {
  const { outcome, durationMs, fileCount, fileBytes, tellsPercent, prompt } = order;
  const { error, errorDetails } = order;
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

import { toScript } from "../pika/job-order.ts";
import type { Deed } from "./deed.ts";
import type { Stage } from "./stage.ts";

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

import type { ApiAnswer } from "../../core/ports/api-client.ts";
import { parseJson } from "../../core/source/parse-json.ts";
import { isOk } from "../../core/source/refusal.ts";
import { queueSchema } from "./classic-schema.ts";
import { toClassicRefusal, type ClassicResult } from "./history-result.ts";
import type { JobContext } from "./to-job.ts";

/** The answer to a request for the queue: what it says about one job. */
export function toQueueResult(answer: ApiAnswer, { jobId, uuid }: JobContext): ClassicResult {
  if (!isOk(answer)) return toClassicRefusal(answer);
  const queue = queueSchema.safeParse(parseJson(answer.text)).data;
  if (!queue) return { kind: "not-understood" };
  const running = queue.queue_running.some((place) => place?.[1] === uuid);
  const pending = queue.queue_pending.find((place) => place?.[1] === uuid);
  if (!running && !pending) return { kind: "absent" };
  // The server lists the queue in the order of a heap.
  const ahead = queue.queue_pending.filter((place) => place && pending && place[0] < pending[0]);
  return {
    kind: "job",
    job: {
      jobId,
      phase: "running",
      facts: running ? { status: "running" } : { status: "queued", queuePosition: ahead.length },
      content: undefined,
      attachments: [],
      error: undefined,
      errorDetails: undefined,
    },
  };
}

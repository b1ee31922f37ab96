import type { Attachment, Job, JobPhase } from "../../core/job/job.ts";
import { toWord } from "../../core/source/texts.ts";
import { eventSchema, executionErrorSchema, type HistoryEntry } from "./classic-schema.ts";
import { toFailure } from "./failure.ts";
import type { JobContext } from "./to-job.ts";

/** Which job is asked for, and where. */
export interface ClassicContext extends JobContext {
  /** Where the server's paths begin. */
  readonly root: string;
}

/** A job of the classic server's history. */
export function toEndedJob({ outputs, status }: HistoryEntry, context: ClassicContext): Job {
  const events = new Map(
    status?.messages.flatMap((each) => {
      const event = eventSchema.safeParse(each);
      return event.success ? [[event.data[0], event.data[1]] as const] : [];
    }),
  );
  const isInterrupted = events.has("execution_interrupted");
  const word = isInterrupted ? "interrupted" : (toWord(status?.status_str) ?? "success");
  const phase = toPhase(word, status?.completed);
  const failure = executionErrorSchema.safeParse(events.get("execution_error")).data;
  return {
    jobId: context.jobId,
    phase,
    facts: { status: word },
    content: undefined,
    attachments: phase === "completed" ? toAttachments(outputs, context) : [],
    ...(phase === "failed"
      ? toFailure({
          message: failure?.exception_message,
          kind: failure?.exception_type,
          node: failure?.node_type,
        })
      : { error: undefined, errorDetails: undefined }),
  };
}

/** An unknown word, which no known server writes, means that the job runs. */
function toPhase(word: string, isCompleted: boolean | undefined): JobPhase {
  if (word === "interrupted") return "cancelled";
  if (word === "error") return "failed";
  return word === "success" || isCompleted === true ? "completed" : "running";
}

/** The files that were saved; only if none was, the previews. Never what was put in. */
function toAttachments(
  outputs: HistoryEntry["outputs"],
  { origin, root }: ClassicContext,
): Attachment[] {
  const files = Object.values(outputs).flatMap((node) =>
    node ? [node.videos, node.gifs, node.images, node.audio].flat() : [],
  );
  const found = (type: string): Attachment[] => {
    const urls = new Map<string, string>();
    for (const file of files) {
      if (!file?.filename || (file.type ?? "output") !== type) continue;
      const { filename, subfolder = "" } = file;
      const query = new URLSearchParams({ filename, subfolder, type });
      urls.set(`${origin}${root}/view?${query.toString()}`, filename);
    }
    return [...urls].map(([url, filename]) => ({ url, filename, isPrivate: true }));
  };
  const saved = found("output");
  return saved.length > 0 ? saved : found("temp");
}

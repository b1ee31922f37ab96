import { jobIdSchema } from "../../core/job/job.ts";
import type { RecognisedJob } from "../../core/job/job-reference.ts";
import { afterPrefix, urlsIn } from "../../core/source/pasted-text.ts";

/** An id of this API names the bot that runs the job. */
const PIKA_ID = /-bot:pika$/;

/**
 * The job that a text means to the Pika API: after `pika:`, in a link to `…/pika/jobs/?jobid=…`, or the text itself. The API
 * promises no form of its ids, so every id may be one of its own.
 */
export function recognisePika(text: string): RecognisedJob | undefined {
  const named = afterPrefix(text, "pika") ?? linkedId(text);
  const id = jobIdSchema.safeParse(named ?? text);
  if (!id.success || (named === undefined && /^https?:/i.test(text))) return undefined;
  return {
    source: "pika",
    jobId: id.data,
    certainty: named !== undefined || PIKA_ID.test(id.data) ? "certain" : "possible",
  };
}

const linkedId = (text: string): string | undefined =>
  urlsIn(text)
    .find(({ pathname }) => /\/pika\/jobs\/?$/.test(pathname))
    ?.searchParams.get("jobid") ?? undefined;

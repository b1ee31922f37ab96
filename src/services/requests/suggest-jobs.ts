import type { CommandOption } from "../../core/command.ts";
import { jobKey, type Follow } from "../../core/follow/follow.ts";
import type { CompletionRequest, Suggestion } from "../../core/invocation.ts";
import { shortJobId } from "../../core/job/short-job-id.ts";
import { translatorFor } from "../../messages/translator.ts";
import type { FollowArchive } from "../following/follow-archive.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import { promptOf } from "../../messages/prompt.ts";
import { followLabel } from "../../messages/label.ts";

/** Discord shows no more than this. */
const MAX_SUGGESTIONS = 25;
/** Characters of a prompt: Discord shows 100 characters of a suggestion. */
const MAX_PROMPT = 60;

/** A request for suggestions while a person types a job id. */
export interface SuggestRequest extends Pick<CompletionRequest, "channel" | "typed" | "locale"> {
  /** Which jobs to suggest. */
  readonly suggests: NonNullable<CommandOption["suggests"]>;
}

/** Dependencies of {@link suggestJobs}. */
export interface SuggestJobsDeps {
  readonly registry: FollowRegistry;
  /** The ended follows. */
  readonly archive: FollowArchive;
}

/** Returns the jobs of the person's channel whose id or prompt contains what they typed, newest first, all from memory. */
export function suggestJobs(
  { registry, archive }: SuggestJobsDeps,
  request: SuggestRequest,
): Suggestion[] {
  const { channel, suggests, locale } = request;
  const typed = request.typed.trim().toLowerCase();
  const open = registry.ofChannel(channel);
  const ended = archive.latestOf(channel);
  const waiting = open.filter(({ state }) => state === "pending");
  const followed = suggests === "finished-jobs" ? [] : waiting.toReversed();
  const finished = suggests === "followed-jobs" ? [] : ended;
  const byJob = new Map<string, Follow>();
  for (const follow of [...followed, ...finished])
    if (!byJob.has(jobKey(follow)) && isMeant(follow, typed)) byJob.set(jobKey(follow), follow);
  const all = [...open, ...ended];
  return [...byJob.values()]
    .slice(0, MAX_SUGGESTIONS)
    .map((follow) => ({ value: toValue(follow, all), label: labelOf(follow, locale) }));
}

/** A job's id, after its source's name if another job of the channel, which `all` are of, has the same id. */
function toValue({ source, jobId }: Follow, all: readonly Follow[]): string {
  const isShared = all.some((other) => other.jobId === jobId && other.source !== source);
  return isShared ? `${source}:${jobId}` : jobId;
}

const isMeant = ({ jobId, job }: Follow, typed: string): boolean =>
  jobId.toLowerCase().includes(typed) || (job?.prompt ?? "").toLowerCase().includes(typed);

function labelOf(follow: Follow, locale: string | undefined): string {
  const { symbol, text } = followLabel(follow);
  const status = translatorFor(locale, follow.channel.platform).textOf(text);
  const parts = [`${symbol} ${status}`, promptOf(follow, MAX_PROMPT), shortJobId(follow.jobId)];
  return parts.filter((part) => part !== undefined).join(" · ");
}

import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import type { CommandOption } from "../../core/command.ts";
import { jobKey, type Follow } from "../../core/follow/follow.ts";
import type { CompletionRequest, Suggestion } from "../../core/invocation.ts";
import { hasAddress } from "../../core/job/reference-in-channel.ts";
import { translatorFor } from "../../messages/translator.ts";
import type { FollowArchive } from "../following/follow-archive.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { JobNames } from "../following/job-names.ts";
import type { JobSources } from "../runtime/sources/job-sources.ts";
import { promptOf } from "../../messages/prompt.ts";
import { followLabel } from "../../messages/status/label.ts";

/** Discord shows no more than this. */
const MAX_SUGGESTIONS = 25;
/** Newest open follows whose prompts are searched, so that a channel with thousands does not read them all at each key press. */
const SEARCHED_PROMPTS = 50;
/** Characters of a prompt: Discord shows 100 characters of a suggestion. */
const MAX_PROMPT = 60;
/** Longest text that Discord inserts. */
const MAX_VALUE = 100;

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
  readonly names: JobNames;
  /** Says which jobs a text may mean. */
  readonly sources: JobSources;
}

/**
 * Resolves with the jobs of the person's channel whose id, source or prompt contains what they typed, newest first. What is
 * inserted means exactly that job to the commands. Rejects with a StoreError.
 */
export async function suggestJobs(
  deps: SuggestJobsDeps,
  request: SuggestRequest,
): Promise<Suggestion[]> {
  const { archive } = deps;
  const { channel, suggests, locale } = request;
  const typed = request.typed.trim().toLowerCase();
  const followed = suggests === "finished-jobs" ? [] : await findWaiting(deps, channel, typed);
  const finished = suggests === "followed-jobs" ? [] : archive.latestOf(channel);
  const byJob = new Map<string, Follow>();
  for (const follow of [...followed, ...finished])
    if (!byJob.has(jobKey(follow)) && isMeant(follow, typed)) byJob.set(jobKey(follow), follow);
  const suggestions: Suggestion[] = [];
  for (const follow of [...byJob.values()].slice(0, MAX_SUGGESTIONS)) {
    const named = { follow, name: await deps.names.nameOf(follow) };
    const value = await toValue(deps, named);
    if (value !== undefined) suggestions.push({ value, label: labelOf(deps, named, locale) });
  }
  return suggestions;
}

/** The pending follows of a channel that may be meant, newest first. */
async function findWaiting(
  { registry, sources }: SuggestJobsDeps,
  channel: ChannelRef,
  typed: string,
): Promise<readonly Follow[]> {
  const waiting = (await registry.entriesOf(channel)).filter(({ state }) => state === "pending");
  const maybe = waiting.toReversed().filter((entry, index) => {
    const sourceName = sources.get(entry.source)?.displayName ?? entry.source;
    return index < SEARCHED_PROMPTS || isMeant({ ...entry, sourceName }, typed);
  });
  const found: Follow[] = [];
  // A few records at a time: usually the first ones are enough.
  for (let at = 0; at < maybe.length && found.length < MAX_SUGGESTIONS; at += MAX_SUGGESTIONS) {
    const follows = await registry.read(maybe.slice(at, at + MAX_SUGGESTIONS));
    found.push(...follows.filter((each) => each.state === "pending" && isMeant(each, typed)));
    if (at >= SEARCHED_PROMPTS) break;
  }
  return found;
}

/** A follow, and its job's name in the channel. */
interface Named {
  readonly follow: Follow;
  readonly name: string;
}

/**
 * A job's id if it is enough, or its source's name and the id, or the name that it has in the channel. An id with the address of
 * a person or a server in it is not shown to everyone who types.
 */
async function toValue(
  deps: SuggestJobsDeps,
  { follow, name }: Named,
): Promise<string | undefined> {
  const { source, jobId } = follow;
  const ids = hasAddress(jobId) ? [] : [jobId, `${source}:${jobId}`];
  for (const text of [...ids, name])
    if (text.length <= MAX_VALUE && (await means(deps, text, follow))) return text;
  return undefined;
}

/** Whether a text means this job, and no other, to the commands in its channel. */
async function means(
  { names, sources }: SuggestJobsDeps,
  text: string,
  follow: Follow,
): Promise<boolean> {
  const named = await names.named(follow.channel, text);
  const [job, another] = named ? [named] : sources.recognise(text);
  return job !== undefined && another === undefined && jobKey(job) === jobKey(follow);
}

const isMeant = (
  {
    source,
    sourceName,
    jobId,
    publicId,
    job,
  }: Pick<Follow, "source" | "sourceName" | "jobId" | "publicId" | "job">,
  typed: string,
): boolean =>
  [`${source}:${jobId}`, `${source}:${publicId}`, sourceName, job?.prompt ?? ""].some((text) =>
    text.toLowerCase().includes(typed),
  );

function labelOf(
  { sources }: SuggestJobsDeps,
  { follow, name }: Named,
  locale: string | undefined,
): string {
  const { symbol, text } = followLabel(follow);
  const status = translatorFor(locale, follow.channel.platform).textOf(text);
  const hasOthers = sources.all().length > 1;
  const parts = [
    `${symbol} ${status}`,
    promptOf(follow, MAX_PROMPT),
    hasOthers ? follow.sourceName : undefined,
    name,
  ];
  return parts.filter((part) => part !== undefined).join(" · ");
}

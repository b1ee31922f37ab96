import { toUserKey } from "../../../core/channel/quotas.ts";
import type { StoreDown } from "../../../core/command-context.ts";
import type { FollowJobsResult, ListedFollow } from "../../../core/follow-result.ts";
import type { CommandRateLimiter } from "../../../core/command-rate-limiter.ts";
import { jobKey } from "../../../core/follow/follow.ts";
import { jobTextsIn } from "../../../core/source/words/job-texts.ts";
import {
  followIdentified,
  followJob,
  identifyTyped,
  type FollowJobDeps,
  type FollowRequest,
} from "./follow-job.ts";
import type { Identification } from "./identify-job.ts";

/** Jobs that one command may name. */
const MAX_JOBS = 10;

/** Dependencies of {@link followJobs}. */
export interface FollowJobsDeps extends FollowJobDeps {
  /** Has counted the command as one. Every further job counts as a command of its own. */
  readonly limiter: CommandRateLimiter;
}

/**
 * `/pika-status` with a text that may list several jobs: follows each as {@link followJob} does, all at once, so that one that
 * takes long does not delay the others. Resolves with one result for each job, in the order of the list. Never rejects.
 */
export async function followJobs(
  deps: FollowJobsDeps,
  request: FollowRequest,
): Promise<FollowJobsResult> {
  const texts = textsOf(deps, request.text);
  const [only = "", another] = texts;
  if (another === undefined)
    return { kind: "one", result: await followJob(deps, { ...request, text: only }) };
  if (texts.length > MAX_JOBS) return { kind: "too-many-jobs", count: texts.length, max: MAX_JOBS };
  const checkAccess = once(() => request.checkAccess());
  const toRequest = (text: string): FollowRequest => {
    // A list may have words of a sentence in it, such as "and". They are no parts of ids.
    const mayBePart = /\d/.test(text);
    return { ...request, text, mayBePart, checkAccess };
  };
  return { kind: "several", jobs: await followAll(deps, texts.map(toRequest)) };
}

/** The texts that name a job each, one for each job as far as their form tells. */
function textsOf({ sources }: FollowJobsDeps, text: string): readonly string[] {
  const words = jobTextsIn(text).map((each) => {
    const [job, another] = sources.recognise(each);
    const key = job && !another ? jobKey(job) : each;
    return { text: each, key, certainId: job?.certainty === "certain" ? job.jobId : undefined };
  });
  // An API's answer has a job's id beside the links to it. Other APIs may recognise the id alone.
  const isOfAnother = (each: string): boolean =>
    words.some(({ certainId }) => certainId !== undefined && hasInIt(certainId, each));
  const byJob = new Map<string, string>();
  for (const { text: each, key, certainId } of words)
    if (!byJob.has(key) && (certainId !== undefined || !isOfAnother(each))) byJob.set(key, each);
  return [...byJob.values()];
}

/** Whether an id has another one in it, with no letter or digit right beside that. */
function hasInIt(id: string, other: string): boolean {
  const at = id.indexOf(other);
  const beside = `${id[at - 1] ?? ""}${id[at + other.length] ?? ""}`;
  return at !== -1 && !/[a-z\d]/i.test(beside);
}

async function followAll(
  deps: FollowJobsDeps,
  requests: readonly FollowRequest[],
): Promise<ListedFollow[]> {
  const found = new Set<string>();
  const follow = async (request: FollowRequest, index: number): Promise<Followed> => {
    const waitMs = index === 0 ? 0 : takeTurn(deps, request);
    const limit = deps.limiter.perMinute;
    if (waitMs > 0) return { request, result: { kind: "too-often", waitMs, limit } };
    const identified = await identifyTyped(deps, request);
    const keys = keysOf(identified);
    // Two texts may turn out to mean the same job, or to leave the same choice.
    if (keys.length > 0 && keys.every((key) => found.has(key)))
      return { request, result: undefined };
    for (const key of keys) found.add(key);
    return { request, result: await followIdentified(deps, request, identified) };
  };
  const followed = await Promise.all(requests.map(follow));
  return followRefused(deps, followed);
}

/** The keys of the jobs that a text means, or may mean. */
function keysOf(identified: Identification | StoreDown): readonly string[] {
  if (identified.kind === "job") return [jobKey(identified.job)];
  return identified.kind === "ambiguous" ? identified.choices.map(({ text }) => text) : [];
}

/** `result`: absent if the text means the same job as an earlier one. */
interface Followed {
  readonly request: FollowRequest;
  readonly result: ListedFollow["result"] | undefined;
}

/**
 * Asks again for the jobs for which no quota was left, if others have given theirs back: a job holds its part of the quota until
 * its API has been asked whether it knows it.
 */
async function followRefused(
  deps: FollowJobsDeps,
  followed: readonly Followed[],
): Promise<ListedFollow[]> {
  const isFree = followed.some(({ result }) => result?.kind === "not-found");
  const listed: ListedFollow[] = [];
  for (const { request, result } of followed) {
    const isRefused = result?.kind === "too-many";
    const next = isRefused && isFree ? await followJob(deps, request) : result;
    if (next) listed.push({ name: nameOf(deps, request.text), result: next });
  }
  return listed;
}

function nameOf({ sources }: FollowJobsDeps, text: string): string {
  const [job, another] = sources.recognise(text);
  return job && !another ? sources.toPublicId(job) : text;
}

/** Counts one more job as a command. Returns 0, or the milliseconds until the job may be asked for. */
const takeTurn = ({ limiter, clock }: FollowJobsDeps, { channel, userId }: FollowRequest): number =>
  limiter.take(toUserKey(channel, userId), clock.monotonicMs());

/** Calls `ask` the first time only. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= ask());
}

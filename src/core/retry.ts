import { createFollow, settle, type Follow } from "./follow.ts";

/** Who may have a job run again: who asked for it and who manages the channel, everybody in the channel, or nobody. */
export const RETRY_POLICIES = ["requesters", "everyone", "off"] as const;
/** See {@link RETRY_POLICIES}. */
export type RetryPolicy = (typeof RETRY_POLICIES)[number];

/** For this long the API may not find a job whose id it has just given. */
const JUST_GIVEN_MS = 600_000;

/** Whether a follow only says that the API was asked to run a job again, and what came of it is not known yet. */
export const isRetryIntent = ({ origin }: Pick<Follow, "origin">): boolean => origin === "retry";

/**
 * What is stored before the API is asked to run the job of a follow again. It takes the place of the follow to come among the
 * quotas, and after a crash it tells that a job may be in the making that nobody follows.
 */
export function createRetryIntent(
  source: Follow,
  asked: Pick<Follow, "id" | "createdAt" | "uploadLimitBytes" | "locale"> & { userId: string },
): Follow {
  const { userId, ...rest } = asked;
  const { api, jobId, channel } = source;
  return { ...createFollow({ ...rest, api, jobId, channel, requester: userId }), origin: "retry" };
}

/** The follow of the job that the API made. The same intent always makes the same one. */
export function createRetried(intent: Follow, jobId: string, givenAt: number): Follow {
  const { startedAs: _, ...rest } = intent;
  return { ...rest, id: `${intent.id}:made`, jobId, givenAt, origin: "command" };
}

/** Nobody can find out what came of it: the people who confirmed it are told so. */
export const settleAsUnknown = (intent: Follow, now: number): Follow =>
  settle(intent, { kind: "retry-unknown" }, now);

/** Whether the API gave the job's id so lately that not finding the job says nothing, and has told nothing of it yet. */
export const isJustGiven = ({ givenAt, job }: Follow, now: number): boolean =>
  givenAt !== undefined && job === undefined && Math.abs(now - givenAt) < JUST_GIVEN_MS;

import { createFollow, settle, type Follow } from "./follow.ts";

/** Who may run a job again: its requesters and people who manage the channel, everyone in the channel, or no one. */
export const RETRY_POLICIES = ["requesters", "everyone", "off"] as const;
/** See {@link RETRY_POLICIES}. */
export type RetryPolicy = (typeof RETRY_POLICIES)[number];

/** How long the API may fail to find a job whose id it has just given. */
const JUST_GIVEN_MS = 600_000;

/** Whether a follow is an intent: the API was asked to run a job again, and the result is not known yet. */
export const isRetryIntent = ({ origin }: Pick<Follow, "origin">): boolean => origin === "retry";

/**
 * The record stored before the API is asked to run a job again. It counts in the quotas in place of the new follow, and
 * after a crash it says that there may be a new job that no one follows.
 */
export function createRetryIntent(
  source: Follow,
  asked: Pick<Follow, "id" | "createdAt" | "uploadLimitBytes" | "locale"> & { userId: string },
): Follow {
  const { userId, ...rest } = asked;
  const { api, jobId, channel } = source;
  return { ...createFollow({ ...rest, api, jobId, channel, requester: userId }), origin: "retry" };
}

/** The follow of the new job. The same intent always makes the same follow. */
export function createRetried(intent: Follow, jobId: string, givenAt: number): Follow {
  const { startedAs: _, ...rest } = intent;
  return { ...rest, id: `${intent.id}:made`, jobId, givenAt, origin: "command" };
}

/** Settles an intent whose result cannot be found out: the people who confirmed are told so. */
export const settleAsUnknown = (intent: Follow, now: number): Follow =>
  settle(intent, { kind: "retry-unknown" }, now);

/** Whether the API gave the job's id so recently that a 404 says nothing, and has said nothing about the job yet. */
export const isJustGiven = ({ givenAt, job }: Follow, now: number): boolean =>
  givenAt !== undefined && job === undefined && Math.abs(now - givenAt) < JUST_GIVEN_MS;

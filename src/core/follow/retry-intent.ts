import { settle, type Follow } from "./follow.ts";
import { createFollow } from "./create-follow.ts";

/** Who may run a job again: its requesters and the people who manage the channel, everyone in the channel, or no one. */
export const RETRY_POLICIES = ["requesters", "everyone", "off"] as const;
/** See {@link RETRY_POLICIES}. */
export type RetryPolicy = (typeof RETRY_POLICIES)[number];

/** How long after a retry another confirmation means the job that was just started, in milliseconds. */
export const SAME_RETRY_MS = 10_000;

/** How far another clock, of the API or of another process, may be behind ours or ahead of it, in milliseconds. */
export const CLOCK_DIFFERENCE_MS = 60_000;

/** How long the API may answer 404 for a job whose id it has just returned. */
const JUST_GIVEN_MS = 600_000;

/** Whether a follow is a retry intent: the API was asked to run a job again, and the result is not known yet. */
export const isRetryIntent = ({ origin }: Pick<Follow, "origin">): boolean => origin === "retry";

/**
 * Creates the record that is stored before the API is asked to run a job again. It counts towards the quotas in place of
 * the new follow. After a crash it shows that there may be a new job that no one follows.
 */
export function createRetryIntent(
  again: Follow,
  asked: Pick<Follow, "id" | "createdAt" | "uploadLimitBytes" | "locale"> & { userId: string },
): Follow {
  const { userId, ...rest } = asked;
  const { source, sourceName, jobId, publicId, channel } = again;
  const job = { source, sourceName, jobId, publicId };
  return { ...createFollow({ ...rest, ...job, channel, requester: userId }), origin: "retry" };
}

/** Creates the follow of the new job. The same intent always gives the same follow. */
export function createRetried(
  intent: Follow,
  { jobId, publicId }: Pick<Follow, "jobId" | "publicId">,
  givenAt: number,
): Follow {
  const { startedAs: _, closedAt: __, ...rest } = intent;
  return { ...rest, id: `${intent.id}:made`, jobId, publicId, givenAt, origin: "command" };
}

/** Settles an intent whose result cannot be determined. The people who confirmed it are told so. */
export const settleAsUnknown = (intent: Follow, now: number): Follow =>
  settle(intent, { kind: "retry-unknown" }, now);

/**
 * The record that stays of an intent whose job was started, so that other processes know of it. One that joined an earlier
 * retry keeps the end of that one, so that joining does not prolong it.
 */
export const endIntent = (intent: Follow, startedAs: string, now: number): Follow => ({
  ...intent,
  state: "delivered",
  startedAs,
  settledAt: now,
  closedAt: intent.closedAt ?? now,
});

/** The id of the job that an ended intent, if there was one, has started only just now. */
export const justStartedAs = (ended: Follow | undefined, now: number): string | undefined =>
  Math.abs(now - (ended?.closedAt ?? -Infinity)) < SAME_RETRY_MS + CLOCK_DIFFERENCE_MS
    ? ended?.startedAs
    : undefined;

/** Whether a 404 says nothing yet: the API returned the job's id only recently and has not reported on the job so far. */
export const isJustGiven = ({ givenAt, job }: Follow, now: number): boolean =>
  givenAt !== undefined && job === undefined && Math.abs(now - givenAt) < JUST_GIVEN_MS;

import { followKey, settle, type Follow } from "../../src/core/follow/follow.ts";
import type { FollowStore } from "../../src/core/ports/stores.ts";
import type { FollowRegistry } from "../../src/services/following/follow-registry.ts";
import { createFollow } from "../../src/core/follow/create-follow.ts";
import { shortJobId } from "../../src/core/job/short-job-id.ts";
import type { Job, JobPhase } from "../../src/core/job/job.ts";
import type { Outcome } from "../../src/core/job/outcome.ts";

/** A channel of each platform. */
export const DISCORD_CHANNEL = { platform: "discord", workspace: "g1", channel: "c1" } as const;
/** See {@link DISCORD_CHANNEL}. */
export const SLACK_CHANNEL = { platform: "slack", workspace: "T1", channel: "C1" } as const;

/** A pending follow with a test's changes. */
export function aFollow(changes: Partial<Follow> = {}): Follow {
  const follow = createFollow({
    id: "f1",
    source: "pika",
    sourceName: "Pika",
    jobId: "job-1",
    publicId: shortJobId(changes.jobId ?? "job-1"),
    channel: DISCORD_CHANNEL,
    requester: "ann",
    createdAt: 1_000,
  });
  return { ...follow, ...changes };
}

/** A follow whose outcome is known. */
export function aSettledFollow(outcome: Outcome, changes: Partial<Follow> = {}): Follow {
  return settle(aFollow(changes), outcome, 61_000);
}

/** A job as a job API reads it. */
export function aJob(phase: JobPhase, changes: Partial<Job> & { status?: string } = {}): Job {
  const { status = phase === "running" ? "progress" : phase, ...rest } = changes;
  return {
    jobId: "job-1",
    phase,
    facts: { status, verb: "pika-create", prompt: "smiling and blinking" },
    content: undefined,
    attachments: [],
    error: undefined,
    errorDetails: undefined,
    ...rest,
  };
}

/** Stores a follow, whatever was there before, as another process could. */
export async function putFollow(store: Pick<FollowStore, "update">, follow: Follow): Promise<void> {
  await store.update(followKey(follow), () => follow);
}

/** Removes a follow, as another process could. */
export async function removeFollow(store: Pick<FollowStore, "update">, key: string): Promise<void> {
  await store.update(key, () => undefined);
}

/** The open follows that a registry knows, without retry intents. */
export async function openFollows(registry: FollowRegistry): Promise<Follow[]> {
  const follows: Follow[] = [];
  for await (const entry of registry.entries()) {
    const follow = await registry.get(followKey(entry));
    if (follow) follows.push(follow);
  }
  return follows;
}

import type { Follow } from "../../../src/core/follow/follow.ts";
import type { PollResult } from "../../../src/core/job/job.ts";
import type { HeldPartition } from "../../../src/services/processes/held-partitions.ts";

/** A partition that contains everything, and notes what it is asked for. */
export class FakeHeldPartition implements HeldPartition {
  /** What it was asked for, one line each. */
  readonly asked: string[] = [];
  /** What a poll does. */
  onPoll: () => Promise<PollResult | undefined> = async () => undefined;
  /** What showing a status message does. */
  onShow: () => Promise<void> = async () => {};
  readonly ending = new AbortController().signal;

  readonly poller: HeldPartition["poller"] = {
    pollNow: async (jobKey, _queue, options) => {
      this.asked.push(`pollNow ${jobKey}${options?.isStale ? " (stale)" : ""}`);
      return this.onPoll();
    },
    lookAgain: (jobKey) => void this.asked.push(`look again at ${jobKey}`),
    recent: { note: (jobKey, { kind }) => void this.asked.push(`note ${jobKey}: ${kind}`) },
    results: {
      applyToAll: async (pending, { kind }) => {
        this.asked.push(`apply ${kind} to ${pending.map(({ id }) => id).join()}`);
        return true;
      },
    },
  };

  readonly queue: HeldPartition["queue"] = {
    add: (jobKey, delayMs) => void this.asked.push(`add ${jobKey} in ${delayMs}`),
  };

  readonly statusUpdater: HeldPartition["statusUpdater"] = {
    update: ({ id }) => void this.asked.push(`update ${id}`),
    updateNow: async ({ id }) => {
      this.asked.push(`updateNow ${id}`);
      await this.onShow();
    },
    resume: async ({ id }) => void this.asked.push(`resume ${id}`),
  };

  readonly intents: HeldPartition["intents"] = {
    search: ({ id }) => void this.asked.push(`search ${id}`),
  };

  actOn({ id }: Follow): void {
    this.asked.push(`actOn ${id}`);
  }
}

/** How a process reaches its partitions if it holds everything. */
export const holdsAll = (partition: HeldPartition) => ({
  ofJob: () => partition,
  ofChannel: () => partition,
});

/** The same if it holds nothing, as a gateway. */
export const holdsNothing = { ofJob: () => undefined, ofChannel: () => undefined };

import type { PollResult, JobFacts } from "../../../src/core/job/job.ts";
import type { ChannelRef, Platform } from "../../../src/core/channel/channel-ref.ts";
import type { FakePerson } from "../../support/fakes/fake-person.ts";
import { aJob, DISCORD_CHANNEL, SLACK_CHANNEL } from "../../support/follows.ts";
import type { TestRelay } from "../../support/test-relay.ts";

/** A channel of each platform, by its name. */
export const PLACES = {
  discord: DISCORD_CHANNEL,
  slack: SLACK_CHANNEL,
} as const satisfies Record<Platform, ChannelRef>;
/** Both platforms, for `describe.each`. */
export const BOTH = ["discord", "slack"] as const;

/** A job as the job API reads it, with facts that a test wants. */
export const pollResult = (
  phase: "running" | "completed" | "failed",
  facts: Partial<JobFacts> = {},
): PollResult => {
  const job = aJob(phase);
  return { kind: "job", job: { ...job, facts: { ...job.facts, ...facts } } };
};

/** What people do on one platform; each deed resolves with the last private answer, after it had time. */
export function peopleOn(relay: TestRelay, platform: Platform) {
  const adapter = relay[platform];
  const channel: ChannelRef = PLACES[platform];
  const finish = async (answers: Promise<readonly string[]>): Promise<string> => {
    await relay.clock.advance(1_000);
    return (await answers).at(-1) ?? "";
  };
  return {
    adapter,
    channel,
    type: (name: string, options: Record<string, string> = {}, person: FakePerson = {}) =>
      finish(adapter.invoke({ name, options, channel, ...person })),
    press: (name: string, argument: string, person: FakePerson & { value?: string } = {}) =>
      finish(adapter.press({ name, argument, channel, ...person })),
    /** The texts of the channel, and whom each message notifies. */
    shown: () => adapter.in(channel).map(({ kind, text, message }) => [kind, text, message.pings]),
    results: () => adapter.posts.filter(({ kind }) => kind === "result"),
    posts: () => adapter.posts,
    /** The names of the buttons of the status message, or of the result that comes without one. */
    buttons: () => {
      const here = adapter.in(channel);
      const message = here.find(({ kind }) => kind === "status") ?? here[0];
      return (message?.message.actions ?? []).map(({ name }) => name);
    },
  };
}

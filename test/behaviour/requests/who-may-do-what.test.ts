import { describe, expect, it } from "vitest";
import { actions, commands } from "../../../commands/index.ts";
import type { ChannelRef } from "../../../src/core/channel/channel-ref.ts";
import { markDelivered, markDiscarded } from "../../../src/core/follow/follow.ts";
import type { PollResult } from "../../../src/core/job/job.ts";
import { code, channelSpan, command } from "../../../src/core/message.ts";
import { localized } from "../../../src/messages/translator.ts";
import { aFollow, aJob, aSettledFollow } from "../../support/follows.ts";
import { startTestRelay, type TestRelay } from "../../support/test-relay.ts";
import { said } from "../../support/sentence.ts";

const JOB_1 = { job: code("job-1") };
const JOB_2 = { job: code("job-2") };
const NO_JOBS = said("list.waiting-none", { command: command("pika-status") });
const SAVED = said("settings.changed", {
  delivery: localized("delivery.thread"),
  explanation: localized("settings.thread"),
});

const START = Date.UTC(2026, 0, 1);
/**
 * Ann requested three jobs in #home of a server: one runs, one is posted, one could not be posted.
 */
const HOME: ChannelRef = { platform: "discord", workspace: "g1", channel: "home" };
const RUNNING = {
  ...aFollow({ id: "f1", jobId: "job-1", channel: HOME, createdAt: START }),
  requesters: ["ann", "cem"],
  job: { status: "progress", isCancellable: true },
};
const facts = { status: "failed", isRetryable: true };
const OVER = {
  ...aSettledFollow({ kind: "failed" }, { channel: HOME, job: facts, createdAt: START }),
  settledAt: START,
};
const named = (jobId: string) => ({ jobId, publicId: jobId });
const POSTED = markDelivered({ ...OVER, id: "f2", ...named("job-2") }, { id: "r2" }, START);
const UNPOSTED = markDiscarded({ ...OVER, id: "f3", ...named("job-3") }, "forbidden", START);

interface Somebody {
  readonly userId: string;
  readonly channel: ChannelRef;
  readonly isBot?: boolean;
  readonly canManage?: boolean;
}

const PEOPLE = {
  requester: { userId: "ann", channel: HOME },
  "somebody who asked for the running job later": { userId: "cem", channel: HOME },
  "somebody in the same channel": { userId: "bob", channel: HOME },
  "somebody who may manage the channel": { userId: "root", channel: HOME, canManage: true },
  "somebody in another channel": { userId: "bob", channel: { ...HOME, channel: "other" } },
  "the requester in another channel": { userId: "ann", channel: { ...HOME, channel: "other" } },
  "somebody who may manage another channel": {
    userId: "root",
    channel: { ...HOME, channel: "other" },
    canManage: true,
  },
  "somebody in another server": {
    userId: "bob",
    channel: { platform: "discord", workspace: "g2", channel: "home" },
  },
  "somebody in a workspace": {
    userId: "U1",
    channel: { platform: "slack", workspace: "T1", channel: "C1" },
  },
  "the requester in a direct message": {
    userId: "ann",
    channel: { platform: "discord", workspace: "@me", channel: "dm" },
  },
  "a bot in the same channel": { userId: "ann", channel: HOME, isBot: true },
} as const satisfies Record<string, Somebody>;
type Person = keyof typeof PEOPLE;

const REFUSED = said("answer.people-only");
const UNKNOWN = said("answer.not-found");
const NOT_THEIRS = said("forget.not-yours");
const NOT_THEIR_JOB = said("cancel.not-yours");
const NOT_PAID = said("retry.not-yours");
const NEEDS_MANAGE = said("answer.needs-manage");

/** What they are answered; without `changes` the request must have no effect at all. */
interface Answer {
  readonly says: string;
  readonly changes?: boolean;
}
const no = (says: string): Answer => ({ says });
const yes = (says: string): Answer => ({ says, changes: true });

/** This channel, the channel of the jobs, and another one. */
function row(here: Answer, elsewhere: Answer, other: Partial<Record<Person, Answer>> = {}) {
  return (person: Person): Answer => {
    const own = other[person];
    if (own) return own;
    if (person === "a bot in the same channel") return no(REFUSED);
    const { channel } = PEOPLE[person];
    return channel === HOME ? here : elsewhere;
  };
}
const managersOnly = (says: string) =>
  row(no(NEEDS_MANAGE), no(NEEDS_MANAGE), {
    "somebody who may manage the channel": yes(says),
    "somebody who may manage another channel": yes(says),
  });
const stops = yes(said("forget.done", JOB_1));
const CANCELS = yes(said("cancel.cancelling", { ...JOB_1, source: "Pika" }));
/** The first requester and channel managers stop it for all; later requesters only leave. */
const stopping = {
  requester: stops,
  "somebody who asked for the running job later": yes(said("forget.left", JOB_1)),
  "somebody who may manage the channel": stops,
};

type Action = (relay: TestRelay, somebody: Somebody) => Promise<readonly string[]>;
const on = (relay: TestRelay, { channel }: Somebody) => relay[channel.platform];
const type =
  (name: string, options: Readonly<Record<string, string>> = {}): Action =>
  (relay, somebody) =>
    on(relay, somebody).invoke({ name, options, ...somebody });
const press =
  (name: string, argument: string, value?: string): Action =>
  (relay, somebody) =>
    on(relay, somebody).press({ name, argument, ...(value && { value }), ...somebody });

const COMMANDS: Readonly<Record<string, readonly [Action, (person: Person) => Answer]>> = {
  "pika-status": [
    type("pika-status", { jobid: "job-1" }),
    row(yes(said("follow.already", JOB_1)), yes(said("follow.following", JOB_1)), {
      requester: no(said("follow.already-you", JOB_1)),
      "somebody who asked for the running job later": no(said("follow.already-you", JOB_1)),
    }),
  ],
  "pika-jobs": [type("pika-jobs"), row(no(said("list.waiting", { jobs: "1 job" })), no(NO_JOBS))],
  "pika-forget": [
    type("pika-forget", { jobid: "job-1" }),
    row(no(NOT_THEIRS), no(UNKNOWN), stopping),
  ],
  "pika-share": [
    type("pika-share", { jobid: "job-2", channel: "C3" }),
    row(yes(said("share.done", { ...JOB_2, channel: channelSpan("C3") })), no(UNKNOWN)),
  ],
  "pika-notify": [type("pika-notify", { state: "on" }), managersOnly(said("notify.on"))],
  "pika-settings": [type("pika-settings", { delivery: "thread" }), managersOnly(SAVED)],
  "pika-help": [type("pika-help"), row(no(said("help.title")), no(said("help.title")))],
};

/** What a command does for the person alone who types it. */
const PERSONAL: typeof COMMANDS = {
  "pika-settings ping": [
    type("pika-settings", { ping: "off" }),
    row(yes(said("settings.ping-off")), yes(said("settings.ping-off"))),
  ],
};

const BUTTONS: typeof COMMANDS = {
  follow: [
    press("follow", "pika:job-1"),
    row(yes(said("follow.already", JOB_1)), yes(said("follow.following", JOB_1)), {
      requester: no(said("follow.already-you", JOB_1)),
      "somebody who asked for the running job later": no(said("follow.already-you", JOB_1)),
    }),
  ],
  refresh: [
    press("refresh", "f1"),
    row(no(said("refresh.running", { status: localized("status.progress") })), no(UNKNOWN)),
  ],
  stop: [press("stop", "f1"), row(no(NOT_THEIRS), no(UNKNOWN), stopping)],
  "cancel-job": [
    press("cancel-job", "f1"),
    row(no(NOT_THEIR_JOB), no(UNKNOWN), {
      requester: no(said("cancel.sure", JOB_1)),
      "somebody who asked for the running job later": no(said("cancel.sure", JOB_1)),
      "somebody who may manage the channel": no(said("cancel.sure", JOB_1)),
    }),
  ],
  "cancel-job-now": [
    press("cancel-job-now", "f1"),
    row(no(NOT_THEIR_JOB), no(UNKNOWN), {
      requester: CANCELS,
      "somebody who asked for the running job later": CANCELS,
      "somebody who may manage the channel": CANCELS,
    }),
  ],
  share: [press("share", "f2"), row(no(said("share.where", JOB_2)), no(UNKNOWN))],
  "share-to": [
    press("share-to", "f2", "C3"),
    row(yes(said("share.done", { ...JOB_2, channel: channelSpan("C3") })), no(UNKNOWN)),
  ],
  retry: [
    press("retry", "f2"),
    row(no(NOT_PAID), no(UNKNOWN), {
      requester: no(said("retry.sure", JOB_2)),
      "somebody who may manage the channel": no(said("retry.sure", JOB_2)),
    }),
  ],
  "retry-now": [
    press("retry-now", "f2"),
    row(no(NOT_PAID), no(UNKNOWN), {
      requester: yes(said("follow.following", { job: code("job-2-again") })),
      "somebody who may manage the channel": yes(
        said("follow.following", { job: code("job-2-again") }),
      ),
    }),
  ],
  cancel: [press("cancel", "f2"), row(no(said("answer.cancelled")), no(said("answer.cancelled")))],
  "try-again": [
    press("try-again", "f3"),
    row(no(said("again.not-yours")), no(UNKNOWN), {
      requester: yes(said("again.trying", { job: code("job-3") })),
    }),
  ],
  jobs: [press("jobs", "1"), row(no(said("list.waiting", { jobs: "1 job" })), no(NO_JOBS))],
};

const job = aJob("running");
const running: PollResult = {
  kind: "job",
  job: { ...job, facts: { ...job.facts, isCancellable: true } },
};
const withoutIds = (text?: string) => text?.replace(/m\d+/g, "m");

async function setUp({ isFollowed = true } = {}): Promise<TestRelay> {
  const relay = await startTestRelay({ follows: isFollowed ? [RUNNING, POSTED, UNPOSTED] : [] });
  for (const jobId of ["job-1", "job-2-again"]) relay.api.answer(jobId, running);
  relay.api.answerCancel("job-1", { kind: "cancelling" });
  relay.api.answerRetry("job-2", { kind: "started", jobId: "job-2-again" });
  await relay.clock.advance(60_000);
  return relay;
}

async function runAction(relay: TestRelay, action: Action, somebody: Somebody): Promise<string> {
  const answers = action(relay, somebody);
  await relay.clock.advance(1_000);
  return (await answers).at(-1) ?? "";
}

/** All that others could notice. */
const noticeable = ({ store, discord, slack, api }: TestRelay) =>
  JSON.stringify([
    store.all(),
    store.allSettings(),
    store.allPersonalSettings(),
    discord.posts,
    slack.posts,
    api.retries,
    api.cancellations,
  ]);

it("covers every command and every button", () => {
  expect(Object.keys(COMMANDS)).toEqual(commands.map(({ name }) => name));
  expect(Object.keys(BUTTONS)).toEqual(actions.map(({ name }) => name));
});

describe.each(Object.entries({ ...COMMANDS, ...PERSONAL, ...BUTTONS }))(
  "%s",
  (_name, [action, answers]) => {
    it.each(Object.keys(PEOPLE) as Person[])("by %s", async (person) => {
      const relay = await setUp();
      const before = noticeable(relay);
      const { says, changes = false } = answers(person);
      expect(await runAction(relay, action, PEOPLE[person])).toContain(says);
      expect(noticeable(relay) !== before).toBe(changes);
    });
  },
);

describe("a job of another channel", () => {
  const elsewhere = Object.values(PEOPLE).filter(({ channel }) => channel !== HOME);
  const allActions = Object.entries({ ...COMMANDS, ...BUTTONS });

  it.each(elsewhere)("looks the same as an unknown job, by %j", async (somebody) => {
    for (const [, [action]] of allActions) {
      const [known, unknown] = await Promise.all([setUp(), setUp({ isFollowed: false })]);
      const answer = await runAction(known, action, somebody);
      expect(withoutIds(answer)).toBe(withoutIds(await runAction(unknown, action, somebody)));
    }
  });

  it("is not suggested while the user types", async () => {
    const relay = await setUp();
    const offered = (channel: ChannelRef) =>
      relay.discord.complete({ command: "pika-status", option: "jobid", typed: "", channel });
    const values = (await offered(HOME)).map(({ value }) => value);
    expect(values.toSorted()).toEqual(["job-1", "job-2", "job-3"]);
    expect(await offered({ ...HOME, channel: "other" })).toEqual([]);
    expect(await offered({ ...HOME, workspace: "g2" })).toEqual([]);
  });

  it("looks unknown if it is unknown, whether followed elsewhere or not", async () => {
    const relay = await setUp();
    relay.api.forget("job-1");
    const stranger = PEOPLE["somebody in another server"];
    const gone = await runAction(relay, type("pika-status", { jobid: "job-1" }), stranger);
    const never = await runAction(relay, type("pika-status", { jobid: "job-9" }), stranger);
    expect(gone.replaceAll("job-1", "job-9")).toBe(never);
  });

  it("belongs to this channel if it is a thread's, and the other way round", async () => {
    const thread = { ...PEOPLE["somebody in a workspace"].channel, thread: "171.1" };
    const relay = await startTestRelay({
      follows: [aFollow({ channel: thread, createdAt: START, requesters: ["U1"] })],
    });
    const [answer] = await relay.slack.invoke({
      name: "pika-forget",
      options: { jobid: "job-1" },
      ...PEOPLE["somebody in a workspace"],
    });
    expect(answer).toContain(said("forget.done", JOB_1));
  });
});

import { describe, expect, it } from "vitest";
import { commands } from "../../commands/index.ts";
import type { ChannelRef } from "../../src/core/channel-ref.ts";
import type { JobReading } from "../../src/core/job.ts";
import { aJob } from "../support/follows.ts";
import { startTestRelay } from "../support/relay.ts";

/** A job is followed by Ann in #home of a server; then somebody types a command about it. */
const HOME: ChannelRef = { platform: "discord", workspace: "g1", channel: "home" };

interface Somebody {
  readonly userId: string;
  readonly channel: ChannelRef;
  readonly isBot?: boolean;
}

const PEOPLE = {
  requester: { userId: "ann", channel: HOME },
  "somebody in the same channel": { userId: "bob", channel: HOME },
  "somebody in another channel": { userId: "bob", channel: { ...HOME, channel: "other" } },
  "the requester in another channel": { userId: "ann", channel: { ...HOME, channel: "other" } },
  "somebody in another server": {
    userId: "bob",
    channel: { platform: "discord", workspace: "g2", channel: "their" },
  },
  "somebody in a workspace": {
    userId: "U1",
    channel: { platform: "slack", workspace: "T1", channel: "C1" },
  },
  "somebody in a direct message": {
    userId: "bob",
    channel: { platform: "discord", workspace: "@me", channel: "dm" },
  },
  "a bot in the same channel": { userId: "bot", channel: HOME, isBot: true },
  // Discord and Slack let administrators choose who sees the command; to the relay they are people like others.
  "an administrator": { userId: "root", channel: HOME },
} as const satisfies Record<string, Somebody>;

const OUTCOMES = {
  joins: { answer: "already follows", newFollows: 0 },
  begins: { answer: "Following job", newFollows: 1 },
  refused: { answer: "from people only", newFollows: 0 },
} as const;

/** What each of them gets from each command: `joins` what is there, `begins` anew as if nothing were, or is `refused`. */
const MAY: Readonly<Record<string, Record<keyof typeof PEOPLE, keyof typeof OUTCOMES>>> = {
  "pika-status": {
    requester: "joins",
    "somebody in the same channel": "joins",
    "somebody in another channel": "begins",
    "the requester in another channel": "begins",
    "somebody in another server": "begins",
    "somebody in a workspace": "begins",
    "somebody in a direct message": "begins",
    "a bot in the same channel": "refused",
    "an administrator": "joins",
  },
};

const running: JobReading = { kind: "job", job: aJob("running") };

const withoutIds = (text?: string) => text?.replace(/m\d+/g, "m");

async function setUp() {
  const relay = await startTestRelay();
  relay.api.answer("job-1", running);
  const by = ({ channel, userId, isBot = false }: Somebody, jobId = "job-1") =>
    relay.ask(jobId, { on: channel.platform, channel, userId, isBot });
  return { ...relay, by };
}

it("decides about every command there is", () => {
  expect(Object.keys(MAY)).toEqual(commands.map(({ name }) => name));
});

describe.each(Object.keys(MAY))("/%s of a job that is followed elsewhere or here", (name) => {
  it.each(Object.entries(MAY[name] ?? {}))("%s %s", async (who, what) => {
    const { by, store, discord, slack } = await setUp();
    await by(PEOPLE.requester);
    const [answer] = await by(PEOPLE[who as keyof typeof PEOPLE]);
    expect(answer).toContain(OUTCOMES[what].answer);
    expect(store.all()).toHaveLength(1 + OUTCOMES[what].newFollows);
    const posts = [...discord.posts, ...slack.posts];
    expect(posts.filter(({ channel }) => channel.channel === "home")).toHaveLength(1);
  });
});

describe("what is followed elsewhere", () => {
  const elsewhere = Object.entries(MAY["pika-status"] ?? {})
    .filter(([, what]) => what === "begins")
    .map(([who]) => PEOPLE[who as keyof typeof PEOPLE]);

  it.each(elsewhere)("cannot be told from what nobody follows, by %j", async (somebody) => {
    const followed = await setUp();
    await followed.by(PEOPLE.requester);
    const nobody = await setUp();
    const [answer] = await followed.by(somebody);
    const [control] = await nobody.by(somebody);
    expect(withoutIds(answer)).toBe(withoutIds(control));
    expect(answer).not.toContain(HOME.channel);
  });

  it("looks unknown where it is unknown, followed elsewhere or not", async () => {
    const { by, api } = await setUp();
    await by(PEOPLE.requester);
    api.forget("job-1");
    const stranger = PEOPLE["somebody in another server"];
    const [gone] = await by(stranger);
    const [never] = await by(stranger, "job-2");
    expect(gone?.replaceAll("job-1", "job-2")).toBe(never);
  });
});

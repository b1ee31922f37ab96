/** The menu of a message follows the job that the message names, at whichever job API: on both platforms alike. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { createDiscordSandbox } from "../../../sandbox/discord/create-discord-sandbox.ts";
import { recogniseFal } from "../../../src/adapters/fal/recognise.ts";
import { recognisePika } from "../../../src/adapters/pika/recognise.ts";
import { FOLLOW_SHORTCUT } from "../../../src/adapters/slack/manifest.ts";
import { startDiscordRelay } from "../../support/discord/discord-relay.ts";
import { FakeJobSource } from "../../support/fakes/fake-job-source.ts";
import type { FakeStore } from "../../support/fakes/fake-store.ts";
import { aJob } from "../../support/follows.ts";
import { said } from "../../support/sentence.ts";
import { startSlackRelay } from "../../support/slack/slack-relay.ts";

const REQUEST = "c0ffee00-0000-4000-8000-000000000001";
const FAL_JOB = `fal-ai/pika:${REQUEST}`;
const LINK = `https://queue.fal.run/fal-ai/pika/requests/${REQUEST}/status`;
const KEY = "fal-key-0123456789";

/** What a person does and sees on a platform. */
interface Place {
  readonly store: FakeStore;
  readonly pika: FakeJobSource;
  readonly fal: FakeJobSource;
  /** A member writes this, and another one follows it by the menu. Resolves with the private answer. */
  readonly follow: (text: string) => Promise<string>;
  /** A person whom the relay does not serve does the same. Resolves with the private answer. */
  readonly followAsStranger: (text: string) => Promise<string>;
  /** The public posts of the bot, with the people whom each notifies. */
  readonly posts: () => readonly { readonly text: string; readonly pings: number }[];
}

const closing: (() => PromiseLike<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** Lets the Pika API recognise what it really does. */
const asPika = (api: FakeJobSource): FakeJobSource =>
  Object.assign(api, { recognise: recognisePika });

/** The job API of fal, which knows one job. */
function createFal(): FakeJobSource {
  const fal = Object.assign(new FakeJobSource("fal", "fal"), { recognise: recogniseFal });
  fal.answer(FAL_JOB, { kind: "job", job: aJob("running", { jobId: FAL_JOB }) });
  return fal;
}

async function onDiscord(): Promise<Place> {
  const discord = await createDiscordSandbox();
  const fal = createFal();
  const allowed = { guilds: [discord.guildId] };
  const { app, api, store } = await startDiscordRelay(discord, { moreSources: [fal], allowed });
  closing.push(
    () => discord.close(),
    () => app.stop(),
  );
  const elsewhere = discord.addChannel({ guildId: discord.addGuild(), name: "elsewhere" });
  const followIn = async (channelId: string, text: string): Promise<string> => {
    const { id: messageId } = discord.say(channelId, discord.users[1].id, text);
    const used = await discord.useMenu({ name: said("shortcut.follow"), channelId, messageId });
    return used.waitForReply();
  };
  return {
    store,
    pika: asPika(api),
    fal,
    follow: (text) => followIn(discord.channelId, text),
    followAsStranger: (text) => followIn(elsewhere, text),
    posts: () =>
      [discord.channelId, elsewhere]
        .flatMap((channelId) => discord.messages(channelId))
        .filter(({ author }) => author.bot)
        .map(({ content, pings }) => ({ text: content, pings: pings.users.length })),
  };
}

async function onSlack(): Promise<Place> {
  const fal = createFal();
  const relay = await startSlackRelay({ moreSources: [fal], speed: 1 });
  closing.push(() => relay[Symbol.asyncDispose]());
  const { slack, api, store } = relay;
  const partner = slack.addTeam();
  const stranger = slack.addUser({ name: "mallory", teamId: partner });
  const author = slack.addUser({ name: "author" });
  const channel = slack.addChannel({
    name: "shared",
    sharedWith: partner,
    homeTeamId: slack.teamId,
    members: [slack.userId, author.id, stranger.id],
    creator: slack.userId,
  }).id;
  const followAs = async (userId: string, text: string): Promise<string> => {
    const { ts } = slack.say(channel, text, { userId: author.id });
    const used = await slack.useShortcut({ channel, ts, userId, callbackId: FOLLOW_SHORTCUT });
    return (await used.waitForPrivateReply()).text;
  };
  return {
    store,
    pika: asPika(api),
    fal,
    follow: (text) => followAs(slack.userId, text.replaceAll(LINK, `<${LINK}>`)),
    // Slack offers no shortcut to people of the other workspace; they can mention the bot.
    followAsStranger: async (text) => {
      await slack.mention({ channel, text, userId: stranger.id });
      const replies = () => slack.privateMessages(stranger.id, channel);
      await vi.waitFor(() => expect(replies()).not.toEqual([]), 10_000);
      return replies()[0]?.text ?? "";
    },
    posts: () =>
      slack
        .messages(channel)
        .filter(({ user }) => user !== author.id && user !== stranger.id)
        .map(({ text }) => ({ text, pings: text.split("<@").length - 1 })),
  };
}

describe.each([
  ["Discord", onDiscord],
  ["Slack", onSlack],
])("the menu of a message on %s", (_platform, start) => {
  it.each([
    ["a link in a sentence", `The teaser is ${LINK}, have a look`],
    ["a line of curl with a key", `curl -H "Authorization: Key ${KEY}" ${LINK}`],
    ["an id behind the API's name", `follow fal:${FAL_JOB}, please`],
    ["an API's answer", `\`\`\`{"request_id": "${REQUEST}", "status_url": "${LINK}"}\`\`\``],
  ])("follows the job of %s at its own API", async (_what, text) => {
    const { follow, store, pika, fal, posts } = await start();
    await follow(text);
    expect(store.all().map(({ source, jobId }) => [source, jobId])).toEqual([["fal", FAL_JOB]]);
    expect(pika.reads).toEqual([]);
    expect(new Set(fal.reads)).toEqual(new Set([FAL_JOB]));
    await vi.waitFor(() => expect(posts()).toHaveLength(1), 10_000);
    expect(posts()).toMatchObject([{ pings: 0 }]);
    expect(JSON.stringify(posts())).not.toContain(KEY);
  });

  it.each(["Good morning", "Thanks!", "<@1> @everyone"])(
    "says that there is no job in %j",
    async (text) => {
      const { follow, store, pika, fal, posts } = await start();
      expect(await follow(text)).toContain(said("jobid.missing"));
      expect([store.all(), pika.reads, fal.reads, posts()]).toEqual([[], [], [], []]);
    },
  );

  it("says which jobs it follows if a link leads to none", async () => {
    const { follow, store } = await start();
    const answer = await follow("See https://example.com/videos/1 for that");
    expect(answer).toContain(said("follow.not-recognised", { sources: "Pika, fal" }));
    expect(store.all()).toEqual([]);
  });

  it("changes nothing for people whom the relay does not serve", async () => {
    const { followAsStranger, store, pika, fal, posts } = await start();
    const answer = await followAsStranger(LINK);
    expect(answer).not.toContain(REQUEST);
    expect([store.all(), pika.reads, fal.reads, posts()]).toEqual([[], [], [], []]);
  });
});

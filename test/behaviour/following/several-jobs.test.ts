/** One command that names several jobs, and the choice between job APIs that know the same id: on both platforms alike. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { createDiscordSandbox } from "../../../sandbox/discord/create-discord-sandbox.ts";
import { startDiscordRelay } from "../../support/discord/discord-relay.ts";
import { FakeJobSource } from "../../support/fakes/fake-job-source.ts";
import type { FakeStore } from "../../support/fakes/fake-store.ts";
import { aJob } from "../../support/follows.ts";
import { said } from "../../support/sentence.ts";
import { startSlackRelay } from "../../support/slack/slack-relay.ts";

/** Two job APIs, each of which may know any id without a name before it. */
const createFal = (): FakeJobSource => new FakeJobSource("fal", "fal");
const BOTH_KNOW = "c0ffee00-0000-4000-8000-000000000001";
/** Too long for a button of Discord. */
const LONG = `user:1-ann@example.com-${"x".repeat(80)}1`;

interface Answer {
  readonly text: string;
  readonly buttons: readonly { readonly id: string; readonly label: string }[];
}

/** What a person does and sees on a platform. */
interface Place {
  readonly store: FakeStore;
  readonly pika: FakeJobSource;
  readonly fal: FakeJobSource;
  /** Types `/pika-status` and this. Resolves with the private answer. */
  readonly ask: (text: string) => Promise<Answer>;
  /** Presses a button of the last answer. Resolves with the private answer to that. */
  readonly press: (id: string) => Promise<Answer>;
  /** The buttons that the answer to the command still has. */
  readonly buttonsLeft: () => readonly string[];
  /** The texts that the bot has posted for everyone. */
  readonly posts: () => readonly string[];
}

const closing: (() => PromiseLike<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

interface Element {
  readonly custom_id?: string;
  readonly action_id?: string;
  readonly label?: string;
  readonly text?: { readonly text: string };
}

/** The buttons in rows of Discord, or in blocks of Slack. */
const buttonsIn = (rows: readonly unknown[]): Answer["buttons"] =>
  (rows as { readonly components?: Element[]; readonly elements?: Element[] }[])
    .flatMap(({ components, elements }) => components ?? elements ?? [])
    .map(({ custom_id: customId, action_id: actionId, label, text }) => ({
      id: customId ?? actionId ?? "",
      label: label ?? text?.text ?? "",
    }));

async function onDiscord(): Promise<Place> {
  const discord = await createDiscordSandbox();
  const fal = createFal();
  const { app, api, store, clock } = await startDiscordRelay(discord, { moreSources: [fal] });
  const ticking = setInterval(() => void clock.advance(20), 20);
  closing.push(
    async () => expect(discord.violations).toEqual([]),
    () => discord.close(),
    () => app.stop(),
    async () => clearInterval(ticking),
  );
  let asked: Awaited<ReturnType<typeof discord.command>> | undefined;
  const answerTo = async (used: NonNullable<typeof asked>): Promise<Answer> => ({
    text: await used.waitForReply((text) => text !== said("answer.interim")),
    buttons: buttonsIn(used.original()?.components ?? []),
  });
  return {
    store,
    pika: api,
    fal,
    ask: async (jobid) => {
      asked = await discord.command({ name: "pika-status", options: { jobid } });
      return answerTo(asked);
    },
    press: async (customId) => {
      const messageId = asked?.original()?.id ?? "";
      return answerTo(await discord.pressButton({ messageId, customId }));
    },
    buttonsLeft: () => buttonsIn(asked?.original()?.components ?? []).map(({ id }) => id),
    posts: () =>
      discord
        .messages(discord.channelId)
        .flatMap(({ author, content }) => (author.bot ? content : [])),
  };
}

async function onSlack(): Promise<Place> {
  const fal = createFal();
  const relay = await startSlackRelay({ moreSources: [fal], speed: 1 });
  closing.push(() => relay[Symbol.asyncDispose]());
  const { slack, api, store } = relay;
  const channel = slack.channels.publicJoined;
  let asked: Awaited<ReturnType<typeof slack.command>> | undefined;
  let ts = "";
  const replyTo = async (used: Pick<NonNullable<typeof asked>, "waitForPrivateReply">) =>
    used.waitForPrivateReply(
      ({ text }) => text !== said("answer.interim", {}, { platform: "slack" }),
    );
  return {
    store,
    pika: api,
    fal,
    ask: async (text) => {
      asked = await slack.command({ command: "/pika-status", text });
      const reply = await replyTo(asked);
      ({ ts } = reply);
      return { text: reply.text, buttons: buttonsIn(reply.blocks ?? []) };
    },
    press: async (actionId) => {
      const reply = await replyTo(await slack.pressButton({ channel, ts, actionId }));
      return { text: reply.text, buttons: buttonsIn(reply.blocks ?? []) };
    },
    buttonsLeft: () =>
      slack
        .privateMessages(slack.userId, channel)
        .filter((each) => each.ts === ts)
        .flatMap(({ blocks }) => buttonsIn(blocks ?? []))
        .map(({ id }) => id),
    posts: () => slack.messages(channel).map(({ text, blocks }) => text + JSON.stringify(blocks)),
  };
}

const running = (jobId: string) => ({ kind: "job", job: aJob("running", { jobId }) }) as const;

describe.each([
  ["Discord", onDiscord],
  ["Slack", onSlack],
])("on %s", (_platform, start) => {
  it("one command follows ten jobs: one private answer, and one status message for each", async () => {
    const { ask, fal, store, posts } = await start();
    const ids = Array.from({ length: 10 }, (_, index) => `1${index}-request-of-fal`);
    for (const id of ids) fal.answer(id, running(id));
    const { text } = await ask(ids.map((id) => `fal:${id}`).join(", "));
    for (const id of ids)
      expect(text).toContain(
        said("follow.each", { job: `\`${id.slice(0, 8)}\`` }).replaceAll("*", ""),
      );
    expect(text).toContain(said("follow.each-rest"));
    expect(store.all().map(({ jobId }) => jobId)).toEqual(ids);
    await vi.waitFor(() => expect(posts()).toHaveLength(10), 20_000);
    expect(new Set(posts().map((post) => /1\d-reque/.exec(post)?.[0])).size).toBe(10);
  }, 30_000);

  it("a job that two APIs know is chosen by a button, which can be pressed beside others", async () => {
    const { ask, press, pika, fal, store, posts, buttonsLeft } = await start();
    for (const api of [pika, fal]) api.answer(BOTH_KNOW, running(BOTH_KNOW));
    const { text, buttons } = await ask(BOTH_KNOW);
    expect(text.replaceAll("*", "")).toBe(said("follow.ambiguous-choose").replaceAll("*", ""));
    expect(buttons).toEqual([
      { id: `follow:pika:${BOTH_KNOW}`, label: "Pika" },
      { id: `follow:fal:${BOTH_KNOW}`, label: "fal" },
    ]);
    expect((await press(`follow:fal:${BOTH_KNOW}`)).text).toContain("c0ffee00");
    expect(store.all().map(({ source }) => source)).toEqual(["fal"]);
    await vi.waitFor(() => expect(posts()).toHaveLength(1), 10_000);
    expect(buttonsLeft()).toHaveLength(2);
    expect((await press(`follow:fal:${BOTH_KNOW}`)).text).toContain(
      said("follow.already-you", { job: "`c0ffee00`" }),
    );
    expect(posts()).toHaveLength(1);
  });

  it("a choice whose id does not fit into a button is left to the command", async () => {
    const { ask, pika, fal } = await start();
    for (const api of [pika, fal]) api.answer(LONG, running(LONG));
    const { text, buttons } = await ask(LONG);
    expect(text).toContain(`fal:${LONG}`);
    expect(buttons).toEqual([]);
  });

  it("a button of a job that its API has lost since is answered plainly", async () => {
    const { ask, press, pika, fal, store, posts } = await start();
    for (const api of [pika, fal]) api.answer(BOTH_KNOW, running(BOTH_KNOW));
    await ask(BOTH_KNOW);
    fal.forget(BOTH_KNOW);
    const { text } = await press(`follow:fal:${BOTH_KNOW}`);
    expect(text).toContain(said("follow.not-found", { source: "fal", job: "`c0ffee00`" }));
    expect([store.all(), posts()]).toEqual([[], []]);
  });

  it("a list may have an id that two APIs know beside ids that are followed at once", async () => {
    const { ask, press, pika, fal, store } = await start();
    for (const api of [pika, fal]) api.answer(BOTH_KNOW, running(BOTH_KNOW));
    fal.answer("request-2", running("request-2"));
    const { text, buttons } = await ask(`fal:request-2 ${BOTH_KNOW}`);
    expect(text).toContain(said("follow.each-ambiguous-choose", { job: `\`${BOTH_KNOW}\`` }));
    expect(buttons.map(({ label }) => label)).toEqual([
      `Pika · ${BOTH_KNOW}`,
      `fal · ${BOTH_KNOW}`,
    ]);
    await press(`follow:pika:${BOTH_KNOW}`);
    expect(store.all().map(({ source, jobId }) => `${source} ${jobId}`)).toEqual([
      "fal request-2",
      `pika ${BOTH_KNOW}`,
    ]);
  });

  it("an id that two APIs know gets its buttons once, also if a list has it twice", async () => {
    const { ask, press, pika, fal, store } = await start();
    for (const api of [pika, fal]) {
      api.answer(BOTH_KNOW, running(BOTH_KNOW));
      // To many APIs the same id in upper case is the same job.
      api.recognise = (text) => {
        const named = text.startsWith(`${api.name}:`);
        const jobId = text.slice(named ? api.name.length + 1 : 0).toLowerCase();
        return { source: api.name, jobId, certainty: named ? "certain" : "possible" };
      };
    }
    const { text, buttons } = await ask(`${BOTH_KNOW} ${BOTH_KNOW.toUpperCase()}`);
    expect(text).toContain(BOTH_KNOW);
    expect(buttons.map(({ id }) => id)).toEqual([
      `follow:pika:${BOTH_KNOW}`,
      `follow:fal:${BOTH_KNOW}`,
    ]);
    await press(`follow:fal:${BOTH_KNOW}`);
    expect(store.all().map(({ source }) => source)).toEqual(["fal"]);
  });
});

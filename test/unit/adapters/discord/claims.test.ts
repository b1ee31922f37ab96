/** Two processes that get the same interaction, through the real discord.js in a stand-in server. */
import { expect, it } from "vitest";
import { createDiscordSandbox } from "../../../../sandbox/discord/create-discord-sandbox.ts";
import type { DiscordSandbox } from "../../../../sandbox/discord/discord-sandbox.ts";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import type { DiscordAdapter } from "../../../../src/adapters/discord/adapter.ts";
import { createInteractionClaim } from "../../../../src/core/interaction-claim.ts";
import type { Invocation } from "../../../../src/core/invocation.ts";
import { adapterFor, handlersWith, JOB_ID, say } from "../../../support/discord/connected.ts";
import { createFakeStore, type FakeStore } from "../../../support/fakes/fake-store.ts";
import { sentence } from "../../../support/sentence.ts";

const order = { name: "pika-status", options: { jobid: JOB_ID } };

interface TwoProcesses extends AsyncDisposable {
  readonly discord: DiscordSandbox;
  readonly adapters: readonly [DiscordAdapter, DiscordAdapter];
  readonly store: FakeStore;
  /** What either has handled. */
  readonly handled: Invocation[];
  /** What either was told about its claim. */
  readonly claimed: boolean[];
}

/** Each handles a command by answering it. */
async function startTwo({ byHttp }: { byHttp: boolean }): Promise<TwoProcesses> {
  const discord = await createDiscordSandbox();
  const store = createFakeStore();
  const handled: Invocation[] = [];
  const claimed: boolean[] = [];
  const claim = createInteractionClaim(store.claims, systemClock);
  const handle = async (invocation: Invocation): Promise<void> => {
    handled.push(invocation);
    await invocation.reply(say("Following it."));
  };
  const create = (): DiscordAdapter =>
    adapterFor(discord, {
      clock: systemClock,
      handlers: handlersWith({ command: handle, action: handle }),
      claim: async (name) => {
        const isOurs = await claim(name);
        claimed.push(isOurs);
        return isOurs;
      },
      ...(byHttp && { publicKey: discord.publicKey }),
    });
  const adapters = [create(), create()] as const;
  for (const adapter of adapters) await adapter.start(new AbortController().signal);
  return {
    discord,
    adapters,
    store,
    handled,
    claimed,
    [Symbol.asyncDispose]: async () => {
      for (const adapter of adapters) await adapter.stop();
      await discord.close();
    },
  };
}

/** Has the stand-in send everything to both processes, as a load balancer does that gets no answer in time. */
async function sendToBoth({ discord, adapters }: TwoProcesses): Promise<string[]> {
  const answers: string[] = [];
  await discord.sendByHttp({
    url: "https://relay.example/discord/interactions",
    send: async (request) => {
      const sent = adapters.map((adapter) => adapter.endpoints[0]!.handle(request.clone()));
      const [first, second] = await Promise.all(sent);
      answers.push(await first!.text(), await second!.clone().text());
      return second!;
    },
  });
  return answers;
}

it("acknowledge a repeated request alike, and one of them handles it", async () => {
  await using two = await startTwo({ byHttp: true });
  const answers = await sendToBoth(two);
  // What Discord sent to see whether the endpoint works.
  answers.length = 0;
  const typed = await two.discord.command(order);
  await expect.poll(() => typed.reply()).toBe("Following it.");
  expect(two.handled).toHaveLength(1);
  expect(answers[0]).toContain('"type":5');
  expect(answers[1]).toEqual(answers[0]);
  expect(two.discord.violations).toEqual([]);
});

it("handle a command once that both get over the gateway, if it is uncertain who acknowledged it", async () => {
  await using two = await startTwo({ byHttp: false });
  // The process that hangs goes ahead after 2.7 s, for Discord may have taken its acknowledgement.
  const fault = two.discord.failNext({ method: "POST", path: /callback/, effect: "hang" });
  const typed = await two.discord.command(order);
  await expect.poll(() => typed.reply()).toBe("Following it.");
  expect(fault.hits).toBe(1);
  await expect.poll(() => two.claimed, { timeout: 4_000 }).toEqual([true, false]);
  expect(two.handled).toHaveLength(1);
});

// They used to say that something went wrong, which told nobody to wait, or whom to tell.
it("say that nothing was changed if the store fails, and handle nothing", async () => {
  await using two = await startTwo({ byHttp: true });
  await sendToBoth(two);
  two.store.failWith(new Error("gone"));
  const typed = await two.discord.command(order);
  await expect.poll(() => typed.reply()).toMatch(sentence("answer.store-down"));
  expect(typed.reply()).toMatch(sentence("answer.store-down-rest"));
  expect(two.handled).toEqual([]);
});

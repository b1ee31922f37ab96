import { expect, it } from "vitest";
import { isAllowed } from "../../../../../src/core/channel/allow-list.ts";
import type { ChannelRef } from "../../../../../src/core/channel/channel-ref.ts";
import { PlatformError } from "../../../../../src/core/errors.ts";
import { CommandRateLimiter } from "../../../../../src/core/command-rate-limiter.ts";
import type { CommandInvocation } from "../../../../../src/core/invocation.ts";
import { translatorFor } from "../../../../../src/messages/translator.ts";
import { CommandGuard } from "../../../../../src/services/requests/routing/command-guard.ts";
import { FakeClock } from "../../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { toInvocation } from "../../../../support/fakes/fake-person.ts";
import { DISCORD_CHANNEL, SLACK_CHANNEL } from "../../../../support/follows.ts";
import { EVERYWHERE } from "../../../../support/limits.ts";
import { toPlainText } from "../../../../support/plain-text.ts";
import { said } from "../../../../support/sentence.ts";

/** A guard, and what it says to a command; `undefined` if the command may run. */
function setUp({ allowed = {}, commandsPerMinute = 1 } = {}) {
  const clock = new FakeClock();
  const log = createFakeLogger();
  const lists = { ...EVERYWHERE, ...allowed };
  const guard = new CommandGuard({
    isAllowed: (channel) => isAllowed(lists, channel),
    allowed: lists,
    limiter: new CommandRateLimiter(commandsPerMinute),
    clock,
    log,
  });
  const ask = async (
    { locale, ...person }: Partial<CommandInvocation> = {},
    channel: ChannelRef = DISCORD_CHANNEL,
  ): Promise<string | undefined> => {
    const invocation = {
      ...toInvocation({ channel }, { platform: channel.platform, answered: () => {} }),
      name: "pika-status",
      options: {},
      ...person,
    };
    const refusal = await guard.refuse(invocation, translatorFor(locale, channel.platform));
    return refusal && toPlainText(refusal);
  };
  return { guard, clock, log, ask };
}

const refused = (reason: string, place: ChannelRef = DISCORD_CHANNEL) => ({
  command: "pika-status",
  platform: place.platform,
  workspace: place.workspace,
  channelId: place.channel,
  userId: "ann",
  reason,
});
const tooOften = (perMinute: number, waitMs: number, locale?: string): string => {
  const translator = translatorFor(locale);
  const commands = translator.count("commands", perMinute);
  const duration = translator.duration(waitMs);
  return [
    said("answer.too-often", { commands, duration }, { locale }),
    said("answer.too-often-rest", {}, { locale }),
  ].join("\n");
};
const unknown = async () => Promise.reject(new PlatformError("unavailable", "503"));

it("lets a person's command run, without a line in the log", async () => {
  const { ask, log } = setUp();
  expect(await ask()).toBeUndefined();
  expect(log.lines).toEqual([]);
});

it("takes commands from people only", async () => {
  const { ask, log } = setUp();
  expect(await ask({ isBot: true })).toBe(said("answer.people-only"));
  expect(log.of("command.refused")).toEqual([refused("not_a_person")]);
});

it.each<{ what: string; allowed: { guilds?: string[]; channels?: string[] } }>([
  { what: "channel", allowed: { channels: ["c2"] } },
  { what: "server", allowed: { guilds: ["g2"] } },
])("refuses a $what that the allow lists do not have", async ({ allowed }) => {
  const { ask, log } = setUp({ allowed });
  expect(await ask()).toBe(said("answer.not-allowed-here"));
  expect(log.of("command.refused")).toEqual([refused("channel_not_allowed")]);
});

it("refuses people of another workspace in a shared channel, unless the allow list has it", async () => {
  const { ask, log } = setUp({ allowed: { workspaces: ["T1", "T2"] }, commandsPerMinute: 10 });
  const from = (home: string) => ask({ readHome: async () => home }, SLACK_CHANNEL);
  expect(await from("T3")).toBe(said("answer.other-workspace", {}, { platform: "slack" }));
  expect(log.of("command.refused")).toEqual([refused("other_workspace", SLACK_CHANNEL)]);
  expect(await from("T1")).toBeUndefined();
  expect(await from("T2")).toBeUndefined();
});

it("asks people to try again while the platform cannot tell where they belong", async () => {
  const { ask, log } = setUp();
  expect(await ask({ readHome: unknown }, SLACK_CHANNEL)).toBe(
    said("answer.platform-slow", {}, { platform: "slack" }),
  );
  expect(log.of("person.unknown")).toMatchObject([
    { platform: "slack", err: { code: "unavailable" } },
  ]);
  expect(log.of("command.refused")).toEqual([refused("unknown_workspace", SLACK_CHANNEL)]);
});

it("refuses more commands in a minute than the limit, and says when the next one is taken", async () => {
  const { ask, clock, log } = setUp({ commandsPerMinute: 2 });
  expect(await ask()).toBeUndefined();
  await clock.advance(18_500);
  expect(await ask()).toBeUndefined();
  expect(await ask()).toBe(tooOften(2, 42_000));
  expect(log.of("command.refused")).toEqual([refused("too_often")]);
  // Who tries again at the moment named is not refused again.
  await clock.advance(42_000);
  expect(await ask()).toBeUndefined();
});

it("counts each person for themselves, on each server", async () => {
  const { ask } = setUp();
  expect(await ask()).toBeUndefined();
  expect(await ask({ userId: "bob" })).toBeUndefined();
  expect(await ask({}, { ...DISCORD_CHANNEL, workspace: "g2" })).toBeUndefined();
  // In another channel of the same server they are the same person.
  expect(await ask({}, { ...DISCORD_CHANNEL, channel: "c2" })).toBeDefined();
});

it("does not count what is refused for another reason", async () => {
  const { ask } = setUp({ allowed: { channels: ["c1", "C1"] } });
  await ask({}, { ...DISCORD_CHANNEL, channel: "c2" });
  await ask({ isBot: true });
  expect(await ask()).toBeUndefined();
  await ask({ readHome: async () => "T2" }, SLACK_CHANNEL);
  expect(await ask({}, SLACK_CHANNEL)).toBeUndefined();
});

it.each(["de", "fr"])("refuses in the person's language: %s", async (locale) => {
  const { ask } = setUp({ allowed: { channels: ["c1"] } });
  const elsewhere = { ...DISCORD_CHANNEL, channel: "c2" };
  expect(await ask({ locale }, elsewhere)).toBe(said("answer.not-allowed-here", {}, { locale }));
  expect(await ask({ isBot: true, locale })).toBe(said("answer.people-only", {}, { locale }));
  await ask();
  expect(await ask({ locale })).toBe(tooOften(1, 60_000, locale));
});

it("suggests to people only, in channels that the allow lists have, and as often as they type", async () => {
  const { guard, ask } = setUp({ allowed: { channels: ["c1"] } });
  const channel = DISCORD_CHANNEL;
  for (let key = 0; key < 5; key += 1) expect(guard.mayComplete({ channel })).toBe(true);
  expect(guard.mayComplete({ channel, isBot: true })).toBe(false);
  expect(guard.mayComplete({ channel: { ...channel, channel: "c2" } })).toBe(false);
  expect(await ask()).toBeUndefined();
});

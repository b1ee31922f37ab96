/**
 * The Discord stand-in: REST v10 and the gateway on one loopback port, with one guild, one channel and two people to begin
 * with. What it does and does not of the real thing is said at the head of each file it is made of.
 */
import type { EventEmitter } from "node:events";
import { createFaultDesk } from "./rest/fault-queue.ts";
import { createGateway } from "./gateway/gateway.ts";
import { createListener } from "./rest/listener.ts";
import { createOperator } from "./guilds/administration.ts";
import { expireUnanswered } from "./interactions/interaction.ts";
import { createRateLimiter } from "./rest/rate-limiter.ts";
import { renderCommand } from "./commands/command-routes.ts";
import { handleRequest } from "./rest/rest-server.ts";
import { createScreens } from "./messages/visible-messages.ts";
import { createWorld, type World } from "./state.ts";
import { completeOption, typeCommand } from "./commands/type-command.ts";
import { chooseChannels, chooseOptions, pressButton } from "./interactions/use-component.ts";
import { waitForChange } from "./wait-for-change.ts";
import type { DiscordSandbox } from "./discord-sandbox.ts";
import type { DiscordSandboxOptions } from "./user-actions.ts";

const MINUTE_MS = 60_000;

/** Starts a stand-in on a free port, or the given one. */
export async function createDiscordSandbox(
  options: DiscordSandboxOptions = {},
): Promise<DiscordSandbox> {
  const world = createWorld({
    token: options.token,
    nonceWindowMs: options.nonceWindowMs ?? 5 * MINUTE_MS,
    maxOldEdits: options.maxOldEdits ?? 30,
  });
  const desk = createFaultDesk();
  const limiter = createRateLimiter(world, options.rateLimits ?? false);
  const gateway = createGateway(world, options.heartbeatIntervalMs ?? 41_250);
  const listener = createListener({
    port: options.port ?? 0,
    request: (incoming, response) =>
      void handleRequest(world, { desk, limiter }, { incoming, response }),
    upgrade: gateway.upgrade,
  });
  world.origin = await listener.listen();

  const operator = createOperator(world);
  const users = [
    operator.addUser({ username: "ada", globalName: "Ada" }),
    operator.addUser({ username: "grace", globalName: "Grace" }),
  ] as const;
  const { uploadLimitBytes } = options;
  const guildId = operator.addGuild({
    name: "Film club",
    ...(uploadLimitBytes === undefined ? {} : { uploadLimitBytes }),
  });
  const channelId = operator.addChannel({ guildId, name: "videos" });
  const defaults = { guildId, channelId, users };

  const sandbox: DiscordSandbox = {
    ...createView(world, defaults),
    ...createScreens(world, channelId),
    ...operator,
    addChannel: (channel) => operator.addChannel({ guildId, ...channel }),
    ...createDeeds(world, { channelId, userId: users[0].id }),
    waitFor: (probe, timeoutMs = 10_000) =>
      waitForChange(world, () => probe(sandbox), {
        timeoutMs,
        describe: () => `a condition; violations: ${JSON.stringify(world.violations)}`,
      }),
    failNext: desk.failNext,
    gateway: gateway.control,
    pause: listener.pause,
    resume: async () => void (await listener.listen()),
    close: listener.pause,
    [Symbol.asyncDispose]: listener.pause,
  };
  return sandbox;
}

type Deeds = Pick<
  DiscordSandbox,
  "command" | "complete" | "pressButton" | "chooseChannels" | "chooseOptions"
>;

/** What people do to the bot; asynchronous, so that what the client would not let them do rejects. */
const createDeeds = (world: World, usual: { channelId: string; userId: string }): Deeds => ({
  command: async (order) => typeCommand(world, { ...usual, ...order }),
  complete: async (order) => completeOption(world, { ...usual, ...order }),
  pressButton: async (order) => pressButton(world, { ...usual, ...order }),
  chooseChannels: async (order) => chooseChannels(world, { ...usual, ...order }),
  chooseOptions: async (order) => chooseOptions(world, { ...usual, ...order }),
});

type View = Pick<
  DiscordSandbox,
  | "apiUrl"
  | "token"
  | "applicationId"
  | "botUserId"
  | "guildId"
  | "channelId"
  | "users"
  | "commands"
  | "registrations"
  | "on"
  | "advanceTime"
  | "requests"
  | "violations"
>;

function createView(
  world: World,
  defaults: Pick<DiscordSandbox, "guildId" | "channelId" | "users">,
): View {
  return {
    ...defaults,
    apiUrl: `${world.origin}/api`,
    token: world.token,
    applicationId: world.application.id,
    botUserId: world.bot.id,
    commands: (guildId) =>
      world.commands
        .filter((command) => command.guildId === guildId)
        .map((command) => ({
          id: command.id,
          name: String(command.definition["name"]),
          guildId: command.guildId,
          raw: renderCommand(world, command),
        })),
    registrations: world.registrations,
    on: (event, listener) => {
      // The emitter's own types cannot follow a generic event name.
      const emitter = world.events as EventEmitter;
      const plain = listener as (...args: unknown[]) => void;
      emitter.on(event, plain);
      return () => void emitter.off(event, plain);
    },
    advanceTime: (byMs) => {
      world.advanceTime(byMs);
      for (const interaction of world.interactions.values()) expireUnanswered(world, interaction);
    },
    requests: world.requests,
    violations: world.violations,
  };
}

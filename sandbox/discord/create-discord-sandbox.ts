/**
 * The Discord stand-in: REST v10 and the gateway on one loopback port, with one guild, one channel and two users to begin
 * with. The head of each file says what of the real Discord it does and does not implement.
 */
import type { EventEmitter } from "node:events";
import { createFaultQueue } from "./rest/fault-queue.ts";
import { createGateway } from "./gateway/gateway.ts";
import { signedHeaders } from "./http/application-keys.ts";
import { saveTarget } from "./http/send-by-http.ts";
import { createListener } from "./rest/listener.ts";
import { createAdministration } from "./guilds/administration.ts";
import { expireUnanswered } from "./interactions/interaction.ts";
import { createRateLimiter } from "./rest/rate-limiter.ts";
import { renderCommand } from "./commands/command-routes.ts";
import { handleRequest } from "./rest/rest-server.ts";
import { createVisibleState } from "./visible-state.ts";
import { createDiscordState, type DiscordState } from "./discord-state.ts";
import { completeOption, typeCommand } from "./commands/type-command.ts";
import { useMessageCommand } from "./commands/use-message-command.ts";
import { chooseChannels, chooseOptions, pressButton } from "./interactions/use-component.ts";
import { waitForChange } from "./wait-for-change.ts";
import type { DiscordSandbox } from "./discord-sandbox.ts";
import type { DiscordSandboxOptions } from "./discord-sandbox-options.ts";

const MINUTE_MS = 60_000;

/** Starts a stand-in on the given port, by default a free one. */
export async function createDiscordSandbox(
  options: DiscordSandboxOptions = {},
): Promise<DiscordSandbox> {
  const state = createDiscordState(settingsOf(options));
  const faults = createFaultQueue();
  const limiter = createRateLimiter(state, options.rateLimits ?? false);
  const gateway = createGateway(state, {
    heartbeatIntervalMs: options.heartbeatIntervalMs ?? 41_250,
    limitsIdentifies: options.rateLimits ?? false,
  });
  const listener = createListener({
    port: options.port ?? 0,
    request: (incoming, response) =>
      void handleRequest(state, { faults, limiter }, { incoming, response }),
    upgrade: gateway.upgrade,
  });
  state.origin = await listener.listen();

  const administration = createAdministration(state);
  const users = [
    administration.addUser({ username: "ada", globalName: "Ada" }),
    administration.addUser({ username: "grace", globalName: "Grace" }),
  ] as const;
  const { uploadLimitBytes } = options;
  const guildId = administration.addGuild({
    name: "Film club",
    ...(uploadLimitBytes === undefined ? {} : { uploadLimitBytes }),
  });
  const channelId = administration.addChannel({ guildId, name: "videos" });
  const defaults = { guildId, channelId, users };

  const sandbox: DiscordSandbox = {
    ...createView(state, defaults),
    ...createVisibleState(state, channelId),
    ...administration,
    addChannel: (channel) => administration.addChannel({ guildId, ...channel }),
    ...createUserActions(state, { channelId, userId: users[0].id }),
    waitFor: (probe, timeoutMs = 10_000) =>
      waitForChange(state, () => probe(sandbox), {
        timeoutMs,
        describe: () => `a condition; violations: ${JSON.stringify(state.violations)}`,
      }),
    failNext: faults.failNext,
    gateway: gateway.control,
    sendByHttp: (target) => saveTarget(state, target),
    pause: listener.pause,
    resume: async () => void (await listener.listen()),
    close: listener.pause,
    [Symbol.asyncDispose]: listener.pause,
  };
  return sandbox;
}

const settingsOf = (options: DiscordSandboxOptions): Parameters<typeof createDiscordState>[0] => ({
  token: options.token,
  nonceWindowMs: options.nonceWindowMs ?? 5 * MINUTE_MS,
  maxOldEdits: options.maxOldEdits ?? 30,
  keepsFiles: options.keepsFiles ?? true,
  sharding: {
    shards: options.shards ?? 1,
    maxConcurrency: options.maxConcurrency ?? 1,
    minShards: options.minShards ?? 1,
  },
});

type UserActions = Pick<
  DiscordSandbox,
  "command" | "useMenu" | "complete" | "pressButton" | "chooseChannels" | "chooseOptions"
>;

/** The users' actions. They are asynchronous, so that what Discord's client would not allow rejects. */
const createUserActions = (
  state: DiscordState,
  usual: { channelId: string; userId: string },
): UserActions => ({
  command: async (action) => typeCommand(state, { ...usual, ...action }),
  useMenu: async (action) => useMessageCommand(state, { ...usual, ...action }),
  complete: async (action) => completeOption(state, { ...usual, ...action }),
  pressButton: async (action) => pressButton(state, { ...usual, ...action }),
  chooseChannels: async (action) => chooseChannels(state, { ...usual, ...action }),
  chooseOptions: async (action) => chooseOptions(state, { ...usual, ...action }),
});

const registered = (
  state: DiscordState,
  type: 1 | 3,
  ofGuild: string | undefined,
): ReturnType<DiscordSandbox["commands"]> =>
  state.commands
    .filter(({ guildId, definition }) => guildId === ofGuild && definition["type"] === type)
    .map((command) => ({
      id: command.id,
      name: String(command.definition["name"]),
      guildId: command.guildId,
      raw: renderCommand(state, command),
    }));

type View = Pick<
  DiscordSandbox,
  | "apiUrl"
  | "token"
  | "applicationId"
  | "botUserId"
  | "publicKey"
  | "sentByHttp"
  | "signedHeaders"
  | "guildId"
  | "channelId"
  | "users"
  | "commands"
  | "messageCommands"
  | "registrations"
  | "on"
  | "advanceTime"
  | "requests"
  | "violations"
>;

function createView(
  state: DiscordState,
  defaults: Pick<DiscordSandbox, "guildId" | "channelId" | "users">,
): View {
  return {
    ...defaults,
    apiUrl: `${state.origin}/api`,
    token: state.token,
    applicationId: state.application.id,
    botUserId: state.bot.id,
    publicKey: state.keys.publicKey,
    sentByHttp: state.sentByHttp,
    signedHeaders: (body, timestamp = String(Math.floor(state.now() / 1000))) =>
      signedHeaders(state.keys, { body, timestamp }),
    commands: (guildId) => registered(state, 1, guildId),
    messageCommands: (guildId) => registered(state, 3, guildId),
    registrations: state.registrations,
    on: (event, listener) => {
      // The emitter's own types cannot follow a generic event name.
      const emitter = state.events as EventEmitter;
      const plain = listener as (...args: unknown[]) => void;
      emitter.on(event, plain);
      return () => void emitter.off(event, plain);
    },
    advanceTime: (byMs) => {
      state.advanceTime(byMs);
      for (const interaction of state.interactions.values()) expireUnanswered(state, interaction);
    },
    requests: state.requests,
    violations: state.violations,
  };
}

import { ChannelType, PermissionsBitField, type Client } from "discord.js";
import { onTestFinished } from "vitest";
import { INVITE_PERMISSIONS } from "../../../src/adapters/discord/access/permissions.ts";
import type { DiscordApi } from "../../../src/adapters/discord/api/api.ts";
import { lookUpIn } from "../../../src/adapters/discord/gateway/cached-channels.ts";
import { createClient, knowledgeOf } from "../../../src/adapters/discord/gateway/client.ts";
import { DiscordInteractions } from "../../../src/adapters/discord/interactions/interactions.ts";
import { readInteraction } from "../../../src/adapters/discord/interactions/read-interaction.ts";
import { IdentifyLimiter } from "../../../src/adapters/discord/sdk/identify-limiter.ts";
import type { Handlers } from "../../../src/core/invocation.ts";
import type { Clock } from "../../../src/core/ports/clock.ts";
import type { Logger } from "../../../src/core/ports/logger.ts";

/** A request of the adapter. */
export type SentRequest = Parameters<DiscordApi["request"]>[0];

interface Options {
  readonly handlers: Handlers;
  readonly log: Logger;
  readonly clock: Clock;
  /** What the cache knows the bot to lack in the channel; `undefined` if it does not know the channel. */
  readonly missing?: readonly string[] | undefined;
  /** Default: Discord takes everything. */
  readonly answer?: ((request: SentRequest) => Promise<unknown>) | undefined;
}

/** The adapter's intake of interactions, with a client of discord.js that is not connected. It ends with the test. */
export function startOfflineClient({ handlers, log, clock, missing, answer }: Options) {
  const requests: SentRequest[] = [];
  const { client } = createClient({
    apiUrl: "http://127.0.0.1:9/api",
    api: { makeRequest: () => Promise.reject(new Error("the client makes no request")) },
    gatewayTimeoutMs: 1_000,
    pace: new IdentifyLimiter(clock),
    log,
    clock,
    onInteraction: () => {},
  });
  onTestFinished(() => client.destroy());
  Object.assign(client, { user: { id: "99999999999999999" } });
  if (missing) knowChannel(client, missing);
  const interactions = new DiscordInteractions({
    handlers,
    log,
    clock,
    api: {
      request: async (request) => {
        requests.push(request);
        return answer?.(request);
      },
    },
    lookUp: lookUpIn(client),
  });
  interactions.startCommands();
  return {
    requests,
    interactions,
    /** Takes an event of the gateway. Resolves once it is dealt with. */
    take: async (event: unknown): Promise<void> => {
      const interaction = readInteraction(event, { known: knowledgeOf(client), log });
      if (interaction) await interactions.take(interaction);
    },
  };
}

/** Lets the gateway announce a server in which the bot has all permissions but these. */
function knowChannel(client: Client, missing: readonly string[]): void {
  const bits = INVITE_PERMISSIONS.filter(({ name }) => !missing.includes(name));
  const permissions = new PermissionsBitField(bits.map(({ bit }) => bit)).bitfield.toString();
  const { guilds } = client as unknown as { guilds: { _add(guild: object): void } };
  guilds._add({
    id: "4",
    channels: [{ id: "33333333333333333", type: ChannelType.GuildText }],
    roles: [{ id: "4", permissions }],
    members: [{ user: client.user, roles: [] }],
  });
}

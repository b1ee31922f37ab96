import { ChannelType, PermissionsBitField, type Client } from "discord.js";
import { onTestFinished } from "vitest";
import { INVITE_PERMISSIONS } from "../../../src/adapters/discord/access/permissions.ts";
import { createClient } from "../../../src/adapters/discord/gateway/client.ts";
import type { DiscordInteractions } from "../../../src/adapters/discord/interactions/interactions.ts";
import { IdentifyLimiter } from "../../../src/adapters/discord/sdk/identify-limiter.ts";
import { completePayload } from "../../../src/adapters/discord/sdk/complete-payload.ts";
import type { Clock } from "../../../src/core/ports/clock.ts";
import type { Logger } from "../../../src/core/ports/logger.ts";

/** A request as discord.js would have sent it. */
export interface SentRequest {
  readonly method: string;
  /** Without the query. */
  readonly route: string;
  readonly body: unknown;
  readonly signal: AbortSignal | undefined;
}

interface Options {
  readonly interactions: DiscordInteractions;
  readonly log: Logger;
  readonly clock: Clock;
  /** What the cache knows the bot to lack in the channel; `undefined` if it does not know the channel. */
  readonly missing?: readonly string[] | undefined;
  /** Default: Discord takes everything. */
  readonly answer?: ((request: SentRequest) => Promise<unknown>) | undefined;
}

/** The adapter's client of discord.js without a connection. It ends with the test. */
export function startOfflineClient({ interactions, log, clock, missing, answer }: Options) {
  const requests: SentRequest[] = [];
  let taken = Promise.resolve();
  const { client } = createClient({
    apiUrl: "http://127.0.0.1:9/api",
    api: {
      makeRequest: async (url, { method = "GET", body, signal }) => {
        const request = {
          method,
          route: new URL(url).pathname.replace("/api/v10", ""),
          body: typeof body === "string" ? (JSON.parse(body) as unknown) : body,
          signal: signal instanceof AbortSignal ? signal : undefined,
        };
        requests.push(request);
        return Response.json((await answer?.(request)) ?? {});
      },
    },
    gatewayTimeoutMs: 1_000,
    pace: new IdentifyLimiter(clock),
    log,
    clock,
    onInteraction: (interaction) => {
      taken = interactions.take(interaction);
    },
  });
  onTestFinished(() => client.destroy());
  Object.assign(client, { user: { id: "99999999999999999" } });
  if (missing) knowChannel(client, missing);
  // What the client does with an event of the gateway.
  const { actions } = client as unknown as {
    actions: { InteractionCreate: { handle(payload: object): void } };
  };
  return {
    requests,
    /** Resolves once the interaction is dealt with. */
    take: async (event: unknown): Promise<void> => {
      taken = Promise.resolve();
      const payload = completePayload(event, { client, log });
      if (payload) actions.InteractionCreate.handle(payload);
      await taken;
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

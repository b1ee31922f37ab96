import { Client, Events, GatewayIntentBits } from "discord.js";
import { AttemptLog } from "../../../core/attempt-log.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { withTimeout } from "../../../core/time/with-timeout.ts";
import { restOptions, type DiscordApi } from "../api/api.ts";
import { toPlatformError } from "../errors.ts";
import { passEventsOnEarly } from "../sdk/pass-events-on-early.ts";
import type { IdentifyLimiter } from "../sdk/identify-limiter.ts";
import { shardingOptions } from "../sdk/sharding-options.ts";
import type { Interaction } from "../interactions/interaction.ts";
import { readInteraction, type Knowledge } from "../interactions/read-interaction.ts";
import { makeCache } from "./cache.ts";
import { cachedChannel } from "./cached-channels.ts";

/** Options of {@link createClient}. */
export interface ClientOptions {
  readonly apiUrl: string;
  readonly api: Pick<DiscordApi, "makeRequest">;
  /** Deadline of each answer of Discord before a session is established. */
  readonly gatewayTimeoutMs: number;
  /** The same for all clients: Discord counts them together. */
  readonly pace: IdentifyLimiter;
  /** Default: as many as Discord recommends, all of them here. */
  readonly shards?: ShardChoice | undefined;
  readonly log: Logger;
  readonly clock: Clock;
  readonly onInteraction: (interaction: Interaction) => void;
}

/** The shards of this process. */
export interface ShardChoice {
  /** Shards of all processes together. */
  readonly count: number;
  readonly ids: readonly number[];
}

/** Without it, a peer that no longer answers delays the close handshake by 30 s. */
const CLOSE_TIMEOUT_MS = 2_000;

/** Creates a discord.js client that is not connected yet. */
export function createClient(options: ClientOptions): {
  readonly client: Client;
  /** Failed attempts at a connection since it was lost. */
  readonly failures: AttemptLog;
  readonly isClosed: () => boolean;
  readonly close: () => Promise<void>;
} {
  const { apiUrl, api, log, clock, gatewayTimeoutMs: timeoutMs, pace, onInteraction } = options;
  const { shards } = options;
  let closed = false;
  const client: Client = new Client({
    intents: [GatewayIntentBits.Guilds],
    ...(shards ? { shards: shards.ids, shardCount: shards.count } : { shards: "auto" }),
    makeCache,
    waitGuildTimeout: 0,
    rest: restOptions(apiUrl, api.makeRequest),
    ws: shardingOptions({
      clock,
      log,
      pace,
      timeoutMs,
      isClosed: () => closed,
      onInteraction: (payload) => {
        const interaction = readInteraction(payload, { known: knowledgeOf(client), log });
        if (interaction && !closed) onInteraction(interaction);
      },
    }),
  });
  passEventsOnEarly(client);
  // Without a listener an "error" event would end the process.
  client.on(Events.Error, (err) => log.warn({ platform: "discord", err }, "discord.failed"));
  // discord.js tries again every few seconds, for as long as it takes.
  const failures = new AttemptLog({ clock, log });
  client.on(Events.ShardError, (error) => {
    const fields = { platform: "discord", err: toPlatformError(error) };
    failures.failed("discord", fields, { event: "discord.connection_failed" });
  });
  return {
    failures,
    client,
    isClosed: () => closed,
    close: async () => {
      closed = true;
      await withTimeout(client.destroy(), { clock, timeoutMs: CLOSE_TIMEOUT_MS });
    },
  };
}

/** What the gateway told. */
export const knowledgeOf = (client: Client): Knowledge => ({
  applicationId: client.application?.id ?? client.user?.id,
  channel: (id) => cachedChannel(client, id),
});

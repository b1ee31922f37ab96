import {
  Client,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayCloseCodes,
  GatewayDispatchEvents,
  GatewayIntentBits,
  type GatewayReadyDispatchData,
} from "discord.js";
import { AttemptLog } from "../../../core/attempt-log.ts";
import { ConfigError, PlatformError } from "../../../core/errors.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { withTimeout } from "../../../core/time/with-timeout.ts";
import type { MissingInChannel } from "../access/access.ts";
import { restOptions, type DiscordApi } from "../api/api.ts";
import { makeCache } from "./cache.ts";
import { isTokenRefusal, toPlatformError } from "../errors.ts";
import { missingFrom, neededPermissions } from "../access/permissions.ts";
import type { IdentifyLimiter } from "./identify-limiter.ts";
import type { GuildOfChannel } from "../access/sharing.ts";
import { shardingOptions } from "./sharding.ts";

/** What connecting needs. */
export interface GatewayOptions {
  readonly token: string;
  readonly apiUrl: string;
  readonly api: DiscordApi;
  /** Deadline of each answer of Discord before a session is established. */
  readonly gatewayTimeoutMs: number;
  /** The same for all attempts: Discord counts them together. */
  readonly pace: IdentifyLimiter;
  readonly log: Logger;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onInteraction: (interaction: unknown) => void;
  /** Told when a connection that was made is lost, and when discord.js has it back. */
  readonly onConnected: (connected: boolean) => void;
  /** Called once where Discord ends a connection that was made, so that discord.js will not renew it. */
  readonly onEnd: () => void;
}

/** A gateway connection, which discord.js keeps up from now on for as long as Discord lets it. */
export interface Gateway {
  readonly applicationId: string;
  readonly botUserId: string;
  readonly missingInChannel: MissingInChannel;
  readonly guildOfChannel: GuildOfChannel;
  close(): Promise<void>;
}

/** A peer that no longer answers would hold the close hand-shake for 30 s. */
const CLOSE_TIMEOUT_MS = 2_000;
const TOKEN_REFUSED: ReadonlySet<number> = new Set([GatewayCloseCodes.AuthenticationFailed]);
const INTENTS_REFUSED: ReadonlySet<number> = new Set([
  GatewayCloseCodes.InvalidIntents,
  GatewayCloseCodes.DisallowedIntents,
]);

/** One attempt. Rejects with a ConfigError where Discord refuses the bot, else with a PlatformError. */
export async function connectGateway(options: GatewayOptions): Promise<Gateway> {
  const { token, signal } = options;
  const { client, close, isClosed, troubles } = createClient(options);
  const failed = Promise.withResolvers<never>();
  const onAbort = (): void => failed.reject(stopped());
  signal.addEventListener("abort", onAbort, { once: true });
  const onDisconnect = ({ code }: { code: number }): void => failed.reject(toCloseError(code));
  const onReconnecting = (): void =>
    failed.reject(new PlatformError("unavailable", "Discord's gateway closed the connection"));
  client.once(Events.ShardDisconnect, onDisconnect);
  client.once(Events.ShardReconnecting, onReconnecting);
  const ready = new Promise<GatewayReadyDispatchData>((resolve) => {
    client.ws.once(GatewayDispatchEvents.Ready, resolve);
  });
  try {
    signal.throwIfAborted();
    const connected = Promise.all([ready, client.login(token)]);
    const [{ application, user }] = await Promise.race([connected, failed.promise]);
    client.off(Events.ShardDisconnect, onDisconnect);
    client.off(Events.ShardReconnecting, onReconnecting);
    watch(client, { ...options, isClosed, troubles });
    return {
      // Newer bots have two ids; those of servers that send none are the same.
      applicationId: (application as { id: string } | undefined)?.id ?? user.id,
      botUserId: user.id,
      missingInChannel: (channelId) => missingInChannel(client, channelId),
      guildOfChannel: (channelId) => guildOfChannel(client, channelId),
      close,
    };
  } catch (error) {
    await close();
    throw signal.aborted ? stopped() : toStartError(error);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function createClient(options: GatewayOptions) {
  const { apiUrl, api, log, clock, gatewayTimeoutMs: timeoutMs, pace, onInteraction } = options;
  let closed = false;
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    shards: "auto",
    makeCache,
    rest: restOptions(apiUrl, api.makeRequest),
    ws: shardingOptions({ clock, log, pace, timeoutMs, isClosed: () => closed }),
  });
  // The raw event: discord.js holds its own `interactionCreate` back until every server has loaded, for up to 15 s.
  client.ws.on(GatewayDispatchEvents.InteractionCreate, (interaction: unknown) => {
    if (!closed) onInteraction(interaction);
  });
  // Without a listener an "error" event would end the process.
  client.on(Events.Error, (err) => log.warn({ platform: "discord", err }, "discord.failed"));
  // discord.js tries again every few seconds, for as long as it takes.
  const troubles = new AttemptLog({ clock, log });
  client.on(Events.ShardError, (error) => {
    const fields = { platform: "discord", err: toPlatformError(error) };
    troubles.failed("discord", fields, { event: "discord.connection_failed" });
  });
  return {
    troubles,
    client,
    isClosed: () => closed,
    close: async () => {
      closed = true;
      await withTimeout(client.destroy(), { clock, timeoutMs: CLOSE_TIMEOUT_MS });
    },
  };
}

/** One line when the connection is lost, one when it is back, one when discord.js will not bring it back. */
function watch(
  client: Client,
  {
    log,
    onConnected,
    onEnd,
    isClosed,
    troubles,
  }: GatewayOptions & { isClosed: () => boolean; troubles: AttemptLog },
): void {
  const lost = new Set<number>();
  const onBack = (_data: unknown, shardId: number): void => {
    if (!lost.delete(shardId) || lost.size > 0) return;
    log.info({ platform: "discord", ...troubles.over("discord") }, "discord.reconnected");
    onConnected(true);
  };
  client.on(Events.ShardReconnecting, (shardId) => {
    // discord.js says so of a connection that is closed on purpose, too.
    if (isClosed()) return;
    if (lost.size === 0) {
      log.warn({ platform: "discord" }, "discord.reconnecting");
      onConnected(false);
    }
    lost.add(shardId);
  });
  // The raw events: discord.js waits for every server to load before it calls a shard ready, for up to 15 s.
  client.ws.on(GatewayDispatchEvents.Resumed, onBack);
  client.ws.on(GatewayDispatchEvents.Ready, onBack);
  client.once(Events.ShardDisconnect, ({ code }) => {
    if (isClosed()) return;
    const err = toCloseError(code);
    log.error({ platform: "discord", closeCode: code, err }, "discord.disconnected");
    onConnected(false);
    onEnd();
  });
}

function missingInChannel(client: Client, channelId: string): readonly string[] | undefined {
  const channel = client.channels.cache.get(channelId);
  if (!channel || channel.isDMBased() || !client.user) return undefined;
  const permissions = channel.permissionsFor(client.user.id);
  if (!permissions) return undefined;
  return missingFrom(permissions.bitfield, neededPermissions({ isThread: channel.isThread() }));
}

function guildOfChannel(client: Client, channelId: string): string | undefined {
  const channel = client.channels.cache.get(channelId);
  return channel && "guildId" in channel ? (channel.guildId ?? undefined) : undefined;
}

const stopped = (): PlatformError =>
  new PlatformError("unavailable", "stopped while connecting to Discord");

/** The refusal of a bot token, with the cure. */
export function tokenProblem(cause?: unknown): ConfigError {
  const problem =
    "DISCORD_TOKEN: Discord refuses this token. Copy it anew from the developer portal (your application → Bot → Reset Token)";
  return new ConfigError([problem], { cause });
}

function toCloseError(code: number): Error {
  if (TOKEN_REFUSED.has(code)) return tokenProblem();
  if (!INTENTS_REFUSED.has(code))
    return new PlatformError(
      "unavailable",
      `Discord's gateway closed for good (${code}). The relay connects anew; should this happen again, update it`,
    );
  return new ConfigError([
    `DISCORD_TOKEN: Discord refuses the intent "Guilds" to this bot (gateway close ${code}). Check in the developer portal that the application is a working bot`,
  ]);
}

function toStartError(error: unknown): Error {
  if (error instanceof ConfigError) return error;
  const isInvalid =
    error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;
  return isInvalid || isTokenRefusal(error) ? tokenProblem(error) : toPlatformError(error);
}

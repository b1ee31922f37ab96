import {
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayCloseCodes,
  GatewayDispatchEvents,
  type Client,
  type GatewayReadyDispatchData,
} from "discord.js";
import type { AttemptLog } from "../../../core/attempt-log.ts";
import { ConfigError, PlatformError } from "../../../core/errors.ts";
import { missingInChannel, type MissingInChannel } from "../access/permissions.ts";
import { isTokenRefusal, toPlatformError } from "../errors.ts";
import { createClient, type ClientOptions } from "./client.ts";

/** Options of {@link connectGateway}. */
export interface GatewayOptions extends ClientOptions {
  readonly token: string;
  readonly signal: AbortSignal;
  /** Told when a connection that was made is lost, and when discord.js has it back. */
  readonly onConnected: (connected: boolean) => void;
  /** Called once if Discord ends a connection that was made, so that discord.js will not renew it. */
  readonly onEnd: () => void;
}

/** A gateway connection, which discord.js keeps up from now on for as long as Discord lets it. */
export interface Gateway {
  readonly applicationId: string;
  readonly botUserId: string;
  readonly missingInChannel: MissingInChannel;
  close(): Promise<void>;
}

const TOKEN_REFUSED: ReadonlySet<number> = new Set([GatewayCloseCodes.AuthenticationFailed]);
const INTENTS_REFUSED: ReadonlySet<number> = new Set([
  GatewayCloseCodes.InvalidIntents,
  GatewayCloseCodes.DisallowedIntents,
]);

/** One attempt. Rejects with a ConfigError if Discord refuses the bot, else with a PlatformError. */
export async function connectGateway(options: GatewayOptions): Promise<Gateway> {
  const { token, signal } = options;
  const { client, close, isClosed, failures } = createClient(options);
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
    watch(client, { ...options, isClosed, failures });
    return {
      // Newer bots have two ids; those of servers that send none are the same.
      applicationId: (application as { id: string } | undefined)?.id ?? user.id,
      botUserId: user.id,
      missingInChannel: (channelId) => missingInChannel(client, channelId),
      close,
    };
  } catch (error) {
    await close();
    throw signal.aborted ? stopped() : toStartError(error);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** One line when the connection is lost, one when it is back, one when discord.js will not bring it back. */
function watch(
  client: Client,
  {
    log,
    onConnected,
    onEnd,
    isClosed,
    failures,
  }: GatewayOptions & { isClosed: () => boolean; failures: AttemptLog },
): void {
  const lost = new Set<number>();
  const onBack = (_data: unknown, shardId: number): void => {
    if (!lost.delete(shardId) || lost.size > 0) return;
    log.info({ platform: "discord", ...failures.over("discord") }, "discord.reconnected");
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

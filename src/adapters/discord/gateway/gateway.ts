import {
  DiscordjsError,
  DiscordjsErrorCodes,
  GatewayCloseCodes,
  GatewayDispatchEvents,
  type GatewayReadyDispatchData,
} from "discord.js";
import type { AttemptLog } from "../../../core/attempt-log.ts";
import { ConfigError, PlatformError } from "../../../core/errors.ts";
import type { ConnectionAttempt, EstablishedConnection } from "../connection.ts";
import { isTokenRefusal, tokenProblem, toPlatformError } from "../errors.ts";
import { lookUpIn } from "./cached-channels.ts";
import { createClient, type ClientOptions } from "./client.ts";
import { watchShards, type ShardWatch } from "./watch-shards.ts";

/** Options of {@link connectGateway}. */
export interface GatewayOptions extends ClientOptions, ConnectionAttempt {
  readonly token: string;
  /** Called with `false` when an established connection is lost, and with `true` when discord.js has restored it. */
  readonly onConnected: (connected: boolean) => void;
}

const TOKEN_REFUSED: ReadonlySet<number> = new Set([GatewayCloseCodes.AuthenticationFailed]);
const TOO_FEW_SHARDS: ReadonlySet<number> = new Set([GatewayCloseCodes.ShardingRequired]);
const INTENTS_REFUSED: ReadonlySet<number> = new Set([
  GatewayCloseCodes.InvalidIntents,
  GatewayCloseCodes.DisallowedIntents,
]);

/**
 * Makes one attempt to connect: resolves once every shard of this process is ready. Rejects with a ConfigError if Discord
 * refuses the bot, otherwise with a PlatformError.
 */
export async function connectGateway(options: GatewayOptions): Promise<EstablishedConnection> {
  const { token, signal, log } = options;
  const { client, close, isClosed, failures } = createClient(options);
  const failed = Promise.withResolvers<never>();
  const onAbort = (): void => failed.reject(stopped());
  signal.addEventListener("abort", onAbort, { once: true });
  const first = new Promise<GatewayReadyDispatchData>((resolve) => {
    client.ws.once(GatewayDispatchEvents.Ready, resolve);
  });
  const shards = watchShards(client, isClosed);
  shards.onLost = () => {
    // Once a shard is ready, Discord can be reached, and discord.js restores the others: to begin anew would cost sessions.
    if (!shards.hasBegun)
      failed.reject(new PlatformError("unavailable", "Discord's gateway closed the connection"));
  };
  shards.onEnd = (code) => failed.reject(toCloseError(code, options));
  try {
    signal.throwIfAborted();
    const connected = Promise.all([first, client.login(token).then(() => shards.allReady())]);
    const [{ application, user }] = await Promise.race([connected, failed.promise]);
    reportChanges(shards, { ...options, failures });
    if (client.ws.shards.size > 1)
      log.info({ platform: "discord", shards: [...client.ws.shards.keys()] }, "discord.sharded");
    return {
      // Newer bots have an application id of their own. Without one in READY, it equals the user id.
      applicationId: (application as { id: string } | undefined)?.id ?? user.id,
      botUserId: user.id,
      lookUp: lookUpIn(client),
      close,
    };
  } catch (error) {
    await close();
    throw signal.aborted ? stopped() : toStartError(error);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** Logs one line when the connection is lost, one when it is back, and one if discord.js will not restore it. */
function reportChanges(
  shards: ShardWatch,
  options: GatewayOptions & { failures: AttemptLog },
): void {
  const { log, onConnected, onEnd, failures } = options;
  shards.onLost = () => {
    log.warn({ platform: "discord" }, "discord.reconnecting");
    onConnected(false);
  };
  shards.onAllBack = () => {
    log.info({ platform: "discord", ...failures.over("discord") }, "discord.reconnected");
    onConnected(true);
  };
  shards.onEnd = (closeCode) => {
    const err = toCloseError(closeCode, options);
    log.error({ platform: "discord", closeCode, err }, "discord.disconnected");
    onConnected(false);
    onEnd();
  };
}

const stopped = (): PlatformError =>
  new PlatformError("unavailable", "stopped while connecting to Discord");

function toCloseError(code: number, { shards }: Pick<GatewayOptions, "shards">): Error {
  if (TOKEN_REFUSED.has(code)) return tokenProblem();
  if (shards && TOO_FEW_SHARDS.has(code))
    return new ConfigError([
      "DISCORD_SHARDS is too low: Discord refuses so many servers in one shard, set it to auto or to a higher number",
    ]);
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

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
import type { ConnectionAttempt, EstablishedConnection } from "../connection.ts";
import { isTokenRefusal, tokenProblem, toPlatformError } from "../errors.ts";
import { lookUpIn } from "./cached-channels.ts";
import { createClient, type ClientOptions } from "./client.ts";

/** Options of {@link connectGateway}. */
export interface GatewayOptions extends ClientOptions, ConnectionAttempt {
  readonly token: string;
  /** Called with `false` when an established connection is lost, and with `true` when discord.js has restored it. */
  readonly onConnected: (connected: boolean) => void;
}

const TOKEN_REFUSED: ReadonlySet<number> = new Set([GatewayCloseCodes.AuthenticationFailed]);
const INTENTS_REFUSED: ReadonlySet<number> = new Set([
  GatewayCloseCodes.InvalidIntents,
  GatewayCloseCodes.DisallowedIntents,
]);

/** Makes one attempt to connect. Rejects with a ConfigError if Discord refuses the bot, otherwise with a PlatformError. */
export async function connectGateway(options: GatewayOptions): Promise<EstablishedConnection> {
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
    // discord.js also emits this for a connection that is closed on purpose.
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

/**
 * The Socket Mode connection: each socket is a {@link SocketLink} of its own, and the loop below decides what comes next. On
 * Slack's notice of a refresh, the next one is opened while the last still works.
 */
import { AttemptLog } from "../../../core/attempt-log.ts";
import { ConfigError, PlatformError } from "../../../core/errors.ts";
import { backOffMs } from "../../../core/time/back-off.ts";
import { sleep } from "../../../core/time/sleep.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { isTokenRefusal, slackErrorOf, toPlatformError } from "../errors.ts";
import { REACH_BACK_OFF } from "../api/identity.ts";
import type { ReceivedEvent } from "../events/bolt-app.ts";
import { SocketLink } from "./socket-link.ts";
import type { WebApiSettings } from "../api/web-client.ts";

/** A connection that lasted this long, in milliseconds, counts as stable. */
const STABLE_AFTER_MS = 5_000;
/** After more short-lived connections in a row than this, the next one waits. */
const MAX_SHORT_LIVED = 3;
/** Slack closes a socket about ten seconds after its warning, and may send events on it until then. */
const RETIRE_AFTER_MS = 10_000;
/** Back-off after the token was refused, which only a person can fix. */
const REFUSED_BACK_OFF = { baseMs: 60_000, maxMs: 300_000 };

/** Options of {@link SocketConnection}. */
export interface SocketConnectionOptions {
  /** `xapp-…`, with the scope connections:write. */
  readonly appToken: string;
  readonly webApi: WebApiSettings;
  readonly log: Logger;
  readonly clock: Clock;
  /** Called with every event; see SocketLink. */
  readonly onEvent: (event: ReceivedEvent) => Promise<void>;
  /** Called when the first socket opens, and when the last one is gone. */
  readonly onConnected: (connected: boolean) => void;
}

/** Keeps a socket to Slack open from {@link SocketConnection.start} to {@link SocketConnection.stop}. */
export class SocketConnection {
  readonly #options: SocketConnectionOptions;
  readonly #failures: AttemptLog;
  readonly #stopping = new AbortController();
  readonly #open = new Set<SocketLink>();
  #ready: Promise<void> | undefined;
  #ended: Promise<void> | undefined;
  /** Closes the socket that was replaced last, if it is still open. */
  #retire: (() => void) | undefined;
  /** Refusals of the app token since the last connection. */
  #refusals = 0;

  constructor(options: SocketConnectionOptions) {
    this.#options = options;
    this.#failures = new AttemptLog(options);
  }

  /** Resolves once Slack says hello. Rejects with a ConfigError if the app token is refused, or with a PlatformError when stopped. */
  async start(signal: AbortSignal): Promise<void> {
    this.#ready ??= new Promise((resolve, reject) => {
      this.#ended = this.#run(resolve).catch(reject);
    });
    const abort = (): void => this.#stopping.abort();
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    try {
      await this.#ready;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  /** Closes the socket; resolves once it is closed. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #run(ready: () => void): Promise<void> {
    const { signal } = this.#stopping;
    let isReady = false;
    let failures = 0;
    let shortLived = 0;
    while (!signal.aborted) {
      try {
        const link = await this.#connect();
        failures = 0;
        isReady = true;
        ready();
        const livedMs = await this.#untilOver(link);
        shortLived = livedMs >= STABLE_AFTER_MS ? 0 : shortLived + 1;
        // A refresh, or the loss of a stable connection. Reconnect at once: commands are lost until then.
        if (shortLived <= MAX_SHORT_LIVED) continue;
      } catch (error) {
        if (signal.aborted) break;
        if (!isReady) throwIfRefused(error);
        failures += 1;
        this.#report(error, failures);
      }
      const pauseMs = this.#pauseMs(failures || shortLived - MAX_SHORT_LIVED);
      await sleep(this.#options.clock, pauseMs, signal).catch(() => undefined);
    }
    this.#retire?.();
    await Promise.all([...this.#open].map((link) => link.close()));
    if (!isReady) throw new PlatformError("unavailable", "stopped before Slack was reached");
  }

  async #connect(): Promise<SocketLink> {
    const { signal } = this.#stopping;
    const { appToken, webApi, log, clock, onEvent, onConnected } = this.#options;
    const link = new SocketLink({ appToken, webApi, log, clock, onEvent, signal });
    await link.open();
    this.#refusals = 0;
    const previous = [...this.#open].at(-1);
    this.#open.add(link);
    void link.closed.then(() => {
      this.#open.delete(link);
      if (this.#open.size === 0) onConnected(false);
    });
    if (previous) this.#retireLater(previous);
    else onConnected(true);
    log.info({ platform: "slack", ...this.#failures.over("slack") }, "slack.connected");
    return link;
  }

  /** Leaves closing a replaced socket to Slack; only one at a time, because Slack allows ten sockets in total. */
  #retireLater(link: SocketLink): void {
    this.#retire?.();
    const close = (): void => void link.close();
    const cancel = this.#options.clock.setTimer(RETIRE_AFTER_MS, close);
    this.#retire = () => {
      cancel();
      close();
    };
    void link.closed.then(cancel);
  }

  /** Waits until the link is lost or has to be replaced. Resolves with how long that took, in milliseconds. */
  async #untilOver(link: SocketLink): Promise<number> {
    const { clock, log } = this.#options;
    const connectedAtMs = clock.monotonicMs();
    const end = await link.untilOver();
    if (end === "refresh") log.debug({ platform: "slack" }, "slack.refreshing");
    else log.info({ platform: "slack" }, "slack.disconnected");
    return clock.monotonicMs() - connectedAtMs;
  }

  #pauseMs(attempt: number): number {
    const random = Math.random();
    return this.#refusals > 0
      ? backOffMs(this.#refusals, { ...REFUSED_BACK_OFF, random })
      : backOffMs(attempt, { ...REACH_BACK_OFF, random });
  }

  /** Logs a refused token once, however often it is tried. Posting does not need this token and continues. */
  #report(error: unknown, attempt: number): void {
    const reason = slackErrorOf(error);
    if (!isAppTokenRefusal(reason)) {
      const err = toPlatformError(error);
      const fields = { platform: "slack", attempt, err };
      this.#failures.failed("slack", fields, { event: "slack.unreachable" });
      return;
    }
    this.#refusals += 1;
    if (this.#refusals > 1) return;
    const effect = "no commands arrive until it is accepted; posting goes on";
    const cure =
      "put a valid app-level token (xapp-…) with the scope connections:write there and restart";
    this.#options.log.error(
      { platform: "slack", reason, variable: "SLACK_APP_TOKEN", effect, cure },
      "slack.token_refused",
    );
  }
}

/** Whether the app token is refused, or lacks its one scope. */
const isAppTokenRefusal = (slackError: string | undefined): boolean =>
  isTokenRefusal(slackError) || slackError === "missing_scope";

function throwIfRefused(error: unknown): void {
  const slackError = slackErrorOf(error);
  if (!isAppTokenRefusal(slackError)) return;
  throw new ConfigError(
    [
      `SLACK_APP_TOKEN: Slack refuses it (${slackError}). Create an app-level token (xapp-…) with the scope connections:write under your app's "Basic Information", and switch Socket Mode on.`,
    ],
    { cause: error },
  );
}

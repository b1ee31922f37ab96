import { decodeChannelRef, type ChannelRef } from "../../core/channel/channel-ref.ts";
import { settingsKey, type ChannelSettings, without } from "../../core/channel/channel-settings.ts";
import { AttemptLog } from "../../core/attempt-log.ts";
import { COMMAND_NAMES } from "../../core/command-names.ts";
import { NotOursError, PlatformError } from "../../core/errors.ts";
import { discardReasonFacts } from "../../core/follow/discard-reason.ts";
import type { Follow } from "../../core/follow/follow.ts";
import { channelSpan, command, line, message } from "../../core/message.ts";
import { translatorFor } from "../../messages/translator.ts";
import { backOffMs } from "../../core/time/back-off.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Checkpoint, PlatformAdapter } from "../../core/ports/platform.ts";
import type { Service } from "../../core/ports/service.ts";
import type { ChannelSettingsRegistry } from "../following/channel-settings-registry.ts";
import { PlatformQueues } from "../runtime/platform-queues.ts";
import { undeliveredText } from "../../messages/status/label.ts";

const BACK_OFF = { baseMs: 5_000, maxMs: 600_000 };
const STOP_GRACE_MS = 1_000;

/** Options of {@link LostChannelNotices}. */
export interface LostChannelNoticesOptions {
  readonly settings: ChannelSettingsRegistry;
  /** By platform. Notices of a platform without an adapter stay in the store. */
  readonly adapters: ReadonlyMap<string, PlatformAdapter>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Returns a number in [0, 1), for the back-off. */
  readonly random: () => number;
  /** Whether the allow lists contain a channel now. Called with the lost channel, not with the direct conversation. */
  readonly isAllowed: (channel: ChannelRef) => boolean;
}

/** Switches notifications off in lost channels, and tells the person who switched them on in a direct message. */
export class LostChannelNotices implements Service {
  readonly #options: LostChannelNoticesOptions;
  readonly #queues: PlatformQueues;
  readonly #attempts = new Map<string, number>();
  readonly #failures: AttemptLog;
  /** Ids of the losses that this process found, until it first tells of them. An earlier process may have told of all others. */
  readonly #untold = new Set<string>();

  constructor(options: LostChannelNoticesOptions) {
    this.#options = options;
    this.#failures = new AttemptLog(options);
    const { clock, log } = options;
    const run = (key: string, signal: AbortSignal) => this.#tell(decodeChannelRef(key), signal);
    this.#queues = new PlatformQueues({ clock, log, concurrency: 1, run });
  }

  /** Continues with the losses that an earlier process had not told of yet. */
  async start(): Promise<void> {
    for (const { channel, lost } of this.#options.settings.all()) if (lost) this.#add(channel);
    this.#queues.start();
  }

  async stop(signal?: AbortSignal): Promise<void> {
    await this.#queues.stop(STOP_GRACE_MS, signal);
  }

  /**
   * Switches notifications off in the follow's channel, if the follow is a channel notification that was discarded because
   * the channel is lost. Resolves before anyone is told. Never rejects: after a failure, the channel's next notification
   * tries again.
   */
  async note(follow: Follow): Promise<void> {
    try {
      await this.#switchOff(follow);
    } catch (err) {
      this.#options.log.error({ err }, "notifications.not_stored");
    }
  }

  async #switchOff(follow: Follow): Promise<void> {
    const { settings, clock, log } = this.#options;
    const { origin, channel, discardReason: reason } = follow;
    if (origin !== "notification" || !reason || !discardReasonFacts(reason).endsNotifications)
      return;
    const { lost } = await settings.update(channel, (current) => {
      const { notifications, ...rest } = current;
      if (!notifications) return current;
      const { by } = notifications;
      return { ...rest, lost: { by, at: clock.now(), reason, id: follow.id } };
    });
    // Another notification of this channel was first.
    if (lost?.id !== follow.id) return;
    const { platform, channel: channelId } = channel;
    log.warn({ platform, channelId, reason, userId: lost.by }, "notifications.lost");
    this.#untold.add(lost.id);
    this.#add(channel);
  }

  #add(channel: ChannelRef): void {
    this.#queues.add(channel.platform, settingsKey(channel));
  }

  async #tell(channel: ChannelRef, signal: AbortSignal): Promise<number | undefined> {
    const { settings, adapters, random, isAllowed } = this.#options;
    const { lost, locale } = settings.of(channel);
    const adapter = adapters.get(channel.platform);
    // The loss stays in the store. A start at which the channel is allowed again tells of it.
    if (!isAllowed(channel)) return undefined;
    if (!lost || !adapter) return undefined;
    const key = settingsKey(channel);
    const attempt = (this.#attempts.get(key) ?? 0) + 1;
    try {
      const { workspace } = channel;
      const direct = await adapter.openDirect({ userId: lost.by, workspace, signal });
      const { id, checkpoint } = lost;
      const isFirst = this.#untold.delete(id);
      await adapter.postStatus({
        channel: direct,
        jobId: id,
        message: toWords(channel, lost, locale),
        key: `${id}:lost`,
        // The first attempt does not look for an existing message: it would find the notice of an earlier loss.
        mayAlreadyExist: checkpoint ? Object.keys(checkpoint).length > 0 : !isFirst,
        ...(checkpoint && { checkpoint }),
        save: (kept) => this.#save(channel, id, kept),
        signal,
      });
    } catch (error) {
      if (signal.aborted) return undefined;
      const fields = { platform: channel.platform, channelId: channel.channel, err: error };
      this.#failures.failed(key, fields, { event: "notifications.not_told" });
      if (!(error instanceof PlatformError) || error.retryable) {
        this.#attempts.set(key, attempt);
        return backOffMs(attempt, { ...BACK_OFF, random: random() });
      }
      // The person accepts no messages. The log has the failure.
    }
    this.#attempts.delete(key);
    this.#failures.over(key);
    await settings.update(channel, (current) => without(current, "lost"));
    return undefined;
  }

  /**
   * Stores what the adapter needs to recognise the notice. Rejects with a StoreError, or with a NotOursError if the notice
   * is not wanted any more.
   */
  async #save(channel: ChannelRef, id: string, checkpoint: Checkpoint): Promise<void> {
    const { lost } = await this.#options.settings.update(channel, (current) =>
      current.lost?.id === id ? { ...current, lost: { ...current.lost, checkpoint } } : current,
    );
    if (lost?.id !== id) throw new NotOursError();
  }
}

function toWords(
  channel: ChannelRef,
  { reason }: NonNullable<ChannelSettings["lost"]>,
  locale: string | undefined,
) {
  const translator = translatorFor(locale, channel.platform);
  const why = undeliveredText({ state: "discarded", discardReason: reason });
  const spans = translator.spans("notify.lost", {
    channel: channelSpan(channel.channel),
    reason: why ? translator.spansOf(why) : reason,
    // A click would type it in the direct conversation.
    command: { ...command(COMMAND_NAMES.notify, "on"), isClickable: false },
  });
  return message([line(...spans)], { locale: translator.locale });
}

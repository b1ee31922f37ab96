import type { AllowList } from "../core/channel/allow-list.ts";
import type { ActionDefinition, Command } from "../core/command.ts";
import type { Delivery } from "../core/channel/channel-settings.ts";
import type { Handlers } from "../core/invocation.ts";
import type { PollSchedule } from "../core/job/poll-schedule.ts";
import type { Clock } from "../core/ports/clock.ts";
import type { ConnectionListener, PlatformAdapter } from "../core/ports/platform.ts";
import type { JobSource } from "../core/ports/job-source.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { MediaFetcher, Transcoder } from "../core/ports/media.ts";
import type { RelayStore } from "../core/ports/stores.ts";
import type { Quotas } from "../core/channel/quotas.ts";
import type { RetryPolicy } from "../core/follow/retry-intent.ts";

/** Everything the relay is built from. Times in milliseconds, sizes in bytes; `random` gives numbers in [0, 1). */
export interface AppOptions {
  readonly poll: PollSchedule & {
    readonly concurrency: number;
    readonly maxPerSecond: number;
    readonly giveUpAfterMs: number;
  };
  readonly maxVideoBytes: number;
  /** Bytes that all downloads and smaller copies together may take on the disk. Default: no limit. */
  readonly maxDiskBytes?: number | undefined;
  /** How results arrive in a channel that has not chosen. */
  readonly delivery: Delivery;
  readonly allowed: AllowList;
  /** Who may run a job again. Default: its requesters, and people who manage the channel. */
  readonly retry?: RetryPolicy;
  readonly quotas: Quotas;
  readonly commands: readonly Command[];
  readonly actions: readonly ActionDefinition[];
  readonly api: JobSource;
  readonly store: RelayStore;
  readonly media: MediaFetcher;
  /** Makes smaller copies of what is too large for a channel; absent: it is linked. */
  readonly transcoder?: Transcoder | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: () => number;
  readonly newId: () => string;
  /** A short text that differs where the given one does. */
  readonly digest: (text: string) => string;
  /** Makes the enabled platforms' adapters, which call `handlers` for what people do. */
  readonly createAdapters: (
    handlers: Handlers,
    onConnection: ConnectionListener,
  ) => readonly PlatformAdapter[];
}

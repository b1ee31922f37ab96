import type { AllowList } from "../core/channel/allow-list.ts";
import type { ActionDefinition, Command } from "../core/command.ts";
import type { Delivery } from "../core/channel/channel-settings.ts";
import type { Handlers } from "../core/invocation.ts";
import type { UnsafePolicy } from "../core/job/unsafe-policy.ts";
import type { PollIntervals } from "../core/job/poll-schedule.ts";
import type { Clock } from "../core/ports/clock.ts";
import type { HttpEndpoint } from "../core/ports/http-endpoint.ts";
import type { ConnectionListener, PlatformAdapter } from "../core/ports/platform.ts";
import type { JobSource } from "../core/ports/job-source.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { MediaBucket } from "../core/ports/media-bucket.ts";
import type { MediaSpool } from "../core/ports/media-spool.ts";
import type { MediaFetcher, Transcoder } from "../core/ports/media.ts";
import type { Service } from "../core/ports/service.ts";
import type { Metrics } from "../core/ports/metrics.ts";
import type { ProcessQueue } from "../core/ports/processes/process-queue.ts";
import type { RelayStore } from "../core/ports/stores.ts";
import type { Quotas } from "../core/channel/quotas.ts";
import type { DisabledSource } from "../services/runtime/sources/job-sources.ts";
import type { Role } from "../core/ports/processes/role.ts";
import type { RetryPolicy } from "../core/follow/retry-intent.ts";

/** How several processes work together. */
export interface Processes extends Pick<
  ProcessQueue,
  "messages" | "sharedLimit" | "crashMarks" | "createPartitions" | "ping"
> {
  readonly role: Role;
}

/** Options of {@link createApp}. */
export interface AppOptions {
  /** How often a job is polled, unless its source has a longer least interval. */
  readonly poll: PollIntervals & {
    /** How often each source may be asked for one job at most, by name, in milliseconds. Default: no limit. */
    readonly minIntervalsMs?: Readonly<Record<string, number>>;
    /** Polls in flight at the same time, at most. */
    readonly concurrency: number;
    /** Limit of requests to the job API per second, all kinds together. */
    readonly maxPerSecond: number;
    /** Age at which a pending follow expires, in milliseconds. */
    readonly giveUpAfterMs: number;
  };
  /** Size above which a video is linked, not downloaded, in bytes. */
  readonly maxVideoBytes: number;
  /** Disk space for all downloads, kept files and smaller copies together, in bytes. Default: no limit. */
  readonly maxDiskBytes?: number | undefined;
  /** How files are posted that their source marks as unsafe. Default: behind a spoiler. */
  readonly unsafe?: UnsafePolicy | undefined;
  /** How results arrive in a channel that has not changed this. */
  readonly delivery: Delivery;
  /** Where the relay may be used, and by whom. */
  readonly allowed: AllowList;
  /** Who may run a job again. Default: its requesters and the people who manage the channel. */
  readonly retry?: RetryPolicy;
  /** Limits for one person and one channel. */
  readonly quotas: Quotas;
  readonly commands: readonly Command[];
  readonly actions: readonly ActionDefinition[];
  /** The enabled job APIs, in the order in which people see them. */
  readonly sources: readonly JobSource[];
  /** Loads the others, so that people learn how to switch them on; called once one is looked for. Default: none. */
  readonly loadDisabledSources?: (() => Promise<readonly DisabledSource[]>) | undefined;
  readonly store: RelayStore;
  /** Default: this is the only process. */
  readonly processes?: Processes | undefined;
  readonly media: MediaFetcher;
  /** Where downloaded files are kept across restarts. Default: each is downloaded for one delivery only. */
  readonly spool?: MediaSpool | undefined;
  /** Where other processes find the files that this one keeps. Not used without `spool`. Default: each downloads for itself. */
  readonly bucket?: MediaBucket | undefined;
  /** Makes smaller copies of videos that are too large for a channel. Default: such a video is linked. */
  readonly transcoder?: Transcoder | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  /** Returns a number in [0, 1). */
  readonly random: () => number;
  /** Returns a globally unique id. */
  readonly newId: () => string;
  /** Returns a short hash of a text. */
  readonly digest: (text: string) => string;
  /** Creates the adapters of the enabled platforms. They call `handlers` for what people do. */
  readonly createAdapters: (
    handlers: Handlers,
    onConnection: ConnectionListener,
  ) => readonly PlatformAdapter[];
  /** Counts what the relay does. Default: nothing is counted. */
  readonly metrics?: Metrics | undefined;
  /** Creates the server of what the relay answers over HTTP. Default: it answers nothing. */
  readonly createHttpServer?: ((endpoints: readonly HttpEndpoint[]) => Service) | undefined;
}

import { isAllowed, type AllowList } from "./core/allow-list.ts";
import { ApiGate } from "./core/api-gate.ts";
import type { Command } from "./core/command.ts";
import type { ChannelRef } from "./core/channel-ref.ts";
import { jobKey, type Follow } from "./core/follow.ts";
import type { JobReading } from "./core/job.ts";
import type { PollSchedule } from "./core/poll-schedule.ts";
import type {
  Clock,
  CommandHandler,
  ConnectionListener,
  FollowStore,
  JobApi,
  Logger,
  MediaFetcher,
  PlatformAdapter,
  Service,
  Transcoder,
} from "./core/ports.ts";
import type { Quotas } from "./core/quotas.ts";
import { MediaCollector } from "./services/collect-media.ts";
import { CommandAdmission } from "./services/command-admission.ts";
import { createCommandRouter } from "./services/command-router.ts";
import { CommandsUnderWay } from "./services/commands-under-way.ts";
import { OutcomeDelivery } from "./services/deliver-outcome.ts";
import { Deliverer } from "./services/deliverer.ts";
import { FollowJob } from "./services/follow-job.ts";
import { FollowRegistry } from "./services/follow-registry.ts";
import { GiveUp } from "./services/give-up.ts";
import { JobPoller } from "./services/poll-job.ts";
import { Readiness } from "./services/readiness.ts";
import { resumeFollows } from "./services/resume-follows.ts";
import { Scheduler } from "./services/scheduler.ts";
import { StatusMessages } from "./services/status-message.ts";
import { StatusSync } from "./services/status-sync.ts";

/** Everything the relay is built from. Times in milliseconds, sizes in bytes; `random` gives numbers in [0, 1). */
export interface AppOptions {
  readonly poll: PollSchedule & {
    readonly concurrency: number;
    readonly maxPerSecond: number;
    readonly giveUpAfterMs: number;
  };
  readonly maxVideoBytes: number;
  readonly allowed: AllowList;
  readonly quotas: Quotas;
  readonly commands: readonly Command[];
  readonly api: JobApi;
  readonly store: FollowStore;
  readonly media: MediaFetcher;
  /** Absent where videos are never made smaller. */
  readonly transcoder?: Transcoder;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: () => number;
  readonly newId: () => string;
  /** A short text that differs where the given one does. */
  readonly digest: (text: string) => string;
  /** Makes the enabled platforms' adapters, which call `onCommand` for each command. */
  readonly createAdapters: (
    onCommand: CommandHandler,
    onConnection: ConnectionListener,
  ) => readonly PlatformAdapter[];
}

/** Commands under way at a stop may take this long to answer. */
const COMMAND_GRACE_MS = 2_000;

/** Puts services and adapters together. `start` resolves once every enabled platform is ready. */
export function createApp(options: AppOptions): Service {
  const { log, clock, random, poll, api } = options;
  const allows = (channel: ChannelRef): boolean => isAllowed(options.allowed, channel);
  const registry = new FollowRegistry(options.store, allows);
  const adapters = new Map<string, PlatformAdapter>();
  const status = new StatusMessages({ ...options, registry, adapters, isAllowed: allows });
  const statusSync = new StatusSync({ status, registry, clock, log, random });
  const parts = { registry, status, adapters, isAllowed: allows };
  const deliverer = createDeliverer(options, {
    ...parts,
    readJob: (follow) => poller.look(jobKey(follow), queue),
    onNotShown: (follow) => statusSync.addOver(follow),
  });
  const onChange = (follow: Follow): void =>
    follow.state === "settled" ? deliverer.add(follow) : statusSync.add(follow);
  const gate = new ApiGate();
  const poller = new JobPoller({ ...options, registry, gate, schedule: poll, onChange });
  const queue = createScheduler(options, { gate, poller });
  const giveUp = new GiveUp({ ...options, ...poll, registry, onSettled: onChange });
  const follows = new FollowJob({ ...options, registry, poller, queue, status, api: api.name });
  const router = createCommandRouter({
    ...options,
    admission: new CommandAdmission({ ...options, isAllowed: allows }),
    followJob: (request) => follows.follow(request),
  });
  const commands = new CommandsUnderWay(router, clock);
  const readiness = new Readiness(options);
  for (const adapter of options.createAdapters(commands.handle, (state) => readiness.note(state)))
    adapters.set(adapter.platform, adapter);
  return new App(options, {
    adapters: [...adapters.values()],
    services: [deliverer, statusSync, giveUp, queue],
    readiness,
    resume: () =>
      resumeFollows({
        ...parts,
        statusSync,
        deliverer,
        queue,
        log,
        schedule: poll,
        accepts: (follow) => adapters.has(follow.channel.platform) && follow.api === api.name,
      }),
    finishCommands: async () => {
      poller.stopLooking();
      await commands.drain(COMMAND_GRACE_MS);
      follows.stop();
    },
  });
}

function createScheduler(
  { poll, clock, log }: AppOptions,
  { gate, poller }: { gate: ApiGate; poller: JobPoller },
): Scheduler {
  return new Scheduler({
    ...poll,
    clock,
    log,
    gate,
    isWanted: (key) => poller.isWanted(key),
    poll: (key, signal) => poller.poll(key, signal),
  });
}

function createDeliverer(
  options: AppOptions,
  parts: {
    registry: FollowRegistry;
    status: StatusMessages;
    adapters: ReadonlyMap<string, PlatformAdapter>;
    readJob: (follow: Follow) => Promise<JobReading | undefined>;
    onNotShown: (follow: Follow) => void;
    isAllowed: (channel: ChannelRef) => boolean;
  },
): Deliverer {
  const { media, log, clock, random, maxVideoBytes: maxBytes } = options;
  const { registry, readJob } = parts;
  const collector = new MediaCollector({ media, readJob, maxBytes });
  const delivery = new OutcomeDelivery({ registry, collector, log });
  return new Deliverer({ ...parts, delivery, clock, log, random });
}

interface Parts {
  readonly adapters: readonly PlatformAdapter[];
  readonly services: readonly Service[];
  readonly readiness: Readiness;
  readonly resume: () => Promise<void>;
  readonly finishCommands: () => Promise<void>;
}

/** Start and stop order: the store first and last, platforms outermost. Polling never waits for a platform. */
class App implements Service {
  readonly #options: AppOptions;
  readonly #parts: Parts;
  readonly #connecting = new AbortController();
  #stopped: Promise<void> | undefined;

  constructor(options: AppOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
  }

  async start(): Promise<void> {
    await this.#options.store.start();
    await this.#parts.resume();
    for (const service of this.#parts.services) await service.start();
    const { signal } = this.#connecting;
    try {
      await Promise.all(this.#parts.adapters.map((adapter) => adapter.start(signal)));
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    if (signal.aborted) return;
    this.#parts.readiness.start(this.#parts.adapters.map(({ platform }) => platform));
  }

  async stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  /** Every step runs, whatever an earlier one did. */
  async #stopAll(): Promise<void> {
    const { adapters, services, readiness, finishCommands } = this.#parts;
    const { store, api, media, log } = this.#options;
    this.#connecting.abort();
    readiness.stop();
    for (const adapter of adapters) adapter.stopCommands();
    const steps = [
      finishCommands,
      () => Promise.all(services.map((service) => service.stop())),
      () => Promise.all(adapters.map((adapter) => adapter.stop())),
      () => Promise.all([api.close(), media.close()]),
      () => store.stop(),
    ];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        log.error({ err: error }, "relay.stop_failed");
      }
    }
  }
}

import { isAllowed, type AllowList } from "./core/allow-list.ts";
import type { ActionDefinition, Command } from "./core/command.ts";
import type { Delivery } from "./core/channel-settings.ts";
import type { ChannelRef } from "./core/channel-ref.ts";
import type { Handlers } from "./core/invocation.ts";
import type { PollSchedule } from "./core/poll-schedule.ts";
import type {
  Clock,
  ConnectionListener,
  JobApi,
  Logger,
  MediaFetcher,
  PlatformAdapter,
  RelayStore,
  Service,
  Transcoder,
} from "./core/ports.ts";
import type { Quotas } from "./core/quotas.ts";
import { createUseCases } from "./app-use-cases.ts";
import { createWorks } from "./app-works.ts";
import { CommandAdmission } from "./services/command-admission.ts";
import { CommandsUnderWay } from "./services/commands-under-way.ts";
import { createDesk } from "./services/desk.ts";
import { createInvocationRouter } from "./services/invocation-router.ts";
import { Readiness } from "./services/readiness.ts";
import { resumeFollows } from "./services/resume-follows.ts";
import { suggestJobs } from "./services/suggest-jobs.ts";

/** Everything the relay is built from. Times in milliseconds, sizes in bytes; `random` gives numbers in [0, 1). */
export interface AppOptions {
  readonly poll: PollSchedule & {
    readonly concurrency: number;
    readonly maxPerSecond: number;
    readonly giveUpAfterMs: number;
  };
  readonly maxVideoBytes: number;
  /** What all downloads and smaller copies together may take on the disk; absent: whatever there is room for. */
  readonly maxDiskBytes?: number | undefined;
  /** How results arrive in a channel that has not chosen. */
  readonly delivery: Delivery;
  readonly allowed: AllowList;
  readonly quotas: Quotas;
  readonly commands: readonly Command[];
  readonly actions: readonly ActionDefinition[];
  readonly api: JobApi;
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

/** What the parts of the relay share besides the options. */
export interface AppFrame extends AppOptions {
  /** By platform; filled before anything starts. */
  readonly adapters: ReadonlyMap<string, PlatformAdapter>;
  readonly isAllowed: (channel: ChannelRef) => boolean;
}

/** Commands under way at a stop may take this long to answer. */
const COMMAND_GRACE_MS = 2_000;

/** Puts services and adapters together. `start` resolves once every enabled platform is ready. */
export function createApp(options: AppOptions): Service {
  const { log, clock, api } = options;
  const adapters = new Map<string, PlatformAdapter>();
  const allows = (channel: ChannelRef): boolean => isAllowed(options.allowed, channel);
  const frame: AppFrame = { ...options, adapters, isAllowed: allows };
  const works = createWorks(frame);
  const { follows, ...cases } = createUseCases(frame, works);
  const commands = new CommandsUnderWay(
    createInvocationRouter({
      ...options,
      admission: new CommandAdmission(frame),
      createDesk: (invocation, locale) =>
        createDesk({ ...cases, follows }, { invocation, locale, log }),
      suggest: (request, suggests) => suggestJobs(works, { ...request, suggests }),
    }),
    clock,
  );
  const readiness = new Readiness(options);
  for (const adapter of options.createAdapters(commands.handlers, (state) => readiness.note(state)))
    adapters.set(adapter.platform, adapter);
  return new App(
    { ...options, api: works.api },
    {
      adapters: [...adapters.values()],
      services: works.services,
      readiness,
      resume: async () => {
        await works.settings.load();
        await resumeFollows({
          ...frame,
          ...works,
          schedule: options.poll,
          accepts: (follow) => adapters.has(follow.channel.platform) && follow.api === api.name,
        });
      },
      finishCommands: async () => {
        works.poller.stopLooking();
        await commands.drain(COMMAND_GRACE_MS);
        follows.stop();
      },
    },
  );
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

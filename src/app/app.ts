import { isAllowed } from "../core/channel/allow-list.ts";
import type { ChannelRef } from "../core/channel/channel-ref.ts";
import { RelayError } from "../core/errors.ts";
import type { PlatformAdapter } from "../core/ports/platform.ts";
import type { Service } from "../core/ports/service.ts";
import { createBackgroundServices, type BackgroundServices } from "./background-services.ts";
import type { AppFrame, AppOptions } from "./app-options.ts";
import { resumeFollows } from "./resume-follows.ts";
import { createUseCases } from "./use-cases.ts";
import { CommandGuard } from "../services/requests/command-guard.ts";
import { InFlightCommands } from "../services/requests/in-flight-commands.ts";
import { createCommandContext } from "../services/requests/command-context.ts";
import { createInvocationRouter } from "../services/requests/invocation-router.ts";
import { Readiness } from "../services/runtime/readiness.ts";
import { ReleaseStack } from "../services/runtime/release-stack.ts";
import { suggestJobs } from "../services/requests/suggest-jobs.ts";
import { withTimeout } from "../core/time/with-timeout.ts";

/** Commands under way at a stop may take this long to answer. */
const COMMAND_GRACE_MS = 2_000;

/** Puts services and adapters together. `start` resolves once every enabled platform is ready. */
export function createApp(options: AppOptions): Service {
  const { log, clock, api } = options;
  const adapters = new Map<string, PlatformAdapter>();
  const allows = (channel: ChannelRef): boolean => isAllowed(options.allowed, channel);
  const frame: AppFrame = { ...options, adapters, isAllowed: allows };
  const background = createBackgroundServices(frame);
  const { follows, ...cases } = createUseCases(frame, background);
  const commands = new InFlightCommands(
    createInvocationRouter({
      ...options,
      admission: new CommandGuard(frame),
      createCommandContext: (invocation, languages) =>
        createCommandContext({ ...cases, follows }, { invocation, languages, log }),
      suggest: (request, suggests) => suggestJobs(background, { ...request, suggests }),
    }),
    clock,
  );
  const readiness = new Readiness(options);
  for (const adapter of options.createAdapters(commands.handlers, (state) => readiness.note(state)))
    adapters.set(adapter.platform, adapter);
  return new App(
    { ...options, api: background.api },
    {
      adapters: [...adapters.values()],
      services: background.services,
      readiness,
      resume: async (signal) => {
        await background.settings.load();
        await resumeFollows({
          ...frame,
          ...background,
          signal,
          schedule: options.poll,
          accepts: (follow) => adapters.has(follow.channel.platform) && follow.api === api.name,
        });
      },
      finishCommands: async (signal) => {
        background.poller.stopLooking();
        await commands.drain(COMMAND_GRACE_MS, signal);
        follows.stop();
      },
    },
  );
}

interface Parts {
  readonly adapters: readonly PlatformAdapter[];
  readonly services: BackgroundServices["services"];
  readonly readiness: Readiness;
  readonly resume: (signal: AbortSignal) => Promise<void>;
  readonly finishCommands: (signal: AbortSignal) => Promise<void>;
}

/**
 * When each step of a stop has to end, in milliseconds from its beginning: one budget, within the 10 s that a
 * supervisor gives. Work that has not ended by then is aborted; it is in the store.
 */
const STOP_BY_MS = { commands: 2_000, platforms: 8_000, connections: 8_400, store: 8_800 };
/** A start that is under way at a stop ends at its next step. */
const START_GRACE_MS = 1_500;

/**
 * Start and stop order: the store first and last, platforms outermost. Polling never waits for a platform. Used once: after
 * a stop it does not start again.
 */
class App implements Service {
  readonly #options: AppOptions;
  readonly #parts: Parts;
  readonly #acquired: ReleaseStack;
  readonly #stopping = new AbortController();
  #started: Promise<void> | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: AppOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    this.#acquired = new ReleaseStack(options);
    const { api, media } = options;
    // They are open from the beginning.
    this.#acquired.push({
      name: "connections",
      byMs: STOP_BY_MS.connections,
      run: () => Promise.all([api.close(), media.close()]),
    });
  }

  async start(): Promise<void> {
    if (this.#stopped) throw new RelayError("stopped", "what was stopped does not start again");
    this.#started ??= this.#start();
    return this.#started;
  }

  async stop(signal?: AbortSignal): Promise<void> {
    this.#stopped ??= this.#stop(signal);
    return this.#stopped;
  }

  async #start(): Promise<void> {
    const { store } = this.#options;
    const { adapters, services, readiness, resume } = this.#parts;
    const { signal } = this.#stopping;
    const acquired = this.#acquired;
    acquired.push({ name: "store", byMs: STOP_BY_MS.store, run: (hurry) => store.stop(hurry) });
    await store.start();
    if (signal.aborted) return;
    await resume(signal);
    // They post without being connected, for as long as the services run.
    acquired.push({
      name: "platforms",
      byMs: STOP_BY_MS.platforms,
      run: () => allOf(adapters, (adapter) => adapter.stop()),
    });
    for (const { name, service, stopByMs } of services) {
      if (signal.aborted) return;
      acquired.push({ name, byMs: stopByMs, run: (hurry) => service.stop(hurry) });
      await service.start();
    }
    if (signal.aborted) return;
    const { finishCommands: run } = this.#parts;
    acquired.push({ name: "commands", byMs: STOP_BY_MS.commands, run });
    for (const adapter of adapters)
      acquired.push({ name: "intake", byMs: 0, run: async () => adapter.stopCommands() });
    acquired.push({ name: "readiness", byMs: 0, run: async () => readiness.stop() });
    try {
      await Promise.all(adapters.map((adapter) => adapter.start(signal)));
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    if (!signal.aborted) readiness.start(adapters.map(({ platform }) => platform));
  }

  async #stop(signal: AbortSignal | undefined): Promise<void> {
    this.#stopping.abort();
    const started = this.#started?.catch(() => {});
    if (started)
      await withTimeout(started, { clock: this.#options.clock, timeoutMs: START_GRACE_MS });
    await this.#acquired.releaseAll(signal);
  }
}

/** Runs it for each, even if others fail; rejects with the first error once all have ended. */
async function allOf<T>(each: readonly T[], run: (one: T) => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(each.map(run));
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

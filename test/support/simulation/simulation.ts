import { createApp } from "../../../src/app/create-app.ts";
import type { ChannelRef } from "../../../src/core/channel/channel-ref.ts";
import { settingsKey, type Delivery } from "../../../src/core/channel/channel-settings.ts";
import { finalCost } from "../../../src/core/follow/final-cost.ts";
import { postedAs, type Follow } from "../../../src/core/follow/follow.ts";
import type { JobSource } from "../../../src/core/ports/job-source.ts";
import type { RelayStore } from "../../../src/core/ports/stores.ts";
import { resultKey } from "../../../src/services/delivery/result-draft.ts";
import type { Service } from "../../../src/core/ports/service.ts";
import type { FakeBucket } from "../bucket/fake-bucket.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { createFakeStore, type FakeStore } from "../fakes/fake-store.ts";
import { FakeJobSource } from "../fakes/fake-job-source.ts";
import { createFakeLogger } from "../fakes/fake-logger.ts";
import { FakeMediaFetcher } from "../fakes/fake-media.ts";
import { FakeSpool } from "../fakes/fake-spool.ts";
import type { FakeCommand, FakePress } from "../fakes/fake-person.ts";
import { FakePlatformAdapter } from "../fakes/fake-platform.ts";
import { DISCORD_CHANNEL, SLACK_CHANNEL } from "../follows.ts";
import { Cancellations } from "./cancellations.ts";
import { MemoryPlatform } from "./memory-platform.ts";
import { CrashableProcess, type CrashPoint } from "./crashable-process.ts";
import { COMMON_APP_OPTIONS } from "../test-relay.ts";
import { createSeveral, isSeveral } from "../several/create-several.ts";

const create = isSeveral() ? createSeveral : createApp;

/** Everything outside the relay, which outlives every process, and the process that runs in it now. */
export class Simulation {
  readonly clock = new FakeClock();
  readonly store: FakeStore = createFakeStore();
  readonly api = new FakeJobSource();
  readonly cancellations = new Cancellations(this.api, this.store);
  readonly media = new FakeMediaFetcher();
  /** The disk of the next process: another one is another machine's. */
  spool = new FakeSpool(this.clock);
  /** What the processes share from the next start on. Default: nothing. */
  bucket: FakeBucket | undefined;
  readonly discord: FakePlatformAdapter;
  readonly slack: FakePlatformAdapter;
  /** Every state a follow was stored in, in order, by its id. */
  readonly states = new Map<string, Follow["state"][]>();
  /** The key of the first message of each follow's result, by its id. */
  readonly resultKeys = new Map<string, string>();
  /** The id that the keys of the result begin with that a status message belongs to, by the message's id: the latest. */
  readonly statusOwners = new Map<string, string>();
  /** What the jobs cost that a channel waited for until they ended, by channel and job. */
  readonly costs = new Map<string, Map<string, number>>();
  process = new CrashableProcess();
  /** How results arrive, from the next start on. */
  delivery: Delivery = "post";
  #app: Service | undefined;
  #ids = 0;

  /** @param makePlatforms Default: fakes of the platforms. */
  constructor(
    makePlatforms: (clock: FakeClock) => [MemoryPlatform, MemoryPlatform] | [] = () => [],
  ) {
    const [discord, slack] = makePlatforms(this.clock);
    this.discord = discord ?? new FakePlatformAdapter({ platform: "discord" });
    this.slack = slack ?? new FakePlatformAdapter({ platform: "slack" });
    this.store.afterWrite = (follow) => {
      this.states.set(follow.id, [...(this.states.get(follow.id) ?? []), follow.state]);
      this.resultKeys.set(follow.id, resultKey(follow, 0));
      const { statusMessage } = follow;
      if (statusMessage) this.statusOwners.set(statusMessage.id, postedAs(follow));
      this.#noteCost(follow);
    };
  }

  #noteCost(follow: Follow): void {
    const cost = finalCost(follow);
    if (!cost || follow.origin === "share" || follow.origin === "direct") return;
    const channel = settingsKey(follow.channel);
    this.costs.set(channel, new Map(this.costs.get(channel)).set(follow.jobId, cost.amount));
  }

  get platforms(): readonly FakePlatformAdapter[] {
    return [this.discord, this.slack];
  }

  /** Starts a process; `crashPoint` says where it will be killed, which may be during its start. */
  async start(crashPoint?: CrashPoint): Promise<void> {
    const process = new CrashableProcess(crashPoint);
    this.process = process;
    const { store, media } = this;
    const { name, displayName, limits } = this.api;
    const api: JobSource = {
      name,
      displayName,
      limits,
      recognise: (text) => this.api.recognise(text),
      toPublicId: (jobId) => this.api.toPublicId(jobId),
      pollJob: (jobId, signal) => this.api.pollJob(jobId, signal),
      listJobs: (signal) => this.api.listJobs(signal),
      retryJob: (jobId, signal) => this.api.retryJob(jobId, signal),
      cancelJob: (jobId, signal) => this.cancellations.cancelJob(jobId, signal),
      // What a process closes are its own connections.
      close: async () => {},
    };
    this.#app = create({
      ...COMMON_APP_OPTIONS,
      delivery: this.delivery,
      sources: [process.reach(api)],
      store: reachStore(process, store),
      media: process.reach(media),
      spool: process.reach(this.spool),
      bucket: this.bucket && process.reach(this.bucket),
      clock: process.clock(this.clock),
      log: createFakeLogger(),
      newId: () => `follow-${(this.#ids += 1)}`,
      createAdapters: (handlers) =>
        this.platforms.map((platform) => {
          platform.handlers = {
            command: (invocation) => handlers.command(process.reach(invocation)),
            action: (invocation) => handlers.action(process.reach(invocation)),
            complete: (request) => handlers.complete(request),
          };
          return platform instanceof MemoryPlatform
            ? platform.within(process)
            : process.reach(platform);
        }),
    });
    await Promise.race([this.#app.start(), process.died]);
  }

  /** A person types the command and waits for 5 s at most; the last private answer they saw. */
  async ask(jobId: string, channel: ChannelRef, userId = "ann"): Promise<string | undefined> {
    return this.type({ name: "pika-status", options: { jobid: jobId }, channel, userId });
  }

  /** As `ask`, with any command. */
  async type(command: FakeCommand & { channel: ChannelRef }): Promise<string | undefined> {
    const replies: string[] = [];
    void this.#platformOf(command.channel).invoke(command, replies);
    await this.clock.advance(5_000);
    return replies.at(-1);
  }

  /** As `ask`, with a button. */
  async press(press: FakePress & { channel: ChannelRef }): Promise<string | undefined> {
    const replies: string[] = [];
    void this.#platformOf(press.channel).press(press, replies);
    await this.clock.advance(5_000);
    return replies.at(-1);
  }

  #platformOf({ platform }: ChannelRef): FakePlatformAdapter {
    return platform === "discord" ? this.discord : this.slack;
  }

  /** Stops the process in order unless it has crashed. */
  async stop(): Promise<void> {
    if (this.process.isDead) return;
    const stopped = this.#app?.stop();
    await this.clock.advance(12_000);
    await Promise.race([stopped, this.process.died]);
    this.process.kill();
  }

  /** The keys of all messages in the channels. */
  posted(): string[] {
    return this.platforms.flatMap(({ posts }) => posts).map(({ key }) => key);
  }
}

/** The store as a process sees it; each of its parts is outside, too. */
function reachStore(process: CrashableProcess, store: RelayStore): RelayStore {
  const whole = process.reach(store);
  return {
    start: () => whole.start(),
    stop: () => whole.stop(),
    follows: process.reach(store.follows),
    settings: process.reach(store.settings),
    costs: process.reach(store.costs),
    personalSettings: process.reach(store.personalSettings),
    durations: process.reach(store.durations),
    installations: process.reach(store.installations),
    claims: process.reach(store.claims),
  };
}

/** A channel of each platform. */
export const CHANNELS: readonly ChannelRef[] = [DISCORD_CHANNEL, SLACK_CHANNEL];

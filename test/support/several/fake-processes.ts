import { PARTITIONS } from "../../../src/core/partition.ts";
import type { Partitions, PartitionWork } from "../../../src/core/ports/processes/partitions.ts";
import {
  processMessage,
  type ProcessMessage,
  type ProcessMessages,
} from "../../../src/core/ports/processes/process-messages.ts";
import type { Clock } from "../../../src/core/ports/clock.ts";
import { FakeMarkedProcesses } from "../processes/fake-crash-marks.ts";
import { FakeSharedRateLimit } from "../processes/fake-shared-rate-limit.ts";
import { QueueError } from "../../../src/core/errors.ts";
import type { Processes } from "../../../src/app/app-options.ts";
import type { Role } from "../../../src/core/ports/processes/role.ts";

/** A partition that a fake process holds. */
interface Held {
  readonly ending: AbortController;
  readonly lost: AbortController;
}

/** The partitions of one fake process. */
class FakePartitions implements Partitions {
  readonly held = new Map<number, Held>();
  readonly #hub: FakeProcesses;
  readonly #work: PartitionWork;
  readonly #works = new Set<Promise<void>>();
  isRunning = false;

  constructor(hub: FakeProcesses, work: PartitionWork) {
    this.#hub = hub;
    this.#work = work;
  }

  async start(): Promise<void> {
    this.isRunning = true;
    this.#hub.share();
  }

  async stop(signal?: AbortSignal): Promise<void> {
    this.isRunning = false;
    const hurry = (): void => {
      for (const { lost } of this.held.values()) lost.abort();
    };
    signal?.addEventListener("abort", hurry, { once: true });
    for (const { ending } of this.held.values()) ending.abort();
    if (signal?.aborted) hurry();
    while (this.#works.size > 0) await Promise.all(this.#works);
  }

  isHeld(partition: number): boolean {
    return this.held.get(partition)?.lost.signal.aborted === false;
  }

  mayAct(): boolean {
    return [...this.held.values()].every(({ lost }) => !lost.signal.aborted);
  }

  take(partition: number): void {
    const held = { ending: new AbortController(), lost: new AbortController() };
    this.held.set(partition, held);
    const { signal: ending } = held.ending;
    const work = this.#work({ partition, ending, lost: held.lost.signal })
      .catch(() => {})
      .then(() => {
        this.held.delete(partition);
        this.#works.delete(work);
        this.#hub.share();
      });
    this.#works.add(work);
  }

  /** Another process has everything from now on. */
  lose(): void {
    for (const { ending, lost } of this.held.values()) {
      ending.abort();
      lost.abort();
    }
  }
}

/** Processes that share the work, all in one: partitions go to the process that holds the fewest, and messages arrive at once. */
export class FakeProcesses {
  readonly #members: FakePartitions[] = [];
  readonly #listeners: ((message: ProcessMessage) => void)[] = [];
  readonly #sharedLimit: FakeSharedRateLimit;
  /** What each process works on. */
  readonly marked = new FakeMarkedProcesses();
  /** While the queue is away, no message is taken. */
  isAway = false;

  constructor(clock: Clock) {
    this.#sharedLimit = new FakeSharedRateLimit(clock);
  }

  join(role: Role): Processes {
    const messages: ProcessMessages = {
      start: async () => {},
      stop: async () => {},
      publish: async (message) => {
        if (this.isAway) throw new QueueError("the queue is away");
        // As it would arrive: read from JSON, and checked.
        const sent = processMessage.parse(JSON.parse(JSON.stringify(message)));
        queueMicrotask(() => {
          for (const listener of this.#listeners) listener(sent);
        });
      },
      subscribe: (listener) => void this.#listeners.push(listener),
      onGap: () => {},
    };
    const createPartitions = (work: PartitionWork): Partitions => {
      const partitions = new FakePartitions(this, work);
      this.#members.push(partitions);
      return partitions;
    };
    const ping = async (): Promise<void> => {
      if (this.isAway) throw new QueueError("the queue is away");
    };
    return {
      role,
      messages,
      createPartitions,
      sharedLimit: this.#sharedLimit,
      crashMarks: this.marked.join(),
      ping,
    };
  }

  /** Gives every partition that nobody holds to a process that runs. */
  share(): void {
    const running = this.#members.filter(({ isRunning }) => isRunning);
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      if (this.#members.some(({ held }) => held.has(partition))) continue;
      const [least] = running.toSorted((one, other) => one.held.size - other.held.size);
      least?.take(partition);
    }
  }

  /** One process, each time another one, loses everything that it holds. */
  loseNext(): void {
    const member = this.#members.shift();
    if (!member) return;
    this.#members.push(member);
    member.lose();
  }
}

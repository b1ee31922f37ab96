import { describe, expect, it } from "vitest";
import { PARTITIONS } from "../../../src/core/partition.ts";
import type {
  Holding,
  Partitions,
  PartitionWork,
} from "../../../src/core/ports/processes/partitions.ts";

/** A process that shares partitions with others. */
export interface ClusterProcess {
  /** Not started. */
  readonly partitions: Partitions;
  /** Nothing arrives any more, and nothing is refused. */
  cutOff(): void;
  mend(): void;
}

/** Processes that share one queue. It ends with the scope. */
export interface PartitionsDriver extends AsyncDisposable {
  readonly lockMs: number;
  join(work: PartitionWork): Promise<ClusterProcess>;
  /** The queue forgets everything. */
  wipe(): Promise<void>;
  /** Lets time pass until `holds`; rejects after `withinMs`. */
  until(what: string, holds: () => boolean, withinMs: number): Promise<void>;
}

/** A process whose work ends when it is asked to, and what it works on. */
interface Worker extends ClusterProcess {
  /** The partitions that it works on, until the work has settled. */
  readonly working: Map<number, Holding>;
}

/** Sees every partition that two processes hold at the same time. */
class Observer {
  readonly overlaps: string[] = [];
  readonly #workers: Worker[] = [];

  async join(driver: PartitionsDriver, until?: (holding: Holding) => Promise<void>) {
    const working = new Map<number, Holding>();
    const process = await driver.join(async (holding) => {
      const { partition, ending, lost } = holding;
      for (const other of this.#workers)
        if (other.working.has(partition) && other.partitions.isHeld(partition))
          this.overlaps.push(`partition ${partition}`);
      if (working.has(partition)) this.overlaps.push(`partition ${partition}, in one process`);
      working.set(partition, holding);
      await Promise.race([until?.(holding) ?? aborted(ending), aborted(lost)]);
      working.delete(partition);
    });
    const worker: Worker = { ...process, working };
    this.#workers.push(worker);
    return worker;
  }
}

/** Starts a process, the only one so far, and waits until it has everything. */
async function takeAll(driver: PartitionsDriver, { partitions, working }: Worker): Promise<void> {
  await partitions.start();
  await driver.until("all taken", () => working.size === PARTITIONS, 5_000);
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}

/** The contract of every {@link Partitions}. */
export function partitionsContract(name: string, start: () => Promise<PartitionsDriver>): void {
  describe(`${name}, shared by processes`, { timeout: 90_000 }, () => {
    it("gives one process everything, and nothing after its stop", async () => {
      await using driver = await start();
      const { partitions, working } = await new Observer().join(driver);
      expect(partitions.isHeld(0)).toBe(false);
      await partitions.start();
      await driver.until("all taken", () => working.size === PARTITIONS, 5_000);
      expect(partitions.isHeld(0)).toBe(true);
      expect(partitions.isHeld(PARTITIONS)).toBe(false);
      expect(partitions.mayAct()).toBe(true);
      await partitions.stop();
      expect(working.size).toBe(0);
      expect(partitions.isHeld(0)).toBe(false);
    });

    it("shares them out when a process joins, and passes them on when one leaves", async () => {
      await using driver = await start();
      const observer = new Observer();
      const first = await observer.join(driver);
      const second = await observer.join(driver);
      await takeAll(driver, first);
      await second.partitions.start();
      const half = PARTITIONS / 2;
      await driver.until(
        "halves",
        () => first.working.size === half && second.working.size === half,
        60_000,
      );
      await first.partitions.stop();
      // At once: no lock has to expire.
      await driver.until("all again", () => second.working.size === PARTITIONS, 1_500);
      expect(observer.overlaps).toEqual([]);
      await second.partitions.stop();
    });

    it("gives new processes everything at once, also if they start at the same time", async () => {
      await using driver = await start();
      const observer = new Observer();
      const both = [await observer.join(driver), await observer.join(driver)];
      await Promise.all(both.map(({ partitions }) => partitions.start()));
      const count = (): number => both.reduce((sum, { working }) => sum + working.size, 0);
      // Before any lock could expire: what one of them is just adding, the other looks for again after a second.
      await driver.until("all taken", () => count() === PARTITIONS, driver.lockMs);
      expect(observer.overlaps).toEqual([]);
      await Promise.all(both.map(({ partitions }) => partitions.stop()));
    });

    it("passes a partition on as soon as its work has ended, while others still end", async () => {
      await using driver = await start();
      const observer = new Observer();
      const slow = Promise.withResolvers<void>();
      const first = await observer.join(driver, ({ partition, ending }) =>
        partition === 7 ? slow.promise : aborted(ending),
      );
      await takeAll(driver, first);
      const second = await observer.join(driver);
      await second.partitions.start();
      const stopped = first.partitions.stop();
      await driver.until("all but one", () => second.working.size === PARTITIONS - 1, 15_000);
      expect(first.partitions.isHeld(7)).toBe(true);
      slow.resolve();
      await stopped;
      await driver.until("the last", () => second.working.has(7), 5_000);
      expect(observer.overlaps).toEqual([]);
      await second.partitions.stop();
    });

    it("stops in a hurry", async () => {
      await using driver = await start();
      const first = await new Observer().join(driver, ({ lost }) => aborted(lost));
      await takeAll(driver, first);
      await first.partitions.stop(AbortSignal.abort());
      expect(first.working.size).toBe(0);
    });

    it("takes the partitions of a process that is cut off, once that stopped by itself", async () => {
      await using driver = await start();
      const observer = new Observer();
      const first = await observer.join(driver);
      await takeAll(driver, first);
      const { lost } = first.working.get(0)!;
      first.cutOff();
      await driver.until("lost", () => lost.aborted, driver.lockMs);
      expect(first.partitions.isHeld(0)).toBe(false);
      const second = await observer.join(driver);
      await second.partitions.start();
      await driver.until("taken", () => second.working.size === PARTITIONS, 2 * driver.lockMs);
      first.mend();
      const half = PARTITIONS / 2;
      await driver.until("shared", () => first.working.size === half, 60_000);
      expect(observer.overlaps).toEqual([]);
      await Promise.all([first.partitions.stop(), second.partitions.stop()]);
    });

    it("goes on after the queue was wiped", async () => {
      await using driver = await start();
      const observer = new Observer();
      const first = await observer.join(driver);
      await takeAll(driver, first);
      const { lost } = first.working.get(0)!;
      await driver.wipe();
      const second = await observer.join(driver);
      await second.partitions.start();
      await driver.until("noticed", () => lost.aborted, driver.lockMs);
      const count = (): number => first.working.size + second.working.size;
      await driver.until("all taken", () => count() === PARTITIONS, 3 * driver.lockMs);
      expect(observer.overlaps).toEqual([]);
      await Promise.all([first.partitions.stop(), second.partitions.stop()]);
    });
  });
}

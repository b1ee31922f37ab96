import { setImmediate } from "node:timers/promises";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { MediaError } from "../../../../../src/core/errors.ts";
import type { KeptFile, UnfinishedFile } from "../../../../../src/core/ports/media-spool.ts";
import type { MediaFile } from "../../../../../src/core/ports/media.ts";
import { DiskBudget } from "../../../../../src/services/delivery/media/disk-budget.ts";
import { KeptFiles } from "../../../../../src/services/delivery/media/kept-files.ts";
import { Spool } from "../../../../../src/services/delivery/media/spool.ts";
import { FakeClock } from "../../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { FakeMediaFetcher, mp4Bytes } from "../../../../support/fakes/fake-media.ts";
import { FakeSpool } from "../../../../support/fakes/fake-spool.ts";
import { readAll } from "../../../../contracts/media-fetcher.ts";

/** Each of its operations takes some time, during which others go on. */
class SlowSpool extends FakeSpool {
  mostBytes = 0;
  readonly #pauses: readonly number[];
  #at = 0;

  constructor(clock: FakeClock, pauses: readonly number[]) {
    super(clock);
    this.#pauses = pauses;
  }

  override async create(key: string): Promise<UnfinishedFile> {
    await this.#pause();
    const unfinished = await super.create(key);
    return {
      get sizeBytes() {
        return unfinished.sizeBytes;
      },
      append: async (chunk) => {
        await unfinished.append(chunk);
        await this.#pause();
      },
      read: () => unfinished.read(),
      keep: async () => {
        await this.#pause();
        return unfinished.keep();
      },
      dispose: () => unfinished.dispose(),
    };
  }

  override async open(file: KeptFile, filename?: string): Promise<MediaFile | undefined> {
    await this.#pause();
    return super.open(file, filename);
  }

  override async remove(file: KeptFile): Promise<void> {
    await this.#pause();
    await super.remove(file);
  }

  async #pause(): Promise<void> {
    const turns = this.#pauses[(this.#at += 1) % this.#pauses.length] ?? 0;
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
    this.mostBytes = Math.max(this.mostBytes, this.usedBytes);
  }
}

interface Step {
  readonly key: number;
  readonly isForKeeping: boolean;
  /** Whether the caller takes a file that another one still downloads. */
  readonly mayArrive: boolean;
  /** How long the caller needs the file, in turns of the event loop. */
  readonly turns: number;
  /** Turns until the next step. */
  readonly pause: number;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    key: fc.nat(5),
    isForKeeping: fc.boolean(),
    mayArrive: fc.boolean(),
    turns: fc.nat(8),
    pause: fc.nat(6),
  }),
  { minLength: 2, maxLength: 25 },
);

const sizeOf = (key: number): number => 1_000 + key * 700;

// Files that were being opened or deleted were not counted, so for a while there was more on the disk than allowed.
it("has never more on the disk than the budget allows, and always hands out the right bytes", async () => {
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.integer({ min: 4_500, max: 12_000 }),
      fc.array(fc.nat(7), { minLength: 5, maxLength: 12 }),
      async (history, maxBytes, pauses) => {
        const clock = new FakeClock();
        const directory = new SlowSpool(clock, pauses);
        const disk = new DiskBudget(maxBytes);
        const common = { directory, disk, clock, log: createFakeLogger() };
        const kept = new KeptFiles({ ...common, awaiting: () => [], digest: (text) => text });
        const spool = new Spool({ ...common, kept });
        const media = new FakeMediaFetcher();
        for (let key = 0; key <= 5; key += 1)
          media.script(`https://cdn.test/${key}`, { bytes: mp4Bytes(sizeOf(key)) });
        const { signal } = new AbortController();
        const run = async ({ key, isForKeeping, mayArrive, turns }: Step): Promise<void> => {
          const space = isForKeeping
            ? disk.tryReserve(sizeOf(key), 0)
            : await disk.reserve(sizeOf(key), signal);
          if (!space) return;
          try {
            const file = await spool.obtain({
              key: String(key),
              maxBytes: space.leftBytes,
              space,
              isForKeeping,
              ...(mayArrive && { maxArrivingBytes: sizeOf(key) }),
              signal,
              download: (to) =>
                media.fetch({ url: `https://cdn.test/${key}`, maxBytes: space.leftBytes, ...to }),
            });
            for (let turn = 0; turn < turns; turn += 1) await setImmediate();
            const bytes = await readAll(file);
            expect(bytes.equals(mp4Bytes(sizeOf(key)))).toBe(true);
            await file.dispose();
          } catch (error) {
            if (!isForKeeping || !(error instanceof MediaError)) throw error;
          } finally {
            space.close();
          }
        };
        const running: Promise<void>[] = [];
        for (const step of history) {
          running.push(run(step));
          for (let turn = 0; turn < step.pause; turn += 1) await setImmediate();
        }
        await Promise.all(running);
        expect(directory.mostBytes).toBeLessThanOrEqual(maxBytes);
        expect([media.undisposed, disk.spareBytes]).toEqual([0, maxBytes]);
        expect((await directory.list()).length).toBe(directory.files.size);
      },
    ),
    { numRuns: 150 },
  );
});

import { setImmediate } from "node:timers/promises";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MediaError } from "../../../../../src/core/errors.ts";
import type { MediaFetcher, MediaFile, Transcoder } from "../../../../../src/core/ports/media.ts";
import { MediaCollector } from "../../../../../src/services/delivery/media/media-collector.ts";
import { DiskBudget } from "../../../../../src/services/delivery/media/disk-budget.ts";
import { aSettledFollow } from "../../../../support/follows.ts";

const KEPT = new AbortController().signal;
/** What the transcoder asks for beyond what a copy takes. */
const MARGIN = 1024 * 1024;

/** A disk that counts what is on it; a file's size is in its address. */
class Disk implements MediaFetcher, Transcoder {
  usedBytes = 0;
  mostBytes = 0;

  async fetch({ url, maxBytes, signal }: Parameters<MediaFetcher["fetch"]>[0]): Promise<MediaFile> {
    const sizeBytes = Number(new URL(url).searchParams.get("bytes"));
    await this.#grow(Math.min(sizeBytes, maxBytes));
    if (sizeBytes > maxBytes || signal?.aborted === true) {
      this.usedBytes -= Math.min(sizeBytes, maxBytes);
      throw new MediaError(sizeBytes > maxBytes ? "too_large" : "unavailable", "scripted");
    }
    return this.#file(sizeBytes);
  }

  async shrink({ file, maxBytes }: Parameters<Transcoder["shrink"]>[0]): Promise<MediaFile> {
    await this.#grow(file.sizeBytes + maxBytes);
    this.usedBytes -= file.sizeBytes;
    return this.#file(maxBytes);
  }

  async close(): Promise<void> {}

  async #grow(bytes: number): Promise<void> {
    this.usedBytes += bytes;
    this.mostBytes = Math.max(this.mostBytes, this.usedBytes);
    await setImmediate();
  }

  #file(sizeBytes: number): MediaFile {
    let isThere = true;
    return {
      filename: "v.mp4",
      contentType: "video/mp4",
      sizeBytes,
      open: async function* () {},
      dispose: async () => {
        if (isThere) this.usedBytes -= sizeBytes;
        isThere = false;
      },
    };
  }
}

interface Video {
  readonly bytes: number;
  /** What the API says; undefined: nothing. */
  readonly said?: number | undefined;
}

const attachmentOf = ({ bytes, said }: Video, index: number) => ({
  url: `https://cdn.test/${index}?bytes=${bytes}`,
  filename: `${index}.mp4`,
  contentType: "video/mp4",
  ...(said !== undefined && { sizeBytes: said }),
});

function createCollector(
  disk: Disk,
  budget: number,
  options: { transcode?: boolean; maxBytes?: number } = {},
) {
  const { transcode = false, maxBytes = 100 } = options;
  return new MediaCollector({
    media: disk,
    ...(transcode && { transcoder: disk }),
    maxBytes,
    disk: new DiskBudget(budget),
    pollJob: async () => undefined,
  });
}

/** Delivers a job as the deliverer does: message by message, each file held until its message is posted. */
async function deliver(
  collector: MediaCollector,
  videos: readonly Video[],
  uploadLimitBytes?: number,
) {
  const attachments = videos.map(attachmentOf);
  const follow = aSettledFollow(
    { kind: "completed", attachments },
    { ...(uploadLimitBytes !== undefined && { uploadLimitBytes }) },
  );
  const messages: { files: number[]; links: number[] }[] = [];
  let indexes: readonly number[] | undefined;
  do {
    const media = await collector.collect(follow, { indexes, isLastTry: true, signal: KEPT });
    messages.push({
      files: media.files.map(({ file }) => file.sizeBytes),
      links: media.links.map(({ attachment }) => Number(attachment.url.split("=")[1])),
    });
    await setImmediate();
    for (const { file } of media.files) await file.dispose();
    indexes = media.laterIndexes;
  } while (indexes.length > 0);
  return messages;
}

describe("the budget of the disk", () => {
  it("grants reservations in order, and no small one before a large one", async () => {
    const budget = new DiskBudget(100);
    const first = await budget.reserve(60, KEPT);
    const order: string[] = [];
    const large = budget.reserve(90, KEPT).then((space) => (order.push("large"), space));
    const small = budget.reserve(10, KEPT).then((space) => (order.push("small"), space));
    await setImmediate();
    expect(order).toEqual([]);
    first.close();
    await Promise.all([large, small]);
    expect(order).toEqual(["large", "small"]);
  });

  it("can be waited for until the wait is aborted, which delays nobody", async () => {
    const budget = new DiskBudget(100);
    const space = await budget.reserve(100, KEPT);
    const stop = new AbortController();
    const stopped = budget.reserve(50, stop.signal);
    const next = budget.reserve(50, KEPT);
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ code: "unavailable" });
    space.close();
    await expect(next).resolves.toMatchObject({ leftBytes: 50 });
    await expect(budget.reserve(1, stop.signal)).rejects.toBeInstanceOf(MediaError);
  });

  it("splits a result into several messages if its files do not fit at once", async () => {
    const disk = new Disk();
    const videos = [60, 60, 30].map((bytes) => ({ bytes }));
    expect(await deliver(createCollector(disk, 100), videos)).toEqual([
      { files: [60], links: [] },
      { files: [60, 30], links: [] },
    ]);
    expect([disk.usedBytes, disk.mostBytes <= 100]).toEqual([0, true]);
  });

  it("links a file over the size limit, and attaches the rest", async () => {
    const videos = [101, 100, 1].map((bytes) => ({ bytes }));
    expect(await deliver(createCollector(new Disk(), 1_000), videos)).toEqual([
      { files: [100, 1], links: [101] },
    ]);
  });

  it("does not rely on the API's sizes if they are too small", async () => {
    const disk = new Disk();
    const videos = [
      { bytes: 90, said: 1 },
      { bytes: 80, said: 0 },
    ];
    expect(await deliver(createCollector(disk, 100), videos)).toEqual([
      { files: [90], links: [] },
      { files: [80], links: [] },
    ]);
    expect(disk.mostBytes).toBeLessThanOrEqual(100);
  });

  it("counts the space of the transcoder, and links the video if that is too much", async () => {
    const videos = [{ bytes: 80 }];
    const enough = { disk: new Disk(), budget: 80 + 80 + 20 + MARGIN };
    const collector = createCollector(enough.disk, enough.budget, { transcode: true });
    expect(await deliver(collector, videos, 20)).toEqual([{ files: [20], links: [] }]);
    expect(enough.disk.mostBytes).toBe(80 + 80 + 20);
    const tight = createCollector(new Disk(), 170, { transcode: true });
    expect(await deliver(tight, videos, 20)).toEqual([{ files: [], links: [80] }]);
  });

  // Nothing counted what was on the disk: twelve deliveries at once could fill it with 60 GB.
  it("is kept by any number of deliveries at once, each of which gets its files", async () => {
    const video = fc.record({
      bytes: fc.integer({ min: 0, max: 130 }),
      said: fc.option(fc.integer({ min: 0, max: 130 }), { nil: undefined }),
    });
    const jobs = fc.array(fc.array(video, { minLength: 1, maxLength: 14 }), {
      minLength: 1,
      maxLength: 14,
    });
    await fc.assert(
      fc.asyncProperty(
        jobs,
        fc.integer({ min: 100, max: 400 }),
        fc.boolean(),
        async (all, room, transcode) => {
          const disk = new Disk();
          const budget = transcode ? room + MARGIN : room;
          const collector = createCollector(disk, budget, { transcode });
          const delivered = await Promise.all(all.map((videos) => deliver(collector, videos, 50)));
          expect(disk.usedBytes).toBe(0);
          expect(disk.mostBytes).toBeLessThanOrEqual(budget);
          for (const [index, messages] of delivered.entries()) {
            const told = messages.flatMap(({ files, links }) => files.concat(links));
            expect(told).toHaveLength(all[index]?.length ?? 0);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

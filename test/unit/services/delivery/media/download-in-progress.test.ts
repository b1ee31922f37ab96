import { describe, expect, it } from "vitest";
import { MediaError } from "../../../../../src/core/errors.ts";
import type { MediaFile } from "../../../../../src/core/ports/media.ts";
import { DiskBudget } from "../../../../../src/services/delivery/media/disk-budget.ts";
import { DownloadInProgress } from "../../../../../src/services/delivery/media/download-in-progress.ts";
import { readAll } from "../../../../contracts/media-fetcher.ts";
import { FakeMediaFile, mp4Bytes } from "../../../../support/fakes/fake-media.ts";

const BYTES = mp4Bytes(3_000);

async function start() {
  let disposals = 0;
  const file = new FakeMediaFile({ bytes: BYTES }, () => (disposals += 1));
  const ended = Promise.withResolvers<void>();
  const arrives = Promise.withResolvers<void>();
  const { signal } = new AbortController();
  const space = await new DiskBudget().reserve(10_000, signal);
  const request = { key: "key", maxBytes: 10_000, space, signal, download: async () => file };
  const download = new DownloadInProgress(request, async (onArriving) => {
    await Promise.race([arrives.promise, ended.promise]);
    const used = onArriving(file);
    await ended.promise;
    return used;
  });
  download.file.catch(() => {});
  return {
    download,
    arrive: () => arrives.resolve(),
    end: () => ended.resolve(),
    fail: () => ended.reject(new MediaError("unavailable", "broke off")),
    join: (maxBytes = 10_000, stop = signal): Promise<MediaFile | undefined> =>
      download.whileArriving(maxBytes, stop),
    disposals: () => disposals,
  };
}

describe("a download in progress", () => {
  it("hands on its file while it arrives, and disposes of it once all have", async () => {
    const { download, arrive, end, join, disposals } = await start();
    const early = join();
    arrive();
    const files = [await early, await join()];
    end();
    await (await download.file).dispose();
    for (const file of files) {
      expect(disposals()).toBe(0);
      expect(file && (await readAll(file)).equals(BYTES)).toBe(true);
      await file?.dispose();
      await file?.dispose();
    }
    expect(disposals()).toBe(1);
    expect(await join()).toBeUndefined();
  });

  it("hands on no file that is too large, that does not arrive, or for which no one waits any more", async () => {
    const { arrive, fail, join } = await start();
    const stopping = new AbortController();
    const stopped = join(10_000, stopping.signal);
    stopping.abort();
    expect(await stopped).toBeUndefined();
    arrive();
    expect(await join(2_999)).toBeUndefined();
    expect((await join(3_000))?.sizeBytes).toBe(3_000);
    fail();
    const other = await start();
    const waiting = other.join();
    other.fail();
    expect(await waiting).toBeUndefined();
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MediaErrorCode } from "../../src/core/errors.ts";
import type { MediaFetcher, MediaFile } from "../../src/core/ports/media.ts";
import { mp4Bytes } from "../support/fakes/fake-media.ts";

/** What the server of the contract's tests has at an address. */
export type Offer =
  | { readonly bytes: Uint8Array }
  | { readonly fails: Exclude<MediaErrorCode, "too_large"> };

/** One fetcher under test, and the world it fetches from. */
export interface MediaFetcherDriver {
  readonly fetcher: MediaFetcher;
  /** An address that behaves like the offer. */
  offer(offer: Offer): string;
  close(): Promise<void>;
}

/** All bytes of a file. */
export async function readAll(file: Pick<MediaFile, "open">): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.open()) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** What every MediaFetcher does, the fake one included. */
export function mediaFetcherContract(
  name: string,
  create: () => Promise<MediaFetcherDriver>,
): void {
  describe(`the media fetcher contract: ${name}`, () => {
    let driver: MediaFetcherDriver;
    const files: MediaFile[] = [];
    beforeEach(async () => {
      driver = await create();
    });
    afterEach(async () => {
      await Promise.all(files.splice(0).map((file) => file.dispose()));
      await driver.close();
    });

    const fetchBytes = async (bytes: Uint8Array, maxBytes = 1_000_000): Promise<MediaFile> => {
      const url = driver.offer({ bytes });
      const file = await driver.fetcher.fetch({ url, filename: "cat.mp4", maxBytes });
      files.push(file);
      return file;
    };

    it("returns the exact bytes with their size, type and name", async () => {
      const bytes = mp4Bytes(300_001);
      const file = await fetchBytes(bytes);
      expect(file).toMatchObject({
        filename: "cat.mp4",
        contentType: "video/mp4",
        sizeBytes: 300_001,
      });
      expect((await readAll(file)).equals(bytes)).toBe(true);
    });

    it("hands out a file of known size before it is whole, and then resolves with it", async () => {
      const bytes = mp4Bytes(700_000);
      const arrived: MediaFile[] = [];
      const file = await driver.fetcher.fetch({
        url: driver.offer({ bytes }),
        maxBytes: 1_000_000,
        onArriving: (arriving) => arrived.push(arriving),
      });
      files.push(file);
      expect(arrived).toEqual([file]);
      expect((await readAll(file)).equals(bytes)).toBe(true);
    });

    it("invents a name if there is none", async () => {
      const url = driver.offer({ bytes: mp4Bytes() });
      const file = await driver.fetcher.fetch({ url, maxBytes: 1_000_000 });
      files.push(file);
      expect(file.filename).toBe("video.mp4");
    });

    it("can be read from the beginning several times, even at the same time", async () => {
      const bytes = mp4Bytes(700_000);
      const file = await fetchBytes(bytes);
      const unfinished = file.open()[Symbol.asyncIterator]();
      await unfinished.next();
      const [first, second] = await Promise.all([readAll(file), readAll(file)]);
      expect(first.equals(bytes)).toBe(true);
      expect(second.equals(bytes)).toBe(true);
      await unfinished.return?.();
    });

    it("accepts a file of exactly the allowed size and no larger one", async () => {
      expect((await fetchBytes(mp4Bytes(5000), 5000)).sizeBytes).toBe(5000);
      await expect(fetchBytes(mp4Bytes(5001), 5000)).rejects.toMatchObject({ code: "too_large" });
    });

    it("refuses an empty file", async () => {
      await expect(fetchBytes(new Uint8Array())).rejects.toMatchObject({ code: "not_media" });
    });

    it("can be disposed of twice, and not opened afterwards", async () => {
      const file = await fetchBytes(mp4Bytes(300_000));
      const underWay = file.open()[Symbol.asyncIterator]();
      await file.dispose();
      await file.dispose();
      expect(() => file.open()).toThrow(/disposed/);
      await expect(underWay.next()).rejects.toThrow(/disposed/);
    });

    it.each([
      ["link_expired", false],
      ["not_media", false],
      ["address_refused", false],
      ["unavailable", true],
    ] as const)("reports %s, and whether a retry may help", async (fails, retryable) => {
      const url = driver.offer({ fails });
      await expect(driver.fetcher.fetch({ url, maxBytes: 1_000_000 })).rejects.toMatchObject({
        name: "MediaError",
        code: fails,
        retryable,
      });
    });

    it("reports an aborted signal as unavailable", async () => {
      const url = driver.offer({ bytes: mp4Bytes() });
      const signal = AbortSignal.abort();
      await expect(
        driver.fetcher.fetch({ url, maxBytes: 1_000_000, signal }),
      ).rejects.toMatchObject({ code: "unavailable" });
    });
  });
}

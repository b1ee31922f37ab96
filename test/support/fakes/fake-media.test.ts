import { describe, expect, it } from "vitest";
import { mediaFetcherContract } from "../../contracts/media-fetcher.ts";
import { FakeMediaFetcher, mp4Bytes } from "./fake-media.ts";

mediaFetcherContract("the fake media fetcher", async () => {
  const fetcher = new FakeMediaFetcher();
  let count = 0;
  return {
    fetcher,
    offer(offer) {
      const url = `https://media.test/${++count}`;
      fetcher.script(url, offer);
      return url;
    },
    async close() {
      if (fetcher.undisposed !== 0) throw new Error(`${fetcher.undisposed} files left`);
    },
  };
});

describe("the fake media fetcher", () => {
  it("gives its answers in turn, and repeats the last", async () => {
    const fetcher = new FakeMediaFetcher().script(
      "https://media.test/a",
      { fails: "link_expired" },
      { bytes: mp4Bytes() },
    );
    const request = { url: "https://media.test/a", maxBytes: 10_000 };
    await expect(fetcher.fetch(request)).rejects.toMatchObject({ code: "link_expired" });
    await fetcher.fetch(request);
    const file = await fetcher.fetch(request);
    expect(fetcher.timesAsked(request.url)).toBe(3);
    expect(fetcher.undisposed).toBe(2);
    await file.dispose();
    await file.dispose();
    expect(fetcher.undisposed).toBe(1);
  });
});

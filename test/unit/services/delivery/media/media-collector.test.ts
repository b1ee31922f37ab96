import { describe, expect, it } from "vitest";
import type { Attachment, PollResult } from "../../../../../src/core/job/job.ts";
import { MediaCollector } from "../../../../../src/services/delivery/media/media-collector.ts";
import { FakeMediaFetcher, mp4Bytes } from "../../../../support/fakes/fake-media.ts";
import { aJob, aSettledFollow } from "../../../../support/follows.ts";

const video = (name: string, version = 1): Attachment => ({
  url: `https://cdn.test/${name}?ex=${version}`,
  filename: name,
  contentType: "video/mp4",
});
const bytes = { bytes: mp4Bytes() };
const completed = (...attachments: Attachment[]): PollResult => ({
  kind: "job",
  job: aJob("completed", { attachments }),
});

/** Collects once; `readings` are what the job API says, one after the other. */
function collect(
  attachments: Attachment[],
  {
    media,
    readings = [],
    isLastTry = false,
    maxBytes = 1_000_000,
    signal = new AbortController().signal,
  }: {
    media: FakeMediaFetcher;
    readings?: (PollResult | undefined)[];
    isLastTry?: boolean;
    maxBytes?: number;
    signal?: AbortSignal;
  },
) {
  const left = [...readings];
  const collector = new MediaCollector({ media, maxBytes, pollJob: async () => left.shift() });
  const follow = aSettledFollow({ kind: "completed", attachments });
  return collector.collect(follow, { isLastTry, signal });
}

const names = ({ files }: Awaited<ReturnType<typeof collect>>) =>
  files.map(({ attachment }) => attachment.url);

describe("collecting the files of a job", () => {
  it("does nothing for any other outcome", async () => {
    const media = new FakeMediaFetcher();
    const collector = new MediaCollector({ media, maxBytes: 1, pollJob: async () => undefined });
    const { signal } = new AbortController();
    const collected = await collector.collect(aSettledFollow({ kind: "failed" }), {
      isLastTry: false,
      signal,
    });
    expect(collected).toEqual({ files: [], links: [], indexes: [], laterIndexes: [] });
    expect(media.requests).toEqual([]);
  });

  it("fetches a file that is exactly as large as allowed, and links one that is a byte larger", async () => {
    const media = new FakeMediaFetcher().script(video("a").url, bytes);
    const attachments = [
      { ...video("a"), sizeBytes: 2_048 },
      { ...video("b"), sizeBytes: 2_049 },
    ];
    const collected = await collect(attachments, { media, maxBytes: 2_048 });
    expect(names(collected)).toEqual([video("a").url]);
    expect(collected.links).toMatchObject([{ reason: "too-large", limitBytes: 2_048 }]);
  });

  it("counts a file of unknown type as a video if its bytes are one", async () => {
    const media = new FakeMediaFetcher()
      .script("https://cdn.test/u", bytes)
      .script("https://cdn.test/p", { ...bytes, contentType: "image/png" });
    const collected = await collect(
      [{ url: "https://cdn.test/p" }, { url: "https://cdn.test/u" }],
      {
        media,
      },
    );
    expect(names(collected)).toEqual(["https://cdn.test/u"]);
    expect(media.undisposed).toBe(1);
  });

  it("names a file of unknown type that is unreachable, because it may be the video", async () => {
    const media = new FakeMediaFetcher()
      .script("https://cdn.test/u", { fails: "address_refused" })
      .script("https://cdn.test/p", { ...bytes, contentType: "image/png" });
    const collected = await collect(
      [{ url: "https://cdn.test/u" }, { url: "https://cdn.test/p", contentType: "image/png" }],
      { media },
    );
    expect(collected.files).toEqual([]);
    expect(collected.links).toMatchObject([{ reason: "address-refused" }]);
    expect(media.undisposed).toBe(0);
  });

  it("frees its files if a later one is unreachable for now", async () => {
    const media = new FakeMediaFetcher()
      .script(video("a").url, bytes)
      .script(video("b").url, { fails: "unavailable" });
    await expect(collect([video("a"), video("b")], { media })).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(media.undisposed).toBe(0);
  });

  it("links an unreachable file at the last attempt", async () => {
    const media = new FakeMediaFetcher().script(video("a").url, { fails: "unavailable" });
    const collected = await collect([video("a")], { media, isLastTry: true });
    expect(collected.links).toMatchObject([{ reason: "unreachable" }]);
  });

  it("ends at once when it is stopped", async () => {
    const media = new FakeMediaFetcher().script(video("a").url, bytes);
    const signal = AbortSignal.abort();
    const stopped = collect([video("a")], { media, isLastTry: true, signal });
    await expect(stopped).rejects.toMatchObject({ code: "unavailable" });
  });
});

const expired = () => new FakeMediaFetcher().script(video("a").url, { fails: "link_expired" });

describe("an expired link", () => {
  it("is renewed at most twice", async () => {
    const media = expired();
    const collected = await collect([video("a")], {
      media,
      readings: [completed(video("a")), completed(video("a")), completed(video("a", 2))],
    });
    expect(collected.links).toMatchObject([{ reason: "expired" }]);
    expect(media.timesAsked(video("a").url)).toBe(3);
  });

  it("of an unsafe file leads to an unsafe file, even if the fresh answer says nothing about that", async () => {
    const media = expired().script(video("a", 2).url, bytes);
    const collected = await collect([{ ...video("a"), isUnsafe: true }], {
      media,
      readings: [completed(video("a", 2))],
    });
    expect(collected.files).toMatchObject([{ attachment: { ...video("a", 2), isUnsafe: true } }]);
  });

  // The API was once asked twice for each of them, all at once.
  it("is renewed twice for all files together if all are gone", async () => {
    const media = new FakeMediaFetcher();
    const all = Array.from({ length: 10 }, (_each, index) => `f${index}`);
    let asked = 0;
    const collector = new MediaCollector({
      media,
      maxBytes: 1_000_000,
      pollJob: async () => completed(...all.map((name) => video(name, (asked += 1)))),
    });
    const attachments = all.map((name) => video(name));
    const follow = aSettledFollow({ kind: "completed", attachments });
    const collected = await collector.collect(follow, {
      isLastTry: false,
      signal: new AbortController().signal,
    });
    expect(collected.links.map(({ reason }) => reason)).toEqual(all.map(() => "expired"));
    expect(asked / all.length).toBe(2);
  });

  it("is renewed for each missing file if others are there", async () => {
    const media = new FakeMediaFetcher()
      .script(video("b", 1).url, bytes)
      .script(video("a", 3).url, bytes)
      .script(video("c", 5).url, bytes);
    const answers = [2, 3, 4, 5].map((version) =>
      completed(video("a", version), video("b", 1), video("c", version)),
    );
    const collected = await collect([video("a"), video("b"), video("c")], {
      media,
      readings: answers,
    });
    expect(collected.files).toHaveLength(3);
  });

  it.each([
    ["the job API is down", { kind: "unavailable" } as const],
    ["the relay stops", undefined],
  ])("waits for a later attempt while %s", async (_why, pollResult) => {
    const waiting = collect([video("a")], { media: expired(), readings: [pollResult] });
    await expect(waiting).rejects.toMatchObject({
      code: "unavailable",
      message: "the job API gave no fresh link yet",
    });
  });

  it.each([
    ["the job is gone", false, { kind: "not-found", message: "no" } as const],
    ["the API does not answer at the last try", true, { kind: "unavailable" } as const],
    ["there is no answer at the last try", true, undefined],
  ])("is linked unchanged if %s", async (_why, isLastTry, pollResult) => {
    const collected = await collect([video("a")], {
      media: expired(),
      isLastTry,
      readings: [pollResult, pollResult],
    });
    expect(collected.links).toMatchObject([{ reason: "expired", attachment: video("a") }]);
  });

  it("finds its file again by name at any position", async () => {
    const media = expired().script(video("a", 2).url, bytes);
    const collected = await collect([video("a")], {
      media,
      readings: [completed(video("b", 2), video("a", 2))],
    });
    expect(names(collected)).toEqual([video("a", 2).url]);
  });

  it("takes the file at the same position if the names have changed", async () => {
    const media = expired().script(video("renamed").url, bytes);
    const collected = await collect([video("a")], {
      media,
      readings: [completed(video("renamed"))],
    });
    expect(names(collected)).toEqual([video("renamed").url]);
  });

  it("takes no other file if there are more now and none has the name", async () => {
    const media = expired();
    const collected = await collect([video("a")], {
      media,
      readings: [completed(video("x"), video("y")), completed(video("x"), video("y"))],
    });
    expect(collected.links).toMatchObject([{ attachment: video("a"), reason: "expired" }]);
  });

  it("finds a file without a name by its position", async () => {
    const nameless = { url: "https://cdn.test/1", contentType: "video/mp4" };
    const fresh = { ...nameless, url: "https://cdn.test/2" };
    const media = new FakeMediaFetcher()
      .script(nameless.url, { fails: "link_expired" })
      .script(fresh.url, bytes);
    const collected = await collect([video("first"), nameless], {
      media: media.script(video("first").url, bytes),
      readings: [completed({ ...video("first"), filename: undefined }, fresh)],
    });
    expect(names(collected)).toEqual([video("first").url, fresh.url]);
  });
});

import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import type { Attachment } from "../../../src/core/job/job.ts";
import type { MediaFile } from "../../../src/core/ports/media.ts";
import { FakeJobSource } from "../../support/fakes/fake-job-source.ts";
import { FakeMediaFetcher, mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aJob } from "../../support/follows.ts";
import { startTestRelay, type TestRelay } from "../../support/test-relay.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const down = new PlatformError("unavailable", "503");
const NAMES = ["a.mp4", "b.mp4", "c.mp4"];

const urlOf = (name: string): string => `https://cdn.test/${name}`;
const bytesOf = (name: string): Uint8Array => mp4Bytes(20_000 + name.charCodeAt(0));
const toFile = (name: string): Attachment => ({
  url: urlOf(name),
  filename: name,
  contentType: "video/mp4",
});
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** The job runs, and its channel waits; the platform takes no result. */
async function follow(relay: TestRelay, jobId: string, api = relay.api): Promise<void> {
  api.answer(jobId, { kind: "job", job: aJob("running", { jobId }) });
  await relay.ask(jobId);
  relay.discord.failAll("result", down);
}

function complete(api: FakeJobSource, jobId: string, attachments: readonly Attachment[]): void {
  api.answer(jobId, { kind: "job", job: aJob("completed", { jobId, attachments }) });
}

/** The provider deletes every file, and later the platform takes results again. */
async function deleteAndPost({ media, discord, clock }: TestRelay): Promise<void> {
  for (const name of NAMES) media.script(urlOf(name), { fails: "link_expired" });
  await clock.advance(HOUR);
  discord.failAll("result");
  await clock.advance(10 * MINUTE);
}

const postedFiles = ({ discord }: TestRelay) =>
  discord.posts.flatMap(({ files }) => files).map(({ name, sha256: hash }) => [name, hash]);

const wanted = (...names: readonly string[]) => names.map((name) => [name, sha256(bytesOf(name))]);

describe("the files of a completed job", () => {
  // The first one that was out of reach held up all others.
  it("are downloaded although one of them is out of reach", async () => {
    const relay = await startTestRelay();
    for (const name of NAMES) relay.media.script(urlOf(name), { bytes: bytesOf(name) });
    relay.media.script(urlOf("a.mp4"), { fails: "unavailable" });
    await follow(relay, "job-1");
    complete(relay.api, "job-1", NAMES.map(toFile));
    await relay.clock.advance(MINUTE);
    await deleteAndPost(relay);
    expect(postedFiles(relay)).toEqual(wanted("b.mp4", "c.mp4"));
  });

  it("are downloaded although the store was down when the job had completed", async () => {
    const relay = await startTestRelay();
    relay.media.script(urlOf("a.mp4"), { bytes: bytesOf("a.mp4") });
    await follow(relay, "job-1");
    complete(relay.api, "job-1", [toFile("a.mp4")]);
    relay.store.afterWrite = () => relay.store.failWith(new Error("disk full"));
    await relay.clock.advance(MINUTE);
    expect(relay.log.of("files.not_kept")[0]).toMatchObject({ delayMs: 2_000 });
    relay.store.afterWrite = undefined;
    relay.store.failWith(undefined);
    await relay.clock.advance(MINUTE);
    await deleteAndPost(relay);
    expect(postedFiles(relay)).toEqual(wanted("a.mp4"));
  });

  // The room for it was taken from the answer, so it never fitted.
  it("are downloaded although they are larger than the job API said", async () => {
    const relay = await startTestRelay();
    relay.media.script(urlOf("a.mp4"), { bytes: bytesOf("a.mp4") });
    await follow(relay, "job-0");
    await follow(relay, "job-1");
    // The channel waits because of the first result, so the second one is not tried.
    relay.discord.failAll(
      "result",
      new PlatformError("rate_limited", "429", { retryAfterMs: HOUR + 5 * MINUTE }),
    );
    complete(relay.api, "job-0", [toFile("c.mp4")]);
    await relay.clock.advance(MINUTE);
    complete(relay.api, "job-1", [{ ...toFile("a.mp4"), sizeBytes: 1_000 }]);
    await relay.clock.advance(MINUTE);
    await deleteAndPost(relay);
    expect(postedFiles(relay)).toEqual(wanted("a.mp4"));
  });

  // A download that was not kept counted as done.
  it.each(["create", "keep"] as const)(
    "are downloaded again once the disk keeps them (%s failed)",
    async (what) => {
      const relay = await startTestRelay();
      relay.media.script(urlOf("a.mp4"), { bytes: bytesOf("a.mp4") });
      await follow(relay, "job-1");
      relay.discord.failAll("edit", down);
      const create = relay.spool.create.bind(relay.spool);
      relay.spool.create = async (key) => {
        if (what === "create") throw new Error("EROFS");
        const unfinished = await create(key);
        unfinished.keep = async () => {
          throw new Error("EROFS");
        };
        return unfinished;
      };
      complete(relay.api, "job-1", [toFile("a.mp4")]);
      await relay.clock.advance(MINUTE);
      expect(relay.log.of("files.not_kept")).not.toEqual([]);
      relay.spool.create = create;
      await relay.clock.advance(5 * MINUTE);
      expect(relay.spool.usedBytes).toBe(bytesOf("a.mp4").length);
      relay.discord.failAll("edit");
      await deleteAndPost(relay);
      expect(postedFiles(relay)).toEqual(wanted("a.mp4"));
      expect(relay.media.undisposed).toBe(0);
    },
  );

  // The status message went on to say that the relay has them.
  it("are downloaded again if they are deleted before their result is posted", async () => {
    const relay = await startTestRelay();
    relay.media.script(urlOf("a.mp4"), { bytes: bytesOf("a.mp4") });
    await follow(relay, "job-1");
    relay.discord.failAll(
      "result",
      new PlatformError("rate_limited", "429", { retryAfterMs: HOUR + 15 * MINUTE }),
    );
    complete(relay.api, "job-1", [toFile("a.mp4")]);
    await relay.clock.advance(MINUTE);
    const keptBy = () =>
      relay.store
        .all()
        .flatMap(({ outcome }) => (outcome?.kind === "completed" ? outcome.attachments : []))
        .map(({ kept }) => kept?.sizeBytes);
    expect(keptBy()).toEqual([bytesOf("a.mp4").length]);
    relay.spool.files.clear();
    relay.media.script(urlOf("a.mp4"), { fails: "unavailable" });
    await relay.clock.advance(6 * MINUTE);
    expect(keptBy()).toEqual([undefined]);
    relay.media.script(urlOf("a.mp4"), { bytes: bytesOf("a.mp4") });
    await relay.clock.advance(6 * MINUTE);
    expect(keptBy()).toEqual([bytesOf("a.mp4").length]);
    await deleteAndPost(relay);
    expect(postedFiles(relay)).toEqual(wanted("a.mp4"));
  });

  // A kept file asked for room beside itself.
  it("stay kept without complaint if there is room on the disk for one of them only", async () => {
    const relay = await startTestRelay({ maxDiskBytes: 30_000, maxVideoBytes: 25_000 });
    relay.media.script(urlOf("a.mp4"), { bytes: bytesOf("a.mp4") });
    await follow(relay, "job-1");
    relay.discord.failAll(
      "result",
      new PlatformError("rate_limited", "429", { retryAfterMs: HOUR + 15 * MINUTE }),
    );
    complete(relay.api, "job-1", [toFile("a.mp4")]);
    await relay.clock.advance(11 * MINUTE);
    expect(relay.log.of("files.not_kept")).toEqual([]);
    expect(relay.media.timesAsked(urlOf("a.mp4"))).toBe(1);
    await deleteAndPost(relay);
    expect(postedFiles(relay)).toEqual(wanted("a.mp4"));
  });

  it("are downloaded at once although the files of another job API hang", async () => {
    const slow = new FakeJobSource("slow", "Slow");
    class HangingFetcher extends FakeMediaFetcher {
      override async fetch(request: Parameters<FakeMediaFetcher["fetch"]>[0]): Promise<MediaFile> {
        if (request.url.includes("slow.test")) await new Promise(() => {});
        return super.fetch(request);
      }
    }
    const media = new HangingFetcher().script(urlOf("a.mp4"), { bytes: bytesOf("a.mp4") });
    const relay = await startTestRelay({ moreSources: [slow], mediaFetcher: media });
    for (let index = 0; index < 6; index += 1) {
      const jobId = `job-slow-${index}`;
      await follow(relay, jobId, slow);
      complete(slow, jobId, [{ ...toFile("a.mp4"), url: `https://slow.test/${index}` }]);
    }
    await follow(relay, "job-1");
    await relay.clock.advance(MINUTE);
    complete(relay.api, "job-1", [toFile("a.mp4")]);
    await relay.clock.advance(MINUTE);
    expect(relay.spool.usedBytes).toBe(bytesOf("a.mp4").length);
  });
});

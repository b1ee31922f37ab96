import { describe, expect, it } from "vitest";
import type { MediaFile, Transcoder } from "../../../src/core/ports/media.ts";
import { FakeMediaFetcher, mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { startTestRelay, type TestRelayOptions } from "../../support/test-relay.ts";
import { pattern, said, sentence } from "../../support/sentence.ts";

const VIDEO = {
  url: "https://cdn.test/v.mp4",
  filename: "v.mp4",
  contentType: "video/mp4",
  width: 1024,
  height: 576,
};
const COPY = "https://copy.test/";

/** Makes copies of this many bytes, or none; its files are counted like downloads. */
class FakeTranscoder implements Transcoder {
  readonly asked: { readonly filename: string; readonly maxBytes: number }[] = [];
  readonly copies = new FakeMediaFetcher();
  readonly #sizeBytes: number | undefined;

  constructor(sizeBytes?: number) {
    this.#sizeBytes = sizeBytes;
    if (sizeBytes !== undefined) this.copies.script(COPY, { bytes: mp4Bytes(sizeBytes) });
  }

  async shrink({ file, maxBytes, signal }: Parameters<Transcoder["shrink"]>[0]) {
    this.asked.push({ filename: file.filename, maxBytes });
    signal?.throwIfAborted();
    for await (const _chunk of file.open()) void _chunk;
    const copy: MediaFile | undefined =
      this.#sizeBytes === undefined
        ? undefined
        : await this.copies.fetch({ url: COPY, filename: file.filename, maxBytes });
    return copy;
  }
}

async function deliver(transcoder: FakeTranscoder | undefined, options: TestRelayOptions = {}) {
  const relay = await startTestRelay({ ...(transcoder && { transcoder }), ...options });
  relay.media.script(VIDEO.url, { bytes: mp4Bytes(5_000) });
  relay.api.answer("job-1", { kind: "job", job: aJob("completed", { attachments: [VIDEO] }) });
  await relay.ask("job-1", { channel: DISCORD_CHANNEL, uploadLimitBytes: 2_000 });
  await relay.clock.advance(60_000);
  const result = relay.discord.posts.find(({ kind }) => kind === "result");
  return { ...relay, result };
}

describe("a video that is larger than the channel accepts", () => {
  it("is posted as a smaller copy that says so, and the temporary files are removed", async () => {
    const transcoder = new FakeTranscoder(1_500);
    const { result, media } = await deliver(transcoder);
    expect(transcoder.asked).toEqual([{ filename: "v.mp4", maxBytes: 2_000 }]);
    expect(result?.files).toMatchObject([{ name: "v.mp4", sizeBytes: 1_500 }]);
    expect(result?.text).toContain(
      `📎 v.mp4 · ${said("result.smaller-copy", { size: "1 kB", original: "5 kB" })}`,
    );
    expect(result?.text).not.toContain("1024");
    expect([media.undisposed, transcoder.copies.undisposed]).toEqual([0, 0]);
  });

  it("is linked if there is no such copy, or if copies are turned off", async () => {
    const transcoder = new FakeTranscoder();
    for (const each of [transcoder, undefined]) {
      const { result, media } = await deliver(each);
      expect(result?.files).toEqual([]);
      expect(result?.text).toMatch(
        pattern`${sentence("result.file-not-attached")}[^]*${said("link.too-large-for", { size: "2 kB" })}`,
      );
      expect(media.undisposed).toBe(0);
    }
    expect(transcoder.asked).toHaveLength(1);
  });

  it("is linked, not downloaded, if it is larger than the relay's limit", async () => {
    const transcoder = new FakeTranscoder(1_500);
    const { result, media } = await deliver(transcoder, { maxVideoBytes: 3_000 });
    expect(result?.files).toEqual([]);
    expect(transcoder.asked).toEqual([]);
    expect(media.undisposed).toBe(0);
  });

  it("is posted as it is if the channel accepts it", async () => {
    const transcoder = new FakeTranscoder(1_500);
    const relay = await startTestRelay({ transcoder });
    relay.media.script(VIDEO.url, { bytes: mp4Bytes(5_000) });
    relay.api.answer("job-1", { kind: "job", job: aJob("completed", { attachments: [VIDEO] }) });
    await relay.ask("job-1", { channel: DISCORD_CHANNEL });
    await relay.clock.advance(60_000);
    expect(relay.discord.posts[0]?.files).toMatchObject([{ sizeBytes: 5_000 }]);
    expect(transcoder.asked).toEqual([]);
  });
});

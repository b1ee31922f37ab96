import { describe, expect, it } from "vitest";
import type { Attachment } from "../../../src/core/job/job.ts";
import { mp4Bytes, pngBytes } from "../../support/fakes/fake-media.ts";
import { aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { startTestRelay } from "../../support/test-relay.ts";
import { said, sentence } from "../../support/sentence.ts";

const files = (count: number, contentType: string): Attachment[] =>
  Array.from({ length: count }, (_each, index) => ({
    url: `https://cdn.test/${contentType}/${index}`,
    filename: `${index}.${contentType.split("/")[1]}`,
    contentType,
  }));

/** What a channel receives for a job: the files of each message, and the first message's text. */
async function deliver(attachments: readonly Attachment[]) {
  const relay = await startTestRelay();
  for (const { url } of attachments)
    relay.media.script(url, { bytes: url.includes("/image/") ? pngBytes() : mp4Bytes() });
  relay.api.answer("job-1", { kind: "job", job: aJob("completed", { attachments }) });
  await relay.ask("job-1", { channel: DISCORD_CHANNEL });
  await relay.clock.advance(120_000);
  const results = relay.discord.posts.filter(({ kind }) => kind === "result");
  const [record] = relay.store.all();
  return { counts: results.map((each) => each.files.length), text: results[0]?.text, record };
}

describe("a job with very many files", () => {
  // All of them were once downloaded and posted, and the record held all their links.
  it("posts fifty of them, and says so", async () => {
    const { counts, text, record } = await deliver(files(73, "video/mp4"));
    expect(counts).toEqual([10, 10, 10, 10, 10]);
    expect(text).toContain(said("result.more-files", { count: "73", kept: "50" }));
    expect(record).toMatchObject({ state: "delivered", outcome: { fileCount: 73 } });
  });

  it("mentions no limit if all are posted, even at exactly fifty", async () => {
    const { counts, text } = await deliver(files(50, "image/png"));
    expect(counts).toEqual([10, 10, 10, 10, 10]);
    expect(text).not.toMatch(sentence("result.more-files"));
  });

  it("posts its videos, however many pictures precede them", async () => {
    const { counts, text } = await deliver([...files(70, "image/png"), ...files(3, "video/mp4")]);
    expect(counts).toEqual([3]);
    expect(text).not.toMatch(sentence("result.more-files"));
  });

  it("never puts more into a message than it holds, whatever the files turn out to be", async () => {
    const untyped = files(14, "image/png").map(({ url, filename }) => ({ url, filename }));
    const { counts } = await deliver(untyped);
    expect(counts).toEqual([10, 4]);
  });
});

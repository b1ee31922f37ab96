import { describe, expect, it } from "vitest";
import type { Delivery } from "../../../src/core/channel/channel-settings.ts";
import type { Attachment } from "../../../src/core/job/job.ts";
import type { UnsafePolicy } from "../../../src/core/job/unsafe-policy.ts";
import type { DiscordFault } from "../../../sandbox/discord/discord-fault.ts";
import { createDiscordSandbox } from "../../../sandbox/discord/create-discord-sandbox.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aFollow, aJob } from "../../support/follows.ts";
import { startDiscordRelay } from "../../support/discord/discord-relay.ts";

const SAFE = "https://cdn.test/safe.mp4";
const UNSAFE = "https://cdn.test/unsafe.mp4";
const MIXED: readonly Attachment[] = [
  { url: SAFE, filename: "safe.mp4", contentType: "video/mp4", isUnsafe: false },
  { url: UNSAFE, filename: `${"u".repeat(96)}.mp4`, contentType: "video/mp4", isUnsafe: true },
];
const SPOILER_NAME = `SPOILER_${"u".repeat(88)}.mp4`;
const SUPPRESS_EMBEDS = 4;
/** The answer to the next post with files is lost, and no nonce is remembered. */
const LOST = {
  method: "POST",
  path: /messages$/,
  effect: "reset",
  when: "after-processing",
} as const;

/** What Discord shows in the channel of a job with a safe and an unsafe file. */
async function deliver(
  unsafe: UnsafePolicy,
  { delivery = "post", fault }: { delivery?: Delivery; fault?: DiscordFault } = {},
) {
  await using discord = await createDiscordSandbox({ nonceWindowMs: 0 });
  const channel = {
    platform: "discord",
    workspace: discord.guildId,
    channel: discord.channelId,
  } as const;
  const follow = aFollow({ channel, requesters: [discord.users[0].id], sourceName: "fal" });
  const relay = await startDiscordRelay(discord, { follows: [follow], unsafe, delivery });
  for (const { url } of MIXED) relay.media.script(url, { bytes: mp4Bytes() });
  const passing = async (probe: () => boolean): Promise<void> => {
    await expect
      .poll(async () => (await relay.clock.advance(15_000), probe()), { timeout: 20_000 })
      .toBe(true);
  };
  await passing(() => relay.store.all()[0]?.statusMessage !== undefined);
  if (fault) discord.failNext(fault);
  relay.api.answer("job-1", { kind: "job", job: aJob("completed", { attachments: MIXED }) });
  await passing(() => relay.store.all()[0]?.state === "delivered");
  await relay.app.stop();
  const messages = discord
    .channels()
    .flatMap(({ id }) => discord.messages(id))
    .filter(({ author }) => author.bot);
  const files = messages.flatMap(({ attachments }) =>
    attachments.map(({ filename, flags }) => [filename, flags]),
  );
  expect(discord.violations).toEqual([]);
  return { messages, files, text: messages.map(({ content }) => content).join("\n") };
}

describe("an unsafe file beside a safe one on Discord", () => {
  it.each(["post", "edit", "thread"] as const)(
    "is behind a spoiler, and the safe one is not (%s)",
    async (delivery) => {
      const { files, text, messages } = await deliver("spoiler", { delivery });
      expect(files).toEqual([
        ["safe.mp4", 0],
        [SPOILER_NAME, 8],
      ]);
      expect(text).toContain("Behind a spoiler: 1 file that fal marked as sensitive.");
      const result = messages.find(({ attachments }) => attachments.length > 0);
      expect(result?.flags).toBe(SUPPRESS_EMBEDS);
    },
  );

  it("is neither posted nor linked if such files are hidden", async () => {
    const { files, text } = await deliver("hide");
    expect(files).toEqual([["safe.mp4", 0]]);
    expect(text).toContain("I didn’t post 1 file that fal marked as sensitive.");
    expect(text).not.toContain("cdn.test");
  });

  it("is like any other if such files are shown", async () => {
    const { files, text } = await deliver("show");
    expect(files).toEqual([
      ["safe.mp4", 0],
      [`${"u".repeat(96)}.mp4`, 0],
    ]);
    expect(text).not.toContain("unsafe");
  });

  it.each(["spoiler", "hide"] as const)(
    "is posted once if the answer to the post is lost (%s)",
    async (unsafe) => {
      const { files } = await deliver(unsafe, { fault: LOST });
      expect(files).toEqual([["safe.mp4", 0], ...(unsafe === "hide" ? [] : [[SPOILER_NAME, 8]])]);
    },
  );

  it("is linked without a preview if Discord takes no file", async () => {
    const { files, text } = await deliver("spoiler", {
      fault: { method: "POST", path: /messages$/, status: 413, times: 2 },
    });
    expect(files).toEqual([]);
    expect(text).toContain(`](<${UNSAFE}>)`);
    expect(text).toContain("Careful with the links: fal marked 1 file as sensitive.");
  });
});

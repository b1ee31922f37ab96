import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import type { PollResult } from "../../../src/core/job/job.ts";
import { aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { startTestRelay } from "../../support/test-relay.ts";
import { said } from "../../support/sentence.ts";

const failed: PollResult = { kind: "job", job: aJob("failed", { error: "boom" }) };

describe("a final status that the platform does not accept", () => {
  // A single failed edit once left "In progress" above the result forever.
  it("is shown after the result if it could not be shown before", async () => {
    const relay = await startTestRelay();
    relay.api.answer("job-1", { kind: "job", job: aJob("running") });
    await relay.ask("job-1", { channel: DISCORD_CHANNEL });
    relay.discord.failNext("edit", new PlatformError("unavailable", "503"));
    relay.api.answer("job-1", failed);
    await relay.clock.advance(60_000);
    expect(relay.discord.posts.map(({ kind, text }) => [kind, text])).toEqual([
      ["status", expect.stringContaining(said("status.failed"))],
      ["result", expect.stringContaining(said("result.failed"))],
    ]);
  });

  // Both edits refused, before the result and after it, once left "Queued" above a delivered result
  // forever.
  it("is shown later if it could not be shown after the result either", async () => {
    const relay = await startTestRelay();
    relay.api.answer("job-1", { kind: "job", job: aJob("running") });
    await relay.ask("job-1", { channel: DISCORD_CHANNEL });
    for (let times = 0; times < 4; times += 1)
      relay.discord.failNext("edit", new PlatformError("unavailable", "503"));
    relay.api.answer("job-1", failed);
    await relay.clock.advance(60_000);
    await relay.clock.advance(60_000);
    expect(relay.discord.posts.map(({ kind, text }) => [kind, text])).toEqual([
      ["status", expect.stringContaining(said("status.failed"))],
      ["result", expect.stringContaining(said("result.failed"))],
    ]);
  });

  // A stop right after a result once left the status of a running job above it until the next
  // start.
  it("is shown at a stop, however little time has passed", async () => {
    const relay = await startTestRelay();
    relay.api.answer("job-1", { kind: "job", job: aJob("running") });
    await relay.ask("job-1", { channel: DISCORD_CHANNEL });
    for (let times = 0; times < 2; times += 1)
      relay.discord.failNext("edit", new PlatformError("unavailable", "503"));
    relay.api.answer("job-1", failed);
    await relay.clock.advance(15_000);
    const [status, result] = relay.discord.posts;
    expect([status?.text, result?.kind]).toEqual([
      expect.stringContaining(said("status.progress")),
      "result",
    ]);
    await relay.app.stop();
    expect(relay.discord.posts[0]?.text).toContain(said("status.failed"));
  });

  it("does not replace the status of a job requested again while the previous one is still due", async () => {
    const relay = await startTestRelay();
    relay.api.answer("job-1", { kind: "job", job: aJob("running") });
    await relay.ask("job-1", { channel: DISCORD_CHANNEL });
    for (let times = 0; times < 8; times += 1)
      relay.discord.failNext("edit", new PlatformError("unavailable", "503"));
    relay.api.answer("job-1", failed);
    await relay.clock.advance(26_000);
    expect(relay.discord.posts.map(({ kind, text }) => [kind, text])).toEqual([
      ["status", expect.stringContaining(said("status.progress"))],
      ["result", expect.stringContaining(said("result.failed"))],
    ]);
    relay.api.answer("job-1", { kind: "job", job: aJob("running") });
    await relay.ask("job-1", { channel: DISCORD_CHANNEL });
    await relay.clock.advance(180_000);
    expect(relay.discord.posts.map(({ kind, text }) => [kind, text])).toEqual([
      ["status", expect.stringContaining(said("status.failed"))],
      ["result", expect.stringContaining(said("result.failed"))],
      ["status", expect.stringContaining(said("status.progress"))],
    ]);
  });
});

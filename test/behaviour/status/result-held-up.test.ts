import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import { aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { startTestRelay, type TestRelay } from "../../support/test-relay.ts";
import { said } from "../../support/sentence.ts";

const down = new PlatformError("unavailable", "503");
const WAITING = said("status.post-unanswered", { platform: "Discord" });

async function endJob(
  relay: TestRelay,
  command: Parameters<TestRelay["ask"]>[1] = { channel: DISCORD_CHANNEL },
): Promise<void> {
  relay.api.answer("job-1", { kind: "job", job: aJob("running") });
  await relay.ask("job-1", command);
  relay.api.answer("job-1", { kind: "job", job: aJob("failed") });
  await relay.clock.advance(20_000);
}

const statusOf = ({ discord }: TestRelay) => discord.posts.find(({ kind }) => kind === "status");
const edits = ({ discord }: TestRelay) =>
  discord.calls.filter(({ operation }) => operation === "edit").length;

describe("a result that cannot be posted yet", () => {
  // The status message once said only that the job had ended, for as long as the outage lasted.
  it("is announced as waiting until it is posted", async () => {
    const relay = await startTestRelay();
    relay.discord.failAll("result", down);
    await endJob(relay);
    await relay.clock.advance(60_000);
    expect(statusOf(relay)?.text).toContain(WAITING);
    const editsSoFar = edits(relay);
    await relay.clock.advance(3_600_000);
    expect(edits(relay)).toBe(editsSoFar);
    relay.discord.failAll("result");
    await relay.clock.advance(600_000);
    expect(statusOf(relay)?.text).toMatch(/https:\/\/chat\.test\/c1\/m\d+/);
    expect(statusOf(relay)?.text).not.toContain(WAITING);
    expect(relay.discord.posts.filter(({ kind }) => kind === "result")).toHaveLength(1);
  });

  it("creates no status message", async () => {
    const relay = await startTestRelay();
    relay.discord.failAll("result", down);
    relay.api.answer("job-1", { kind: "job", job: aJob("failed") });
    await relay.ask("job-1", { channel: DISCORD_CHANNEL });
    await relay.clock.advance(600_000);
    expect(relay.discord.posts).toEqual([]);
  });

  it("makes no edit for a single failure", async () => {
    const relay = await startTestRelay();
    relay.discord.failNext("result", down);
    await endJob(relay);
    await relay.clock.advance(60_000);
    expect(relay.discord.posts.filter(({ kind }) => kind === "result")).toHaveLength(1);
    expect(statusOf(relay)?.edits.join("\n")).not.toContain(WAITING);
  });

  it("is announced in the channel's language, with the name of its platform", async () => {
    const relay = await startTestRelay();
    relay.slack.failAll("result", down);
    await endJob(relay, { on: "slack", workspaceLocale: "de-DE" });
    await relay.clock.advance(60_000);
    expect(relay.slack.posts).toMatchObject([
      {
        kind: "status",
        text: expect.stringContaining(
          said(
            "status.post-unanswered",
            { platform: "Slack" },
            { locale: "de", platform: "slack" },
          ),
        ),
      },
    ]);
  });

  it("makes no further requests to a platform that asks to wait", async () => {
    const relay = await startTestRelay();
    relay.discord.failAll(
      "result",
      new PlatformError("rate_limited", "429", { retryAfterMs: 30_000 }),
    );
    await endJob(relay);
    await relay.clock.advance(120_000);
    expect(statusOf(relay)?.text).toContain(said("status.post-limited", { platform: "Discord" }));
  });
});

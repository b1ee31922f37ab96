import { expect, it } from "vitest";
import { PlatformError } from "../../../../src/core/errors.ts";
import { aJob, DISCORD_CHANNEL } from "../../../support/follows.ts";
import { startTestRelay } from "../../../support/test-relay.ts";

it("names the command that turns notifications on again so that no click types it in the wrong place", async () => {
  const notifications = { by: "root", since: Date.UTC(2026, 0, 1) };
  const relay = await startTestRelay({ settings: [{ channel: DISCORD_CHANNEL, notifications }] });
  relay.api.answer("job-1", { kind: "job", job: aJob("running") });
  relay.api.answerList({ kind: "jobs", jobIds: ["job-1"] });
  await relay.clock.advance(1_000);
  relay.discord.refuse(DISCORD_CHANNEL, new PlatformError("channel_lost", "deleted"));
  relay.api.answer("job-1", { kind: "job", job: aJob("failed") });
  await relay.clock.advance(300_000);
  const direct = { ...DISCORD_CHANNEL, workspace: "@me", channel: "Droot" };
  const [notice] = relay.discord.in(direct);
  const spans = notice?.message.blocks.flatMap((block) => ("spans" in block ? block.spans : []));
  expect(spans).toContainEqual({
    kind: "command",
    name: "pika-notify",
    input: "on",
    isClickable: false,
  });
});

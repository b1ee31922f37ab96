import { describe, expect, it } from "vitest";
import { followKey, type Follow } from "../../../src/core/follow/follow.ts";
import type { PollResult } from "../../../src/core/job/job.ts";
import { DISCORD_CHANNEL, aJob, putFollow, removeFollow } from "../../support/follows.ts";
import { startTestRelay, type TestRelay } from "../../support/test-relay.ts";

const running: PollResult = { kind: "job", job: aJob("running") };
const failed: PollResult = { kind: "job", job: aJob("failed") };

/** A follow whose record is changed by another process right before the result is posted. */
async function settleWhile(change: (follow: Follow, relay: TestRelay) => Promise<void>) {
  const relay = await startTestRelay();
  relay.api.answer("job-1", running);
  await relay.ask("job-1", { channel: DISCORD_CHANNEL });
  const edit = relay.discord.editStatus.bind(relay.discord);
  relay.discord.editStatus = async (status) => {
    await edit(status);
    const [follow] = relay.store.all();
    if (follow) await change(follow, relay);
  };
  relay.api.answer("job-1", failed);
  await relay.clock.advance(60_000);
  return relay.discord.posts.filter(({ kind }) => kind === "result");
}

describe("the last check before a result is posted", () => {
  it("posts nothing that another process has delivered meanwhile", async () => {
    const results = await settleWhile(async (follow, { store }) =>
      putFollow(store.follows, { ...follow, state: "delivered", closedAt: 1 }),
    );
    expect(results).toEqual([]);
  });

  it("posts nothing for a record that is gone", async () => {
    const results = await settleWhile((follow, { store }) =>
      removeFollow(store.follows, followKey(follow)),
    );
    expect(results).toEqual([]);
  });

  it("posts nothing for another follow under the same key", async () => {
    const results = await settleWhile(async (follow, { store }) =>
      putFollow(store.follows, { ...follow, id: "somebody-else's" }),
    );
    expect(results).toEqual([]);
  });

  // What the adapter stored right before posting was silently dropped, and it posted anyway.
  it("posts nothing that another process has delivered while the adapter prepared", async () => {
    const relay = await startTestRelay();
    relay.api.answer("job-1", running);
    await relay.ask("job-1", { channel: DISCORD_CHANNEL });
    const post = relay.discord.postResult.bind(relay.discord);
    relay.discord.postResult = async (result) => {
      const [follow] = relay.store.all();
      if (follow)
        await putFollow(relay.store.follows, { ...follow, state: "delivered", closedAt: 1 });
      return post(result);
    };
    relay.api.answer("job-1", failed);
    await relay.clock.advance(60_000);
    expect(relay.discord.posts.filter(({ kind }) => kind === "result")).toEqual([]);
  });

  // A process that slept while its thread was opened once posted there what another process had
  // delivered.
  it("posts nothing in a thread that was opened while another process delivered", async () => {
    const relay = await startTestRelay({ delivery: "thread" });
    relay.api.answer("job-1", running);
    await relay.ask("job-1", { channel: DISCORD_CHANNEL });
    const open = relay.discord.openThread.bind(relay.discord);
    relay.discord.openThread = async (request) => {
      const thread = await open(request);
      const [follow] = relay.store.all();
      if (follow)
        await putFollow(relay.store.follows, { ...follow, state: "delivered", closedAt: 1 });
      return thread;
    };
    relay.api.answer("job-1", failed);
    await relay.clock.advance(60_000);
    expect(relay.discord.posts.filter(({ kind }) => kind === "result")).toEqual([]);
  });
});

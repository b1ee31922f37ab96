import { expect, it } from "vitest";
import { FollowArchive } from "../../../../src/services/following/follow-archive.ts";
import { FollowRegistry } from "../../../../src/services/following/follow-registry.ts";
import { StatusUpdater } from "../../../../src/services/status/status-updater.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { FakePlatformAdapter } from "../../../support/fakes/fake-platform.ts";
import { createFakeStore } from "../../../support/fakes/fake-store.ts";
import { aFollow } from "../../../support/follows.ts";

it("checks the allow list before each message", async () => {
  const discord = new FakePlatformAdapter();
  const registry = new FollowRegistry(createFakeStore().follows, {
    archive: new FollowArchive({ clock: new FakeClock() }),
    log: createFakeLogger(),
    isAllowed: () => true,
  });
  const follow = aFollow();
  await registry.insert(follow);
  const status = (isAllowed: () => boolean) =>
    new StatusUpdater({
      registry,
      adapters: new Map([["discord", discord]]),
      clock: new FakeClock(),
      log: createFakeLogger(),
      nameOf: ({ jobId }) => jobId,
      delayReasonOf: () => undefined,
      digest: (text) => text,
      isAllowed,
      random: () => 0,
    });
  await status(() => false).updateNow(follow, new AbortController().signal);
  expect(discord.calls).toEqual([]);
  await status(() => true).updateNow(follow, new AbortController().signal);
  expect(discord.calls).toHaveLength(1);
});

import { expect, it } from "vitest";
import { PlatformError } from "../../../../src/core/errors.ts";
import { followKey } from "../../../../src/core/follow/follow.ts";
import { localized, permissionNames } from "../../../../src/messages/translator.ts";
import { showFirstStatus } from "../../../../src/services/status/show-first-status.ts";
import { StatusUpdater } from "../../../../src/services/status/status-updater.ts";
import { LOST_ANSWER, RUNNING, startStatus } from "../../../support/start-status.ts";

const cure = localized("access.ask-manager");

/** The first status of {@link RUNNING}, from an updater that does nothing in the background. */
async function start() {
  const started = await startStatus({ follows: [RUNNING] });
  const { clock, log } = started;
  const statusUpdater = new StatusUpdater({ ...started.options, random: () => 0 });
  const stop = new AbortController();
  const deps = { statusUpdater, clock, log, stopSignal: stop.signal };
  const show = async (waited?: { waitedMs: number }) => showFirstStatus(deps, RUNNING, waited);
  return { ...started, stop, show };
}

it("posts the status message", async () => {
  const { discord, clock, log, show } = await start();
  expect(await show()).toBeUndefined();
  expect(discord.posts).toMatchObject([{ kind: "status" }]);
  expect(log.of("status.not_shown")).toEqual([]);
  expect(clock.waiting).toBe(0);
});

it.each([
  {
    what: "the permissions that the relay lacks",
    error: new PlatformError("forbidden", "403", { missing: ["Send Messages"] }),
    problem: localized("access.lacks", { names: permissionNames(["Send Messages"]) }),
  },
  {
    what: "that it may not post",
    error: new PlatformError("forbidden", "403"),
    problem: localized("access.not-allowed"),
  },
  {
    what: "that it may not post, of a channel that is gone",
    error: new PlatformError("channel_lost", "404"),
    problem: localized("access.not-allowed"),
  },
])("says $what", async ({ error, problem }) => {
  const { discord, log, show } = await start();
  discord.failNext("status", error);
  expect(await show()).toEqual({ kind: "no-access", problem, cure });
  expect(log.of("status.not_shown")).toEqual([{ key: followKey(RUNNING), err: error }]);
});

it.each([LOST_ANSWER, new PlatformError("rejected", "400")])(
  "has no objection to the channel if the post fails for another reason: $code",
  async (error) => {
    const { discord, log, show } = await start();
    discord.failNext("status", error);
    expect(await show()).toBeUndefined();
    expect(log.of("status.not_shown")).toMatchObject([{ err: error }]);
  },
);

it("has no objection to the channel while the store is down", async () => {
  const { store, discord, log, show } = await start();
  store.failWith(new Error("disk full"));
  expect(await show()).toBeUndefined();
  expect(discord.posts).toEqual([]);
  expect(log.of("status.not_shown")).toMatchObject([{ err: { code: "store_unavailable" } }]);
});

it("waits no longer than 1.5 s, and lets the post go on", async () => {
  const { discord, clock, show } = await start();
  discord.hang("status");
  let isShown = false;
  const shown = show().finally(() => {
    isShown = true;
  });
  await clock.advance(1_499);
  expect(isShown).toBe(false);
  await clock.advance(1);
  expect(await shown).toBeUndefined();
  discord.recover("status");
  await clock.advance(0);
  expect(discord.posts).toHaveLength(1);
});

// While two partitions changed hands, a command waited 2 s for its poll, then 2 s for the status message: 4 s in all.
it.each([
  { waitedMs: 700, atMostMs: 800 },
  { waitedMs: 15_000, atMostMs: 500 },
])("waits for $atMostMs ms if the answer has waited for $waitedMs ms", async (each) => {
  const { discord, clock, show } = await start();
  discord.hang("status");
  const shown = show(each);
  await clock.advance(each.atMostMs - 1);
  expect(clock.waiting).toBe(1);
  await clock.advance(1);
  expect(await shown).toBeUndefined();
});

it("ends at once if the relay stops", async () => {
  const { discord, clock, stop, show } = await start();
  discord.hang("status");
  const shown = show();
  await clock.advance(0);
  stop.abort();
  expect(await shown).toBeUndefined();
  expect(clock.waiting).toBe(0);
});

import { expect, it } from "vitest";
import { PlatformError } from "../../../../../src/core/errors.ts";
import {
  addRequester,
  followKey,
  markDelivered,
  type Follow,
} from "../../../../../src/core/follow/follow.ts";
import { localized } from "../../../../../src/messages/translator.ts";
import { showNewFollow } from "../../../../../src/services/requests/follow/show-new-follow.ts";
import { aFollow, aJob, DISCORD_CHANNEL } from "../../../../support/follows.ts";
import { sentence } from "../../../../support/sentence.ts";
import { aDeliveredFollow, startUseCases } from "../../../../support/use-cases.ts";

const RUNNING = { kind: "job", job: aJob("running") } as const;
const OVER = { kind: "job", job: aJob("completed") } as const;
const NOT_FOUND = { kind: "not-found", message: "Unable to locate job job-1" } as const;
const NO_ACCESS = {
  kind: "no-access",
  problem: localized("access.not-allowed"),
  cure: localized("access.ask-manager"),
} as const;
const forbidden = new PlatformError("forbidden", "may not post");
const down = new Error("disk full");
const asked = aFollow({ id: "f2" });
/** A job that the API has just started on request. */
const given = aFollow({ id: "f2", givenAt: 2_000 });

/** Use cases in which a person's follow was just stored, in place of `before` if there is one. */
async function startNew({ follow = asked, before }: { follow?: Follow; before?: Follow } = {}) {
  const started = await startUseCases({ follows: before ? [before] : [] });
  const insertion = await started.deps.registry.insert(follow);
  if (!insertion) throw new Error("there is an open follow");
  // As the commands do that show it.
  started.deps.poller.results.hold(followKey(follow));
  return {
    ...started,
    key: followKey(follow),
    show: async () => started.run(showNewFollow(started.deps, insertion)),
    showing: () => showNewFollow(started.deps, insertion),
  };
}

it("polls the job and shows its status, and links the message", async () => {
  const { api, store, discord, log, show } = await startNew();
  api.answer("job-1", RUNNING);
  expect(await show()).toEqual({
    kind: "following",
    jobId: "job-1",
    over: false,
    statusMessage: { id: "m1", url: "https://chat.test/c1/m1" },
  });
  expect(store.all()).toMatchObject([{ job: { status: "progress" }, statusMessage: { id: "m1" } }]);
  expect(discord.in(DISCORD_CHANNEL)).toMatchObject([
    { kind: "status", text: expect.stringMatching(sentence("status.progress")) },
  ]);
  expect(log.of("follow.registered")).toMatchObject([{ followId: "f2", reading: "job" }]);
});

it("shows no status for a job that is over", async () => {
  const { api, store, discord, show } = await startNew();
  api.answer("job-1", OVER);
  expect(await show()).toEqual({ kind: "following", jobId: "job-1", over: true });
  expect(store.all()).toMatchObject([{ state: "settled", overAtOnce: true }]);
  expect(discord.posts).toEqual([]);
});

it("follows a job while the API cannot be asked, and says why", async () => {
  const { api, store, discord, show } = await startNew();
  const sourceProblem = { kind: "unauthorised", message: "bad key" } as const;
  api.answer("job-1", sourceProblem);
  expect(await show()).toMatchObject({ kind: "following", over: false, sourceProblem });
  expect(store.all()).toMatchObject([{ state: "pending", trouble: "unauthorised" }]);
  expect(discord.in(DISCORD_CHANNEL)).toMatchObject([
    { text: expect.stringMatching(sentence("trouble.unauthorised")) },
  ]);
});

it("keeps nothing of a job that the API does not know", async () => {
  const { api, store, discord, log, show } = await startNew();
  api.answer("job-1", NOT_FOUND);
  expect(await show()).toEqual({ ...NOT_FOUND, sourceName: "Pika", publicId: "job-1" });
  expect(store.all()).toEqual([]);
  expect(discord.posts).toEqual([]);
  expect(log.of("follow.registered")).toEqual([]);
});

it("brings back the result that the follow has replaced if the API no longer knows the job", async () => {
  const before = aDeliveredFollow();
  const { api, store, show } = await startNew({ before });
  api.answer("job-1", NOT_FOUND);
  expect(await show()).toEqual({ ...NOT_FOUND, sourceName: "Pika", publicId: "job-1" });
  expect(store.all()).toEqual([before]);
});

it("goes on for a person who joined while the API was asked for a job that it does not know", async () => {
  const { deps, api, store, key, show } = await startNew();
  await deps.registry.update(key, (current) => addRequester(current, "bob"));
  api.answer("job-1", NOT_FOUND);
  expect(await show()).toEqual({ ...NOT_FOUND, sourceName: "Pika", publicId: "job-1" });
  expect(store.all()).toMatchObject([{ id: "f2", state: "pending", requesters: ["bob"] }]);
});

it("goes on following a job that the API has just started and does not know yet", async () => {
  const { api, store, discord, show } = await startNew({ follow: given });
  api.answer("job-1", NOT_FOUND);
  expect(await show()).toMatchObject({ kind: "following", over: false, sourceProblem: undefined });
  expect(store.all()).toMatchObject([{ id: "f2", state: "pending" }]);
  expect(discord.in(DISCORD_CHANNEL)).toMatchObject([{ kind: "status" }]);
});

it("keeps nothing if the channel takes no post, and says why", async () => {
  const { api, store, discord, log, show } = await startNew();
  api.answer("job-1", RUNNING);
  discord.refuse(DISCORD_CHANNEL, forbidden);
  expect(await show()).toEqual(NO_ACCESS);
  expect(store.all()).toEqual([]);
  expect(log.of("follow.not_withdrawn")).toEqual([]);
});

it("goes on following a job that was started for the channel, though it takes no post", async () => {
  const { api, store, discord, show } = await startNew({ follow: given });
  api.answer("job-1", RUNNING);
  discord.refuse(DISCORD_CHANNEL, forbidden);
  expect(await show()).toEqual(NO_ACCESS);
  expect(store.all()).toMatchObject([{ id: "f2", state: "pending" }]);
});

it("follows the job though the platform does not answer", async () => {
  const { api, store, discord, clock, showing } = await startNew();
  api.answer("job-1", RUNNING);
  discord.hang("status");
  const shown = showing();
  await clock.advance(2_100);
  expect(await shown).toEqual({ kind: "following", jobId: "job-1", over: false });
  expect(store.all()).toMatchObject([{ state: "pending", job: { status: "progress" } }]);
});

it("follows the job though the relay stops before the status is shown", async () => {
  const stop = new AbortController();
  const { deps, api, store, discord, run, key } = await startNew();
  api.answer("job-1", RUNNING);
  discord.hang("status");
  const follow = (await deps.registry.get(key)) ?? asked;
  const insertion = { follow, before: undefined };
  const shown = showNewFollow({ ...deps, stopSignal: stop.signal }, insertion);
  stop.abort();
  expect(await run(shown)).toEqual({ kind: "following", jobId: "job-1", over: false });
  expect(store.all()).toMatchObject([{ state: "pending" }]);
});

it("follows the job without an answer of the API if the relay stops before that", async () => {
  const { deps, store, log, show } = await startNew();
  deps.poller.stopWaiting();
  expect(await show()).toMatchObject({ kind: "following", over: false, sourceProblem: undefined });
  expect(store.all()).toMatchObject([{ state: "pending" }]);
  expect(log.of("follow.registered")).toMatchObject([{ reading: undefined }]);
});

it("stops nothing it has promised if the store goes down", async () => {
  const { api, store, log, show } = await startNew();
  api.answer("job-1", OVER);
  store.failWith(down);
  expect(await show()).toMatchObject({ kind: "following", over: true });
  store.failWith(undefined);
  expect(store.all()).toEqual([asked]);
  expect(log.of("follow.not_stored")).toMatchObject([{ followId: "f2" }]);
});

it("says that the API does not know the job though the store went down meanwhile", async () => {
  const { api, store, log, key, show } = await startNew();
  api.answer("job-1", NOT_FOUND);
  store.failWith(down);
  expect(await show()).toMatchObject({ kind: "not-found" });
  store.failWith(undefined);
  expect(store.all()).toEqual([asked]);
  expect(log.of("follow.not_withdrawn")).toMatchObject([{ followId: "f2", key }]);
});

it.each([
  { what: "links the status message of", isDown: false, statusMessage: { id: "m5" } },
  { what: "links nothing, with the store down, of", isDown: true, statusMessage: undefined },
])("$what a follow that is delivered before the answer", async ({ isDown, statusMessage }) => {
  const { deps, api, store, key, show, discord } = await startNew();
  api.answer("job-1", OVER);
  const { registry } = deps;
  registry.events.on("settled", () => {
    void registry.update(key, (current) => ({
      ...markDelivered(current, { id: "m9" }, 3_000),
      statusMessage: { id: "m5" },
    }));
  });
  if (isDown) registry.events.on("closed", () => store.failWith(down));
  expect(await show()).toEqual({ kind: "following", jobId: "job-1", over: true, statusMessage });
  expect(discord.posts).toEqual([]);
});

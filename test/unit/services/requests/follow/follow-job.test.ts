import { expect, it } from "vitest";
import { PlatformError, StoreError } from "../../../../../src/core/errors.ts";
import { localized } from "../../../../../src/messages/translator.ts";
import { JobNames } from "../../../../../src/services/following/job-names.ts";
import { followJob } from "../../../../../src/services/requests/follow/follow-job.ts";
import { aFollow, aJob, DISCORD_CHANNEL } from "../../../../support/follows.ts";
import { anAsker, startUseCases } from "../../../../support/use-cases.ts";

const RUNNING = { kind: "job", job: aJob("running") } as const;

it("stores a new follow, and shows the job's status in the channel", async () => {
  const { deps, api, store, discord, run } = await startUseCases();
  api.answer("job-1", RUNNING);
  const result = await run(followJob(deps, { ...anAsker(), text: "job-1" }));
  expect(result).toMatchObject({ kind: "following", jobId: "job-1", over: false });
  expect(store.all()).toMatchObject([{ id: "new-1", state: "pending", requesters: ["ann"] }]);
  expect(discord.in(DISCORD_CHANNEL)).toMatchObject([{ kind: "status" }]);
});

it("says that a job is over, and announces its result instead of showing a status", async () => {
  const { deps, api, store, events, discord, run } = await startUseCases();
  api.answer("job-1", { kind: "job", job: aJob("completed") });
  const result = await run(followJob(deps, { ...anAsker(), text: "job-1" }));
  expect(result).toMatchObject({ kind: "following", over: true });
  expect(store.all()).toMatchObject([{ state: "settled", outcome: { kind: "completed" } }]);
  expect(events).toEqual(["settled new-1"]);
  expect(discord.posts).toEqual([]);
});

it("adds a second person to the follow that the channel has", async () => {
  const { deps, store } = await startUseCases({ follows: [aFollow()] });
  const result = await followJob(deps, { ...anAsker({ userId: "bob" }), text: "job-1" });
  expect(result).toMatchObject({ kind: "already-following", isYours: false, over: false });
  expect(store.all()).toMatchObject([{ id: "f1", requesters: ["ann", "bob"] }]);
});

it("keeps nothing of a job that the API does not know", async () => {
  const { deps, store, discord, run } = await startUseCases();
  const result = await run(followJob(deps, { ...anAsker(), text: "job-1" }));
  expect(result).toEqual({
    kind: "not-found",
    sourceName: "Pika",
    publicId: "job-1",
    message: "Unable to locate job job-1",
  });
  expect(store.all()).toEqual([]);
  expect(discord.posts).toEqual([]);
});

it("refuses a person who follows as many jobs as they may, and asks the API nothing", async () => {
  const { deps, api, store } = await startUseCases({
    follows: [aFollow()],
    quotas: { followsPerUser: 1 },
  });
  const result = await followJob(deps, { ...anAsker(), text: "job-2" });
  expect(result).toEqual({ kind: "too-many", of: "user", limit: 1 });
  expect(store.all()).toEqual([aFollow()]);
  expect(api.reads).toEqual([]);
});

it("says why it has no access to the channel, and stores nothing", async () => {
  const { deps, api, store } = await startUseCases();
  const why = { problem: localized("access.not-allowed"), cure: localized("access.ask-manager") };
  const asker = anAsker({ checkAccess: async () => ({ ok: false, ...why }) });
  const result = await followJob(deps, { ...asker, text: "job-1" });
  expect(result).toEqual({ kind: "no-access", ...why });
  expect(store.all()).toEqual([]);
  expect(api.reads).toEqual([]);
});

it("takes the follow back if the channel refuses the status message", async () => {
  const { deps, api, store, discord, run } = await startUseCases();
  api.answer("job-1", RUNNING);
  discord.refuse(DISCORD_CHANNEL, new PlatformError("forbidden", "may not post"));
  const result = await run(followJob(deps, { ...anAsker(), text: "job-1" }));
  expect(result).toMatchObject({ kind: "no-access" });
  expect(store.all()).toEqual([]);
});

async function fail(): Promise<never> {
  throw new StoreError("the index is down");
}

it("promises nothing while the index is down", async () => {
  const { deps, api } = await startUseCases();
  const registry = { ofName: fail, entriesOf: fail };
  const names = new JobNames({ registry, archive: deps.archive, digest: String });
  const result = await followJob({ ...deps, names }, { ...anAsker(), text: "job-1" });
  expect(result).toEqual({ kind: "store-down" });
  expect(await names.nameOfId(DISCORD_CHANNEL, "job-1")).toBe("job-1");
  expect(api.reads).toEqual([]);
});

it("promises nothing while the store is down", async () => {
  const { deps, api, store, discord } = await startUseCases();
  store.failWith(new Error("disk full"));
  const result = await followJob(deps, { ...anAsker(), text: "job-1" });
  expect(result).toEqual({ kind: "store-down" });
  expect(api.reads).toEqual([]);
  expect(discord.posts).toEqual([]);
});

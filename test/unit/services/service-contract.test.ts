import { Deliverer } from "../../../src/services/delivery/deliverer.ts";
import { expect, it } from "vitest";
import type { Step } from "../../../src/app/app.ts";
import type { AppOptions } from "../../../src/app/app-options.ts";
import { createApp, createParts } from "../../../src/app/create-app.ts";
import { startOrder } from "../../../src/app/start-order.ts";
import type { Service } from "../../../src/core/ports/service.ts";
import { serviceContract, type ServiceDriver } from "../../contracts/service.ts";
import { FakeBucket } from "../../support/bucket/fake-bucket.ts";
import { FakeClock } from "../../support/fakes/fake-clock.ts";
import { FakeJobSource } from "../../support/fakes/fake-job-source.ts";
import { createFakeLogger } from "../../support/fakes/fake-logger.ts";
import { FakeMediaFetcher } from "../../support/fakes/fake-media.ts";
import { FakeSpool } from "../../support/fakes/fake-spool.ts";
import { FakePlatformAdapter } from "../../support/fakes/fake-platform.ts";
import { createFakeStore } from "../../support/fakes/fake-store.ts";
import { aFollow, aSettledFollow, DISCORD_CHANNEL, openFollows } from "../../support/follows.ts";
import { COMMON_APP_OPTIONS } from "../../support/test-relay.ts";

/** A relay's parts on fakes, with a follow in each state that gives its services something to do. */
function setUp() {
  const clock = new FakeClock();
  const discord = new FakePlatformAdapter();
  const lost = { by: "ann", at: 1, reason: "channel_lost", id: "lost-1" };
  const store = createFakeStore(
    [
      aFollow({ createdAt: clock.now() }),
      aSettledFollow({ kind: "failed" }, { id: "f2", jobId: "job-2" }),
    ],
    [{ channel: DISCORD_CHANNEL, lost }],
  );
  const options: AppOptions = {
    ...COMMON_APP_OPTIONS,
    sources: [new FakeJobSource()],
    store,
    media: new FakeMediaFetcher(),
    spool: new FakeSpool(clock),
    bucket: new FakeBucket(clock),
    clock,
    log: createFakeLogger(),
    newId: () => "id",
    createAdapters: () => [discord],
  };
  return { options, clock, discord };
}

/** Time passes until something has come about. */
const passing =
  (clock: FakeClock) =>
  async <T>(until: Promise<T>): Promise<T> => {
    const over = new AbortController();
    const noted = until.finally(() => over.abort());
    noted.catch(() => {});
    for (let second = 0; second < 30 && !over.signal.aborted; second += 1)
      await clock.advance(1_000);
    return noted;
  };

const isService = ({ name, service }: Step): boolean =>
  name !== "store" && service.start !== undefined && service.stop !== undefined;

async function driverOf(name: string): Promise<ServiceDriver> {
  const { options, clock, discord } = setUp();
  const parts = createParts(options);
  const { settings, registry } = parts.following;
  await settings.load();
  await registry.load();
  const steps = startOrder(parts);
  const step = steps.find((each) => each.name === name && isService(each));
  if (!step) throw new Error(`no service is called ${name}`);
  const never = new AbortController().signal;
  return {
    service: {
      start: async () => step.service.start?.(never),
      stop: async (signal = never) => step.service.stop?.(signal),
    },
    running: () => clock.waiting,
    pass: passing(clock),
    keepBusy: async () => {
      for (const operation of ["status", "edit", "result", "direct"] as const)
        discord.hang(operation);
      for (const { service } of steps)
        if (service instanceof Deliverer)
          for (const follow of await openFollows(registry))
            if (follow.state === "settled") service.resume(follow);
      for (const follow of await openFollows(registry))
        parts.partitioning.asks.statusUpdater.update(follow);
      await clock.advance(2_000);
    },
  };
}

const services = startOrder(createParts(setUp().options)).filter(isService);
for (const { name } of services) serviceContract(name, "starts-again", () => driverOf(name));

it("is the contract of every service", () => {
  expect(services.map(({ name }) => name).toSorted()).toEqual([
    "account watch",
    "costs",
    "deliverer",
    "downloads",
    "durations",
    "give-up",
    "index check",
    "kept files",
    "lost notifications",
    "outage notices",
    "polls",
    "retries",
    "shared files",
    "status messages",
  ]);
});

serviceContract("the relay", "used-once", async () => {
  const { options, clock, discord } = setUp();
  const service: Service = createApp(options);
  return {
    service,
    running: () => clock.waiting,
    pass: passing(clock),
    keepBusy: async () => {
      for (const operation of ["status", "edit", "result", "direct"] as const)
        discord.hang(operation);
      await clock.advance(20_000);
    },
  };
});

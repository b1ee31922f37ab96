import { expect, it } from "vitest";
import { actions, commands } from "../../../commands/index.ts";
import { createApp } from "../../../src/app/app.ts";
import { type AppFrame, type AppOptions } from "../../../src/app/app-options.ts";
import { createBackgroundServices } from "../../../src/app/background-services.ts";
import type { Service } from "../../../src/core/ports/service.ts";
import { serviceContract, type ServiceDriver } from "../../contracts/service.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { FakeJobSource } from "../../support/fake-job-source.ts";
import { createFakeLogger } from "../../support/fake-logger.ts";
import { FakeMediaFetcher } from "../../support/fake-media.ts";
import { FakePlatformAdapter } from "../../support/fake-platform.ts";
import { createFakeStore } from "../../support/fake-store.ts";
import { aFollow, aSettledFollow, DISCORD_CHANNEL } from "../../support/follows.ts";
import { EVERYWHERE, PLENTY, USUAL_POLL } from "../../support/limits.ts";

/** A relay's parts on fakes, with a follow in each state that gives its services something to do. */
function createFrame() {
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
    poll: USUAL_POLL,
    maxVideoBytes: 1_000_000,
    allowed: EVERYWHERE,
    quotas: PLENTY,
    commands,
    actions,
    delivery: "post",
    api: new FakeJobSource(),
    store,
    media: new FakeMediaFetcher(),
    clock,
    log: createFakeLogger(),
    random: () => 0,
    newId: () => "id",
    digest: (text) => text,
    createAdapters: () => [discord],
  };
  const adapters = new Map([["discord", discord]]);
  const frame: AppFrame = { ...options, adapters, isAllowed: () => true };
  return { options, frame, clock, discord, store };
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

async function driverOf(name: string): Promise<ServiceDriver> {
  const { frame, clock, discord } = createFrame();
  const background = createBackgroundServices(frame);
  await background.settings.load();
  await background.registry.load(() => true);
  const found = background.services.find((each) => each.name === name);
  if (!found) throw new Error(`no service is called ${name}`);
  return {
    service: found.service,
    running: () => clock.waiting,
    pass: passing(clock),
    keepBusy: async () => {
      for (const operation of ["status", "edit", "result", "direct"] as const)
        discord.hang(operation);
      for (const follow of background.registry.all()) {
        if (follow.state === "settled") background.deliverer.resume(follow);
        background.statusUpdater.add(follow);
      }
      await clock.advance(2_000);
    },
  };
}

const { services } = createBackgroundServices(createFrame().frame);
for (const { name } of services) serviceContract(name, "starts-again", () => driverOf(name));

it("is the contract of every service", () => {
  expect(services.map(({ name }) => name).toSorted()).toEqual([
    "account watch",
    "deliverer",
    "give-up",
    "lost notifications",
    "polls",
    "retries",
    "status messages",
  ]);
});

serviceContract("the relay", "used-once", async () => {
  const { options, clock, discord } = createFrame();
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

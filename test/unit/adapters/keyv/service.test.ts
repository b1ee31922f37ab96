import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { createKeyvStore, type StoreLocation } from "../../../../src/adapters/keyv/store.ts";
import { serviceContract } from "../../../contracts/service.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";

const driverOf = (store: StoreLocation, dispose?: () => Promise<void>) => ({
  service: createKeyvStore({ store, clock: systemClock, log: createFakeLogger() }),
  running: () => 0,
  pass: <T>(until: Promise<T>) => until,
  ...(dispose && { dispose }),
});

serviceContract("the store in memory", "starts-again", async () => driverOf({ scheme: "memory" }));

serviceContract("the store on SQLite", "starts-again", async () => {
  const directory = await mkdtemp(join(tmpdir(), "pika-relay-service-"));
  const remove = () => rm(directory, { recursive: true, force: true });
  return driverOf({ scheme: "sqlite", path: join(directory, "relay.sqlite") }, remove);
});

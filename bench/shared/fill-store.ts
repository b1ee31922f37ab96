/** Stores of the relay with open follows, as earlier processes would have left them. */
import type { Config } from "../../src/config/config.ts";
import { createKeyvStore } from "../../src/adapters/keyv/store.ts";
import { systemClock } from "../../src/adapters/node/system-clock.ts";
import { followKey, type Follow } from "../../src/core/follow/follow.ts";

/** Stored at the same time. */
const BATCH = 256;
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Stores follows, all of different jobs or channels, in the order given. */
export async function fillStore(
  location: Config["store"],
  follows: Iterable<Follow>,
): Promise<void> {
  const store = createKeyvStore({ store: location, clock: systemClock, log: quiet });
  await store.start();
  let batch: Follow[] = [];
  const storeBatch = async (): Promise<void> => {
    await Promise.all(batch.map((follow) => store.follows.update(followKey(follow), () => follow)));
    batch = [];
  };
  for (const follow of follows) if (batch.push(follow) === BATCH) await storeBatch();
  await storeBatch();
  await store.stop();
}

/** The id of a job of the Pika API, in its form: 17 digits of the time, so that no two jobs have the same short id. */
export const jobIdOf = (index: number): string =>
  `job:20260101${String(index).padStart(9, "0")}-user:1308-channel:13162323910729441${index % 100}-bot:pika`;

// Writes follows into the store at argv[2], a URL, as fast as it can and 16 at once, until it is killed. Writes the number of
// each follow to standard output once its write is acknowledged.
import { writeSync } from "node:fs";
import { systemClock } from "../../../../../src/adapters/node/system-clock.ts";
import { createKeyvStore } from "../../../../../src/adapters/keyv/store.ts";
import { storeUrl } from "../../../../../src/config/store-url.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { aFollow, putFollow } from "../../../../support/follows.ts";

const store = createKeyvStore({
  clock: systemClock,
  store: storeUrl.parse(process.argv[2]),
  log: createFakeLogger(),
});
await store.start();
let next = 0;
async function write(): Promise<void> {
  for (;;) {
    const number = next;
    next += 1;
    await putFollow(store.follows, aFollow({ id: String(number), jobId: `job-${number}` }));
    // At once and past any buffer: what is not out when the process dies was not acknowledged.
    writeSync(1, `${number}\n`);
  }
}
await Promise.all(Array.from({ length: 16 }, write));

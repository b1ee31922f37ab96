// Opens the store at argv[2], a URL, for all that share it if argv[3] is "shared", and holds it until it is killed. Writes "open", or the code of what refused it.
import { systemClock } from "../../../../../src/adapters/node/system-clock.ts";
import { createKeyvStore } from "../../../../../src/adapters/keyv/store.ts";
import { RelayError } from "../../../../../src/core/errors.ts";
import { storeUrl } from "../../../../../src/config/store-url.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";

const isShared = process.argv[3] === "shared";
const location = { ...storeUrl.parse(process.argv[2]), isShared };
const store = createKeyvStore({
  clock: systemClock,
  store: location,
  log: createFakeLogger(),
});
try {
  await store.start();
  process.stdout.write("open\n");
  setInterval(() => {}, 60_000);
} catch (error) {
  process.stdout.write(`${error instanceof RelayError ? error.code : String(error)}\n`);
}

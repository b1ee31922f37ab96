// A process of its own for tests of what a download leaves on the disk: fetches the address in argv[2] into the
// directory in argv[3], prints what became of it, and then waits to be killed.
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { createMediaFetcher } from "../../../../src/adapters/media/http-media-fetcher.ts";

const [, , url = "", directory = ""] = process.argv;
const ignore = (): void => {};
const fetcher = createMediaFetcher({
  allowedHosts: [new URL(url).host],
  directory,
  clock: systemClock,
  log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
});
const result = await fetcher
  .fetch({ url, maxBytes: 1_000_000_000 })
  .then((file) => ({ sizeBytes: file.sizeBytes }))
  .catch(({ code, message }: Error & { code: string }) => ({ code, message }));
process.stdout.write(`${JSON.stringify(result)}\n`);
setInterval(ignore, 60_000);

/*
 * The relay as its main program builds it, with the settings of the environment, but without the limits that keep people from
 * asking an API too often. First argument: the intervals, concurrency and rate, as JSON, and `httpPort` if it serves metrics.
 */
import { build } from "../../src/build.ts";
import { parseConfig } from "../../src/config/config.ts";
import { loadKnownSources } from "../../src/job-sources.ts";
import { createLogger } from "../../src/adapters/pino/logger.ts";
import { systemClock as clock } from "../../src/adapters/node/system-clock.ts";
import { ReleaseStack } from "../../src/services/runtime/release-stack.ts";

const known = await loadKnownSources(process.env);
const parsed = parseConfig(
  process.env,
  known.map(({ definition }) => definition),
);
const { httpPort: port, ...limits } = JSON.parse(process.argv[2] ?? "{}") as Record<string, number>;
const poll = { ...parsed.poll, minIntervalsMs: {}, ...limits };
const log = createLogger({ level: "info", secrets: [], readable: false });
const http = port === undefined ? undefined : { host: "127.0.0.1", port };
const config = { ...parsed, poll, ...(http && { http }) };
const acquired = new ReleaseStack({ clock, log });
const stopping = new AbortController();
const app = await build(
  { config, known, programPath: "", stopBudgetMs: 9_000, stopping: stopping.signal, clock, log },
  acquired,
);
await app.start();
process.once("SIGTERM", () => void acquired.releaseAll().finally(() => process.exit()));

/** The stand-ins, the relay as its own process connected to them, and the page: all that `npm run sandbox` starts. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sandboxEnvironment, startRelay, type RelayProcess } from "./process/relay-process.ts";
import { createPage, type Page } from "./page/server/page-server.ts";
import { createStage, type Stage } from "./stand-ins.ts";

/** Short enough to watch, long enough to read along. */
const INTERVALS = { RELAY_POLL_INTERVAL_MS: "1000", RELAY_POLL_MAX_INTERVAL_MS: "2000" };

/** Everything running; it ends with the scope. */
export interface Show extends AsyncDisposable {
  readonly url: string;
  readonly stage: Stage;
  readonly relay: RelayProcess;
}

/** Starts it; `env` is for the relay. */
export async function createShow({
  port,
  env = {},
}: { port?: number; env?: Record<string, string> } = {}): Promise<Show> {
  await using started = new AsyncDisposableStack();
  const stage = started.use(await createStage());
  const page = started.use(await createPage(stage, port));
  const directory = await mkdtemp(join(tmpdir(), "pika-relay-sandbox-"));
  started.defer(() => rm(directory, { recursive: true, force: true }));
  const store = { STORE_URL: `sqlite:${join(directory, "relay.sqlite")}` };
  const environment = { ...sandboxEnvironment(stage), ...INTERVALS, ...store, ...env };
  const relay = startRelay(environment, directory);
  started.defer(async () => {
    // Nothing of it is to be kept, and Ctrl-C may have reached it, too.
    relay.kill("SIGKILL");
    await relay.exited;
  });
  watch(relay, page);
  const all = started.move();
  return { url: page.url, stage, relay, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** Shows on the page how the relay is, for as long as it runs. */
function watch(relay: RelayProcess, page: Page): void {
  relay.onLine(({ msg, platform }) => {
    if (msg === "relay.ready") page.setRelay({ state: "ready", detail: "" });
    if (msg === "relay.not_ready")
      page.setRelay({ state: "not ready", detail: `no connection to ${String(platform)}` });
  });
  void relay.exited.then(({ code }) =>
    page.setRelay({ state: "ended", detail: `exit code ${code}` }),
  );
}

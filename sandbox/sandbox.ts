/** Everything that `npm run sandbox` starts: the stand-ins, the relay as its own process connected to them, and the page. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sandboxEnvironment, startRelay, type RelayProcess } from "./process/relay-process.ts";
import { createPage, type Page } from "./page/server/page-server.ts";
import { createStandIns, type StandIns } from "./stand-ins.ts";

/** Short enough to watch, long enough to read along. */
const INTERVALS = { RELAY_POLL_INTERVAL_MS: "1000", RELAY_POLL_MAX_INTERVAL_MS: "2000" };

/** A running sandbox; it ends with the scope. */
export interface Sandbox extends AsyncDisposable {
  readonly url: string;
  readonly standIns: StandIns;
  readonly relay: RelayProcess;
}

/** Starts a sandbox; `env` is for the relay. */
export async function createSandbox({
  port,
  env = {},
}: { port?: number; env?: Record<string, string> } = {}): Promise<Sandbox> {
  await using started = new AsyncDisposableStack();
  const standIns = started.use(await createStandIns(env));
  const page = started.use(await createPage(standIns, port));
  const directory = await mkdtemp(join(tmpdir(), "pika-relay-sandbox-"));
  started.defer(() => rm(directory, { recursive: true, force: true }));
  const store = { STORE_URL: `sqlite:${join(directory, "relay.sqlite")}` };
  const environment = { ...sandboxEnvironment(standIns), ...INTERVALS, ...store, ...env };
  const relay = startRelay(environment, directory);
  started.defer(async () => {
    // Its data is not needed, and Ctrl-C may have reached it as well.
    relay.kill("SIGKILL");
    await relay.exited;
  });
  watch(relay, page);
  const all = started.move();
  return { url: page.url, standIns, relay, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** Shows the relay's state on the page as long as it runs. */
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

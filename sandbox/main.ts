/*
 * The relay to try out, without any account: stand-ins for job APIs, Discord and Slack on loopback ports, the
 * relay as its own process connected to them, and a page that shows both channels and lets the user act in them.
 */
import { createSandbox } from "./sandbox.ts";

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Resolves on a signal to end. */
const interrupted = (): Promise<void> =>
  // oxlint-disable-next-line promise/avoid-new -- bridges from events
  new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.once(signal, () => resolve());
  });

/** The page's port: `SANDBOX_PORT`, by default a free one. */
function readPort(): number {
  const value = process.env["SANDBOX_PORT"] ?? "0";
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new Error(`SANDBOX_PORT is no port: ${value}`);
}

/** The names of the commands, as for the relay: `RELAY_COMMAND_PREFIX`. */
function readPrefix(): Record<string, string> {
  const { RELAY_COMMAND_PREFIX } = process.env;
  return RELAY_COMMAND_PREFIX === undefined ? {} : { RELAY_COMMAND_PREFIX };
}

async function main(): Promise<void> {
  const ended = interrupted();
  await using sandbox = await createSandbox({ port: readPort(), env: readPrefix() });
  const { relay, url } = sandbox;
  say(`Open ${url} in a browser. Ctrl-C ends it all.`);
  const isOver = await Promise.race([ended, relay.exited]);
  if (!isOver) return;
  say(`The relay ended by itself, with exit code ${isOver.code}:\n${relay.errors()}`);
  process.exitCode = 1;
  // The page still shows the last state.
  await ended;
}

try {
  await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

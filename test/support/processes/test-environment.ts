import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDiscordSandbox } from "../../../sandbox/discord/create-discord-sandbox.ts";
import type {
  DiscordSandbox,
  DiscordSandboxOptions,
} from "../../../sandbox/discord/discord-sandbox.ts";
import {
  createPikaSandbox,
  type PikaSandbox,
  type PikaSandboxOptions,
} from "../../../sandbox/pika/pika-sandbox.ts";
import {
  sandboxEnvironment,
  startRelay,
  type RelayProcess,
} from "../../../sandbox/process/relay-process.ts";
import { createSlackSandbox } from "../../../sandbox/slack/create-slack-sandbox.ts";
import type { SlackSandbox, SlackSandboxOptions } from "../../../sandbox/slack/slack-sandbox.ts";

/** The stand-ins, a directory for the store, and relays started against them; everything ends with the scope. */
export interface TestEnvironment extends AsyncDisposable {
  readonly pika: PikaSandbox;
  readonly discord: DiscordSandbox;
  readonly slack: SlackSandbox;
  readonly directory: string;
  /** Starts a relay on the environment's SQLite file; `env` overrides, an empty string unsets. */
  relay(env?: Record<string, string>): RelayProcess;
  /** The same, once it is ready. */
  readyRelay(env?: Record<string, string>): Promise<RelayProcess>;
  /** What clients sent that the stand-ins do not know. */
  violations(): unknown[];
}

/** Starts the stand-ins. */
export async function createEnvironment(
  options: {
    pika?: PikaSandboxOptions;
    discord?: DiscordSandboxOptions | undefined;
    slack?: SlackSandboxOptions | undefined;
  } = {},
): Promise<TestEnvironment> {
  const [pika, discord, slack, directory] = await Promise.all([
    createPikaSandbox(options.pika),
    createDiscordSandbox(options.discord),
    createSlackSandbox(options.slack),
    mkdtemp(join(tmpdir(), "pika-relay-e2e-")),
  ]);
  const relays: RelayProcess[] = [];
  const relay = (env: Record<string, string> = {}): RelayProcess => {
    const all = {
      ...sandboxEnvironment({ pika, discord, slack }),
      STORE_URL: `sqlite:${join(directory, "relay.sqlite")}`,
      ...env,
    };
    const started = startRelay(all, directory);
    relays.push(started);
    return started;
  };
  return {
    pika,
    discord,
    slack,
    directory,
    relay,
    readyRelay: async (env) => {
      const started = relay(env);
      await started.event("relay.ready");
      return started;
    },
    violations: () => [...pika.violations, ...discord.violations, ...slack.violations],
    [Symbol.asyncDispose]: async () => {
      for (const each of relays) each.kill("SIGKILL");
      await Promise.all(relays.map(({ exited }) => exited));
      await Promise.all([pika.close(), discord.close(), slack.close()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** An environment whose Discord remembers no nonce: only the channel's history tells what was posted. */
export const createForgetfulEnvironment = (): Promise<TestEnvironment> =>
  createEnvironment({ discord: { nonceWindowMs: 0 } });

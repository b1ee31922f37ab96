/** What all variants of the comparison of polls share: the servers, and how processes are started. */
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDiscordSandbox } from "../../sandbox/discord/create-discord-sandbox.ts";
import type { DiscordSandbox } from "../../sandbox/discord/discord-sandbox.ts";
import { startNode, type NodeProcess } from "../../sandbox/process/node-process.ts";
import type { Follow } from "../../src/core/follow/follow.ts";
import { toFirstCore, toOtherCores } from "../shared/cores.ts";
import { fillStore } from "../shared/fill-store.ts";
import { toFollow } from "./to-follow.ts";

/** Far above what the relay allows people to set, so that nothing waits for its turn. */
const NO_RATE_LIMIT = 1e9;

/** Options of {@link startServers}. */
export interface ServersOptions {
  /** How long the job API takes to answer, in ms. Default: it answers at once. */
  readonly latencyMs?: number;
  /** Further settings of the relay. Default: none. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Running servers. */
export interface Servers {
  readonly discord: DiscordSandbox;
  /** For stores. The caller removes it. */
  readonly directory: string;
  /** How many polls the job API has answered so far. */
  polls(): Promise<number>;
  /** Fills a new store with follows. Resolves with its path. */
  fillStore(count: number): Promise<string>;
  /** Starts a script of this folder. Its first arguments are the job API's origin, and a path to which a job's number is added. */
  start(name: string, args: readonly number[]): Promise<NodeProcess>;
  /** Starts the relay on a store. Resolves once it is ready. `isNew`: the job API never answers the same twice. Default: it always does. */
  startRelay(
    store: string,
    poll: Readonly<Record<string, number>>,
    isNew?: boolean,
  ): Promise<NodeProcess>;
  /** Starts the relay on a store, with arguments for Node.js, and does not wait for it. */
  launchRelay(
    store: string,
    poll: Readonly<Record<string, number>>,
    nodeArgs: readonly string[],
  ): NodeProcess;
  stop(): Promise<void>;
}

const pathOf = (name: string): string => new URL(`${name}.ts`, import.meta.url).pathname;

const settingsOf = (poll: Readonly<Record<string, number>>): string =>
  JSON.stringify({ maxPerSecond: NO_RATE_LIMIT, ...poll });

/** Starts the job API and Discord's stand-in on the first core. */
export async function startServers({
  latencyMs = 0,
  env: further,
}: ServersOptions = {}): Promise<Servers> {
  const directory = await mkdtemp(join(tmpdir(), "pika-relay-bench-"));
  toFirstCore();
  const discord = await createDiscordSandbox();
  const api = startNode([pathOf("job-api"), String(latencyMs)]);
  api.stderr.pipe(process.stderr);
  const [port] = (await once(api.stdout, "data")) as [Buffer];
  const origin = `http://127.0.0.1:${Number(String(port))}`;
  const env = { ...environmentOf(discord), ...further };
  let stores = 0;
  const placeOf = (store: string, isNew = false): Parameters<typeof startNode>[1] => {
    const apiUrl = `${origin}${isNew ? "/new" : ""}/v1/pika`;
    return { cwd: directory, env: { ...env, STORE_URL: `sqlite:${store}`, PIKA_API_URL: apiUrl } };
  };
  return {
    discord,
    directory,
    polls: async () => Number(await (await fetch(`${origin}/count`)).text()),
    fillStore: async (count) => {
      const path = join(directory, `${(stores += 1)}.sqlite`);
      await fillStore({ scheme: "sqlite", path }, followsOf(count, discord.guildId));
      return path;
    },
    start: (name, args) =>
      startMeasured([pathOf(name), origin, "/v1/pika/jobs/?jobid=", ...args.map(String)], {
        until: "ready",
      }),
    startRelay: (store, poll, isNew) =>
      startMeasured([pathOf("relay"), settingsOf(poll)], {
        until: "relay.ready",
        ...placeOf(store, isNew),
      }),
    launchRelay: (store, poll, nodeArgs) =>
      launchMeasured([...nodeArgs, pathOf("relay"), settingsOf(poll)], placeOf(store)),
    stop: async () => {
      api.kill();
      await discord.close();
    },
  };
}

/** One after another, because a million at once would take much memory. */
function* followsOf(count: number, workspace: string): Generator<Follow> {
  for (let index = 0; index < count; index += 1) yield toFollow(index, workspace);
}

const environmentOf = (discord: DiscordSandbox): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "",
  PIKA_API_TOKEN: "any",
  DISCORD_TOKEN: discord.token,
  DISCORD_API_URL: discord.apiUrl,
  // Few people type all commands.
  RELAY_COMMANDS_PER_MINUTE: "1000",
  RELAY_MAX_FOLLOWS_PER_USER: "100000",
  RELAY_MAX_FOLLOWS_PER_CHANNEL: "100000",
});

/** Starts a process on all cores but the first. */
function launchMeasured(
  args: readonly string[],
  options: Parameters<typeof startNode>[1],
): NodeProcess {
  const child = startNode(["--disable-warning=ExperimentalWarning", ...args], options);
  child.stderr.pipe(process.stderr);
  toOtherCores(child.pid ?? 0);
  return child;
}

/** The same. Resolves once it has printed `until`. */
async function startMeasured(
  args: readonly string[],
  { until, ...options }: { readonly until: string } & Parameters<typeof startNode>[1],
): Promise<NodeProcess> {
  const child = launchMeasured(args, options);
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      if (String(chunk).includes(until)) resolve();
    });
    child.once("exit", (code) => reject(new Error(`${args[0]} ended with ${code}`)));
  });
  return child;
}

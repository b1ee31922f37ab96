/*
 * The relay as its own process, as an operator runs it: `node src/main.ts` with an environment and nothing else, its log
 * on standard output. For the demo and the end-to-end tests.
 */
import type { ChildProcess } from "node:child_process";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import type { ComfyV2Sandbox } from "../comfy/v2-sandbox.ts";
import type { DiscordSandbox } from "../discord/discord-sandbox.ts";
import type { FalSandbox } from "../fal/fal-sandbox.ts";
import type { FarmSandbox } from "../farm/farm-sandbox.ts";
import { startNode, type NodeProcess } from "./node-process.ts";
import type { PikaSandbox } from "../pika/pika-sandbox.ts";
import type { SlackSandbox } from "../slack/slack-sandbox.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** One line of the relay's log. */
export interface RelayLogLine {
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** How a process ended. */
export interface RelayExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running relay. */
export interface RelayProcess {
  readonly pid: number;
  readonly log: readonly RelayLogLine[];
  /** Everything it printed to standard output and standard error. */
  readonly printed: () => string;
  readonly errors: () => string;
  /** Resolves with the first log line of that event, past or future; rejects if the process ends without it. */
  event(event: string, matches?: (line: RelayLogLine) => boolean): Promise<RelayLogLine>;
  /** Calls `listener` with every future line of the log. */
  onLine(listener: (line: RelayLogLine) => void): void;
  readonly exited: Promise<RelayExit>;
  kill(signal: NodeJS.Signals): void;
  /** Sends SIGTERM; resolves with how it ended. */
  stop(): Promise<RelayExit>;
}

/** The environment that connects a relay to the stand-ins, with short intervals. */
export function sandboxEnvironment(servers: {
  pika: PikaSandbox;
  fal?: FalSandbox;
  comfy?: ComfyV2Sandbox;
  farm?: FarmSandbox;
  discord?: DiscordSandbox;
  slack?: SlackSandbox;
}): Record<string, string> {
  const { pika, fal, comfy, farm, discord, slack } = servers;
  return {
    PIKA_API_TOKEN: pika.token,
    PIKA_API_URL: pika.url,
    RELAY_MEDIA_ALLOWED_HOSTS: [pika, fal].flatMap((api) => api?.mediaHost ?? []).join(","),
    RELAY_POLL_INTERVAL_MS: "400",
    RELAY_POLL_MAX_INTERVAL_MS: "800",
    RELAY_MAX_POLLS_PER_SECOND: "50",
    // In the demo and the tests, one user sends all commands.
    RELAY_COMMANDS_PER_MINUTE: "1000",
    RELAY_MAX_FOLLOWS_PER_USER: "10000",
    RELAY_MAX_FOLLOWS_PER_CHANNEL: "10000",
    STORE_URL: "memory:",
    ...(fal && { FAL_KEY: fal.key, FAL_API_URL: fal.url }),
    ...(comfy && { COMFY_URL: comfy.url }),
    ...(farm && {
      RELAY_SOURCES_FILE: farm.descriptionFile,
      FARM_TOKEN: farm.token,
      FARM_API_URL: farm.url,
    }),
    ...(discord && { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl }),
    ...(slack && {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
    }),
  };
}

/**
 * Starts a relay with exactly this environment, in `cwd` (a `.env` there would be read). It ends at the latest with its
 * parent.
 */
export function startRelay(env: Record<string, string>, cwd: string): RelayProcess {
  const child = startNode([`${ROOT}src/main.ts`], {
    cwd,
    env: { PATH: process.env["PATH"] ?? "", TMPDIR: tmpdir(), ...env },
  });
  const { log, printed, errors, waiting, listeners, wake } = collectOutput(child);
  let exit: RelayExit | undefined;
  const exited = endOf(child).then((how) => {
    exit = how;
    wake();
    return how;
  });
  return {
    pid: child.pid ?? 0,
    log,
    printed: () => printed.join("\n"),
    errors: () => errors.join("\n"),
    event: (event, matches = () => true) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const line = log.find((each) => each.msg === event && matches(each));
          if (!line && !exit) return;
          waiting.delete(look);
          if (line) resolve(line);
          else reject(new Error(`the relay ended without ${event}:\n${printed.join("\n")}`));
        };
        waiting.add(look);
        look();
      }),
    onLine: (listener) => void listeners.push(listener),
    exited,
    kill: (signal) => void child.kill(signal),
    stop: () => {
      child.kill("SIGTERM");
      return exited;
    },
  };
}

/** Collects the output of a process, and runs `waiting` after each line of its log. */
function collectOutput(child: NodeProcess) {
  const log: RelayLogLine[] = [];
  const printed: string[] = [];
  const errors: string[] = [];
  const waiting = new Set<() => void>();
  const listeners: ((line: RelayLogLine) => void)[] = [];
  const wake = (): void => {
    for (const look of waiting) look();
  };
  createInterface(child.stdout).on("line", (text) => {
    printed.push(text);
    const line = parseLine(text);
    log.push(line);
    wake();
    for (const listener of listeners) listener(line);
  });
  createInterface(child.stderr).on("line", (text) => {
    printed.push(text);
    errors.push(text);
  });
  return { log, printed, errors, waiting, listeners, wake };
}

/** Resolves when the process ends: `close` comes after its last line of output, `exit` may come before it. */
function endOf(child: ChildProcess): Promise<RelayExit> {
  return new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal })));
}

function parseLine(text: string): RelayLogLine {
  try {
    return JSON.parse(text) as RelayLogLine;
  } catch {
    return { msg: text };
  }
}

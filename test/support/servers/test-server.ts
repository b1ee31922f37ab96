import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { certificate, key } from "./tls-certificate.ts";
import { freePort } from "../http/free-port.ts";
import { processesOf } from "../run/leftovers.ts";

const START_TIMEOUT_MS = 20_000;
const PAUSE_MS = 50;

/** In each server's directory: the certificate for its name, `localhost`, and the key. */
export const CERTIFICATE_FILE = "server.crt";
/** See {@link CERTIFICATE_FILE}. */
export const KEY_FILE = "server.key";

/** Options of a server. */
export interface ServerOptions {
  /** Whether it takes encrypted connections only. Its URL then has the name that its certificate is for. Default: false. */
  readonly isEncrypted?: boolean;
}

/** A server of a test's own, with its data in a directory of its own. It ends, and its data goes, with the scope. */
export interface TestServer extends AsyncDisposable {
  /** For STORE_URL. */
  readonly url: string;
  readonly password: string;
  /** Kills it as `kill -9` does. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port; resolves once it answers. */
  start(): Promise<void>;
  /** Stops it from running, or lets it go on: SIGSTOP and SIGCONT. */
  pause(): void;
  resume(): void;
}

/** What differs between servers. */
export interface ServerProgram {
  readonly url: (port: number) => string;
  readonly password: string;
  /** The program and its arguments. */
  readonly command: (place: {
    readonly port: number;
    readonly directory: string;
  }) => readonly [string, ...string[]];
  /** Not as root. */
  readonly uid?: number;
  readonly gid?: number;
  readonly prepare?: (directory: string) => Promise<void>;
  /** Resolves if the server answers, else rejects. */
  readonly ping: (url: string) => Promise<void>;
  readonly endSignal: NodeJS.Signals;
}

/** Starts a server; resolves once it answers. */
export async function startServer(program: ServerProgram): Promise<TestServer> {
  const directory = await mkdtemp(join(tmpdir(), "pika-relay-server-"));
  const port = await freePort();
  const url = program.url(port);
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const until = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      // A predecessor that was killed may still hold the port or its memory for a moment.
      child = isRunning(child) ? child : launch(program, { port, directory });
      try {
        return await program.ping(url);
      } catch (error) {
        if (Date.now() > until) throw error;
        await wait(PAUSE_MS);
      }
    }
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child === undefined || !isRunning(child)) return;
    const closed = once(child, "close");
    signalAll(directory, "SIGCONT");
    child.kill(signal);
    await closed;
  };
  const dispose = async (): Promise<void> => {
    await end(program.endSignal);
    await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    await writeFile(join(directory, CERTIFICATE_FILE), certificate);
    await writeFile(join(directory, KEY_FILE), key, { mode: 0o600 });
    await program.prepare?.(directory);
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    url,
    password: program.password,
    kill: () => end("SIGKILL"),
    start,
    pause: () => signalAll(directory, "SIGSTOP"),
    resume: () => signalAll(directory, "SIGCONT"),
    [Symbol.asyncDispose]: dispose,
  };
}

/** Also to the processes that it has started: PostgreSQL has one for each connection. */
function signalAll(directory: string, signal: NodeJS.Signals): void {
  for (const { pid } of processesOf(directory)) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has just ended.
    }
  }
}

const isRunning = (child: ChildProcess | undefined): boolean =>
  child !== undefined && child.exitCode === null && child.signalCode === null;

/** The directory in its environment makes it a process of this test run. */
function launch(
  { command, uid, gid }: ServerProgram,
  place: { port: number; directory: string },
): ChildProcess {
  const [program, ...args] = command(place);
  const { directory } = place;
  return spawn(program, args, {
    cwd: directory,
    env: { TMPDIR: directory, LC_ALL: "C" },
    stdio: "ignore",
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
  });
}

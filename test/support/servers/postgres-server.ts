import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { chmod, chown, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { findPostgres } from "./find-servers.ts";
import {
  CERTIFICATE_FILE,
  KEY_FILE,
  startServer,
  type ServerOptions,
  type TestServer,
} from "./test-server.ts";

const run = promisify(execFile);
const PASSWORD = "s3cret/of:postgres";
const USER = "relay";

/** Settings of postgresql.conf that a test changes. */
export type PostgresSettings = Readonly<Record<string, string>>;

/** Starts a PostgreSQL server with an empty database `postgres`. */
export function startPostgres(
  settings: PostgresSettings = {},
  { isEncrypted = false }: ServerOptions = {},
): Promise<TestServer> {
  const programs = findPostgres();
  if (programs === undefined) throw new Error("PostgreSQL is not installed");
  const user = findUnprivilegedUser();
  const all = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    // Few processes, and nothing in /dev/shm that a killed server would leave behind.
    max_connections: "30",
    shared_buffers: "16MB",
    dynamic_shared_memory_type: "mmap",
    autovacuum: "off",
    ...settings,
    ...(isEncrypted && {
      ssl: "on",
      ssl_cert_file: `../${CERTIFICATE_FILE}`,
      ssl_key_file: `../${KEY_FILE}`,
    }),
  };
  return startServer({
    url: (port) => {
      const [host, query] = isEncrypted ? ["localhost", "?sslmode=verify-full"] : ["127.0.0.1", ""];
      return `postgres://${USER}:${encodeURIComponent(PASSWORD)}@${host}:${port}/postgres${query}`;
    },
    password: PASSWORD,
    ...user,
    prepare: (directory) => initialise(directory, { programs, user }),
    command: ({ port, directory }) => [
      join(programs, "postgres"),
      "-D",
      join(directory, "data"),
      "-p",
      String(port),
      ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    ping: async (url) => {
      const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
      client.on("error", () => {});
      await client.connect();
      await client.end();
    },
    // An immediate shutdown: nothing is kept anyway.
    endSignal: "SIGQUIT",
  });
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

async function initialise(
  directory: string,
  { programs, user }: { programs: string; user: User | undefined },
): Promise<void> {
  const passwordFile = join(directory, "password");
  await writeFile(passwordFile, PASSWORD);
  if (user !== undefined) {
    // The run's directory is its owner's only.
    await chmod(tmpdir(), 0o711);
    await chown(directory, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
    await chown(join(directory, KEY_FILE), user.uid, user.gid);
  }
  await run(
    join(programs, "initdb"),
    [
      "--pgdata",
      join(directory, "data"),
      "--username",
      USER,
      "--pwfile",
      passwordFile,
      "--auth",
      "scram-sha-256",
      "--encoding",
      "UTF8",
      "--locale",
      "C.UTF-8",
      "--no-sync",
    ],
    { cwd: directory, env: { TMPDIR: directory }, ...user },
  );
  await rm(passwordFile);
}

/** PostgreSQL does not run as root. `undefined` if this process is not. */
function findUnprivilegedUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync("/etc/passwd", "utf8");
  const [, uid, gid] = /^(?:postgres|nobody):[^:]*:(\d+):(\d+):/m.exec(users) ?? [];
  return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

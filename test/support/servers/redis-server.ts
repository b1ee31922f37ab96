import { createClient } from "@keyv/redis";
import { findRedis } from "./find-servers.ts";
import {
  CERTIFICATE_FILE,
  KEY_FILE,
  startServer,
  type ServerOptions,
  type TestServer,
} from "./test-server.ts";

const PASSWORD = "s3cret/of:redis";

/** Settings of redis.conf that a test changes. */
export type RedisSettings = Readonly<Record<string, string>>;

/** Starts a redis-server that keeps what it acknowledges, unless `settings` say otherwise. */
export function startRedis(
  settings: RedisSettings = {},
  { isEncrypted = false }: ServerOptions = {},
): Promise<TestServer> {
  const program = findRedis();
  if (program === undefined) throw new Error("redis-server is not installed");
  const all = {
    bind: "127.0.0.1",
    requirepass: PASSWORD,
    appendonly: "yes",
    appendfsync: "everysec",
    "maxmemory-policy": "noeviction",
    save: "",
    ...settings,
  };
  const toPorts = (port: number) =>
    isEncrypted
      ? {
          port: "0",
          "tls-port": String(port),
          "tls-cert-file": CERTIFICATE_FILE,
          "tls-key-file": KEY_FILE,
          "tls-auth-clients": "no",
        }
      : { port: String(port) };
  return startServer({
    url: (port) => {
      const [scheme, host] = isEncrypted ? ["rediss", "localhost"] : ["redis", "127.0.0.1"];
      return `${scheme}://:${encodeURIComponent(PASSWORD)}@${host}:${port}`;
    },
    password: PASSWORD,
    command: ({ port, directory }) => [
      program,
      ...Object.entries({ dir: directory, ...all, ...toPorts(port) }).flatMap(([name, value]) => [
        `--${name}`,
        value,
      ]),
    ],
    ping: async (url) => {
      const client = createClient({ url, socket: { reconnectStrategy: false } });
      client.on("error", () => {});
      await client.connect();
      try {
        // Fails while it still loads its data.
        await client.get("ping");
      } finally {
        client.destroy();
      }
    },
    endSignal: "SIGTERM",
  });
}

import { createClient } from "@keyv/redis";
import { findRedis } from "./find-servers.ts";
import { startServer, type TestServer } from "./test-server.ts";

const PASSWORD = "s3cret/of:redis";

/** Settings of redis.conf that a test changes. */
export type RedisSettings = Readonly<Record<string, string>>;

/** Starts a redis-server that keeps what it acknowledges, unless `settings` say otherwise. */
export function startRedis(settings: RedisSettings = {}): Promise<TestServer> {
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
  return startServer({
    url: (port) => `redis://:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`,
    password: PASSWORD,
    command: ({ port, directory }) => [
      program,
      ...Object.entries({ port: String(port), dir: directory, ...all }).flatMap(([name, value]) => [
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

import { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createKeyvStore } from "../../../../../src/adapters/keyv/store.ts";
import { systemClock } from "../../../../../src/adapters/node/system-clock.ts";
import { storeUrl } from "../../../../../src/config/store-url.ts";
import { followKey, KEPT_FOR_MS } from "../../../../../src/core/follow/follow.ts";
import type { RelayStore } from "../../../../../src/core/ports/stores.ts";
import { followsOf } from "../../../../contracts/store/follow-store.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { aFollow, putFollow } from "../../../../support/follows.ts";
import { startPostgres } from "../../../../support/servers/postgres-server.ts";
import type { TestServer } from "../../../../support/servers/test-server.ts";

let server: TestServer;
let client: Client;
let stores: RelayStore[] = [];
beforeAll(async () => {
  server = await startPostgres({
    synchronous_commit: "off",
    default_transaction_isolation: "serializable",
  });
  client = new Client({ connectionString: server.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await server[Symbol.asyncDispose]();
});
afterEach(async () => {
  for (const store of stores) await store.stop();
  stores = [];
});

async function startStore(url = server.url): Promise<RelayStore> {
  const store = createKeyvStore({
    store: storeUrl.parse(url),
    clock: systemClock,
    log: createFakeLogger(),
  });
  await store.start();
  stores.push(store);
  return store;
}
const key = followKey(aFollow());

describe("a store on PostgreSQL", () => {
  it("drops what has ended after a week, and nothing else", async () => {
    const store = await startStore();
    await store.follows.update(key, () => aFollow({ state: "delivered" }));
    await putFollow(store.follows, aFollow({ jobId: "job-2" }));
    const { rows } = await client.query("SELECT expires FROM pika_relay ORDER BY expires");
    expect(Number(rows[0].expires)).toBeGreaterThan(Date.now() + KEPT_FOR_MS - 60_000);
    expect(rows[1].expires).toBeNull();

    await client.query("UPDATE pika_relay SET expires = 1 WHERE expires IS NOT NULL");
    expect(await store.follows.get(key)).toBeUndefined();
    expect(await followsOf(store)).toMatchObject([{ jobId: "job-2" }]);
    // The row is still there, and does not stand in the way of a new record.
    expect(await store.follows.update(key, () => aFollow())).toEqual({ after: aFollow() });
    expect(await store.follows.get(key)).toEqual(aFollow());

    await client.query("UPDATE pika_relay SET expires = 1 WHERE value LIKE '%job-2%'");
    await client.query(`INSERT INTO pika_relay
      SELECT 'pika-relay', 'follow:' || n, 'ended', 1 FROM generate_series(1, 1200) AS n`);
    await store.stop();
    await startStore();
    await vi.waitFor(async () => {
      const left = await client.query("SELECT key FROM pika_relay");
      expect(left.rows).toHaveLength(1);
    }, 10_000);
  });

  it("has committed what it acknowledges, though the server's default is not to wait for that", async () => {
    const store = await startStore();
    await client.query(`
      CREATE TABLE seen (setting text);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$;
      CREATE TRIGGER note BEFORE INSERT OR UPDATE ON pika_relay FOR EACH ROW EXECUTE FUNCTION note()`);
    await putFollow(store.follows, aFollow());
    await store.follows.update(key, () => aFollow({ state: "settled" }));
    const { rows } = await client.query("SELECT DISTINCT setting FROM seen");
    expect(rows).toEqual([{ setting: "on" }]);
    await client.query("DROP TRIGGER note ON pika_relay");
  });

  it("takes a faster write for no error, though the server's default is to serialise transactions", async () => {
    const store = await startStore();
    await putFollow(store.follows, aFollow({ requesters: [] }));
    const names = Array.from({ length: 20 }, (_, index) => `user-${index}`);
    await Promise.all(
      names.map((name) =>
        store.follows.update(
          key,
          (stored) => stored && { ...stored, requesters: [...stored.requesters, name] },
        ),
      ),
    );
    expect((await store.follows.get(key))?.requesters.toSorted()).toEqual(names.toSorted());
  });

  it("is opened by a role that may use the table and not create one", async () => {
    await (await startStore()).stop();
    await client.query(`
      CREATE ROLE limited LOGIN PASSWORD 'limited-password';
      GRANT SELECT, INSERT, UPDATE, DELETE ON pika_relay TO limited`);
    const store = await startStore(server.url.replace(/relay:[^@]*@/, "limited:limited-password@"));
    await putFollow(store.follows, aFollow());
    expect(await store.follows.get(key)).toEqual(aFollow());
  });

  it("refuses, in one line, a database that takes no writes", async () => {
    await client.query("CREATE DATABASE replica");
    await client.query("ALTER DATABASE replica SET default_transaction_read_only = on");
    await expect(startStore(server.url.replace("/postgres", "/replica"))).rejects.toThrow(
      /^STORE_URL names a PostgreSQL that takes no writes .*: name the primary server.*$/,
    );
  });

  it("refuses, in one line, a server that does not write to its disk", async () => {
    await using volatile = await startPostgres({ fsync: "off" });
    await expect(startStore(volatile.url)).rejects.toThrow(
      /^STORE_URL names a PostgreSQL that may lose what it has stored \(fsync is off\): set fsync = on.*$/,
    );
  });
});

import { Client } from "pg";
import { expect, it } from "vitest";
import { openPostgres } from "../../../../../src/adapters/keyv/postgres/open-postgres.ts";
import { systemClock } from "../../../../../src/adapters/node/system-clock.ts";
import { describeServerStore } from "../../../../contracts/store/server-store.ts";
import { startPostgres } from "../../../../support/servers/postgres-server.ts";

describeServerStore("PostgreSQL", () => startPostgres());

const open = (url: string) =>
  openPostgres({ url, namespace: "relay", isShared: true }, { clock: systemClock });

it("is prepared by processes that start on an empty database at the same time", async () => {
  await using server = await startPostgres();
  const adapters = await Promise.all([1, 2, 3, 4, 5, 6].map(() => open(server.url)));
  await adapters[0]!.set("key", "value");
  expect(await adapters[5]!.get("key")).toBe("value");
  await Promise.all(adapters.map((adapter) => adapter.disconnect()));
});

it("needs a role that may create tables only until they are there", async () => {
  await using server = await startPostgres();
  const admin = new Client({ connectionString: server.url });
  await admin.connect();
  await admin.query("CREATE ROLE modest LOGIN PASSWORD 'modest'");
  const url = new URL(server.url);
  [url.username, url.password] = ["modest", "modest"];
  await expect(open(url.href)).rejects.toThrow(
    /^STORE_URL .* role may not create the relay's tables: GRANT CREATE ON SCHEMA public to it, or/,
  );
  await (await open(server.url)).disconnect();
  await admin.query(
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO modest",
  );
  await admin.end();
  const modest = await open(url.href);
  await modest.set("key", "value");
  await modest.index.remove("none", "none");
  expect(await modest.get("key")).toBe("value");
  await modest.disconnect();
});

// It used to start, and every command was told that nothing could be saved.
it.each([
  ["may only read", "SELECT"],
  ["may not delete", "SELECT, INSERT, UPDATE"],
])("refuses, in one line, a role that %s", async (_, rights) => {
  await using server = await startPostgres();
  await (await open(server.url)).disconnect();
  const admin = new Client({ connectionString: server.url });
  await admin.connect();
  await admin.query("CREATE ROLE modest LOGIN PASSWORD 'modest'");
  await admin.query(`GRANT ${rights} ON ALL TABLES IN SCHEMA public TO modest`);
  await admin.end();
  const url = new URL(server.url);
  [url.username, url.password] = ["modest", "modest"];
  await expect(open(url.href)).rejects.toThrow(
    /^STORE_URL names a PostgreSQL whose role may not use .*DELETE.*: GRANT SELECT, INSERT, UPDATE, DELETE ON .*$/,
  );
});

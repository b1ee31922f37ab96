import { Pool } from "pg";
import { PostgresAdapter } from "../../../../../src/adapters/keyv/postgres/postgres-adapter.ts";
import { describeServerStore } from "../../../../contracts/store/server-store.ts";
import { startPostgres } from "../../../../support/servers/postgres-server.ts";

const lock = { ensure: async () => {}, release: async () => {} };

describeServerStore("PostgreSQL", {
  start: () => startPostgres(),
  openUnlocked: async (url) => {
    const pool = new Pool({ connectionString: url });
    return new PostgresAdapter({ pool, table: "pika_relay", namespace: "unlocked", lock });
  },
});

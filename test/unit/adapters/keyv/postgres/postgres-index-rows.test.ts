import { Pool } from "pg";
import { PostgresAdapter } from "../../../../../src/adapters/keyv/postgres/postgres-adapter.ts";
import { CREATE_INDEX_TABLES } from "../../../../../src/adapters/keyv/postgres/index-statements.ts";
import { describeServerIndex } from "../../../../contracts/store/server-index.ts";
import { startPostgres } from "../../../../support/servers/postgres-server.ts";

const lock = { ensure: async () => {}, release: async () => {} };

describeServerIndex("PostgreSQL", {
  start: () => startPostgres(),
  openUnlocked: async (url, namespace) => {
    const pool = new Pool({ connectionString: url });
    pool.on("error", () => {});
    await pool.query(CREATE_INDEX_TABLES);
    return new PostgresAdapter({ pool, table: "pika_relay", namespace, lock });
  },
});

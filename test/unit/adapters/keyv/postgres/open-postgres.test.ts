import { describeServerStore } from "../../../../contracts/store/server-store.ts";
import { startPostgres } from "../../../../support/servers/postgres-server.ts";

describeServerStore("PostgreSQL", () => startPostgres());

import { startPostgres } from "../../support/servers/postgres-server.ts";
import { describeRelayOnServer } from "../relay-on-server.ts";

describeRelayOnServer("PostgreSQL", () => startPostgres());

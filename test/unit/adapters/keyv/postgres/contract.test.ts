import { describeServerRecords } from "../../../../contracts/store/server-records.ts";
import { startPostgres } from "../../../../support/servers/postgres-server.ts";

describeServerRecords("KeyvStore on postgres:", () => startPostgres());

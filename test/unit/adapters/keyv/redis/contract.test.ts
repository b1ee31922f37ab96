import { describeServerRecords } from "../../../../contracts/store/server-records.ts";
import { startRedis } from "../../../../support/servers/redis-server.ts";

describeServerRecords("KeyvStore on redis:", () => startRedis());

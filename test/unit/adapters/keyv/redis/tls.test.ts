import { describeTlsStore } from "../../../../contracts/store/tls-store.ts";
import { startRedis } from "../../../../support/servers/redis-server.ts";

describeTlsStore("Redis", () => startRedis({}, { isEncrypted: true }));

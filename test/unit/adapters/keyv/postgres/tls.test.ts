import { expect, it } from "vitest";
import { describeTlsStore, distrust, tryStore } from "../../../../contracts/store/tls-store.ts";
import { startPostgres } from "../../../../support/servers/postgres-server.ts";

describeTlsStore(
  "PostgreSQL",
  () => startPostgres({}, { isEncrypted: true }),
  (urlOf) => {
    it.each(["prefer", "require", "verify-ca"])("checks as much with sslmode=%s", async (mode) => {
      const url = urlOf().replace("sslmode=verify-full", `sslmode=${mode}`);
      expect(await tryStore(url)).toBeUndefined();
      distrust();
      expect(await tryStore(url)).toMatch(/self-signed certificate/);
    });

    it("checks nothing with sslmode=no-verify", async () => {
      distrust();
      expect(await tryStore(urlOf().replace("verify-full", "no-verify"))).toBeUndefined();
    });
  },
);

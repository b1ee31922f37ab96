import { findBrowser } from "../../../sandbox/process/find-browser.ts";
import { findPostgres, findRedis, type Machine } from "../servers/find-servers.ts";

/** Test files that this machine cannot run, and what to do about it. */
export interface LeftOut {
  readonly files: readonly string[];
  readonly what: string;
  readonly cure: string;
}

/**
 * None on x64 Linux with Redis and PostgreSQL; elsewhere, the tests that need a browser that no package contains, or a server
 * that is not installed.
 */
export function leftOut(machine?: Parameters<typeof findBrowser>[0], servers?: Machine): LeftOut[] {
  const found: LeftOut[] = [];
  if (findBrowser(machine) === undefined)
    found.push({
      files: ["test/sandbox/page/*.test.ts"],
      what: "the tests of the sandbox's page, because there is no Chromium",
      cure: "apt-get install chromium && npm test -- test/sandbox/page",
    });
  if (findRedis(servers) === undefined)
    found.push({
      files: [
        "test/**/redis/*.test.ts",
        // Whatever their store is on, their queue is on Redis.
        "test/chaos/cluster/**/*.test.ts",
        "test/unit/adapters/bullmq/*.test.ts",
        "test/unit/load-queue.test.ts",
      ],
      what: "the tests of the store and the queue on Redis, because there is no redis-server",
      cure: "apt-get install redis-server && npm test -- /redis/ /cluster/ bullmq load-queue",
    });
  if (findPostgres(servers) === undefined)
    found.push({
      files: ["test/**/postgres/*.test.ts"],
      what: "the tests of the store on PostgreSQL, because it is not installed",
      cure: "apt-get install postgresql && npm test -- /postgres/",
    });
  return found;
}

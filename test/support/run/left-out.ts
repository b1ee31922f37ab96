import { findBrowser } from "../../../sandbox/process/find-browser.ts";

/** Test files that this machine cannot run, and what to do about it. */
export interface LeftOut {
  readonly files: string;
  readonly what: string;
  readonly cure: string;
}

/** None on x64 Linux; elsewhere, the tests that need a browser that no package contains. */
export function leftOut(machine?: Parameters<typeof findBrowser>[0]): LeftOut[] {
  if (findBrowser(machine) !== undefined) return [];
  return [
    {
      files: "test/sandbox/page/*.test.ts",
      what: "the tests of the sandbox's page, because there is no Chromium",
      cure: "apt-get install chromium && npm test -- test/sandbox/page",
    },
  ];
}

import { configDefaults, defineConfig } from "vitest/config";
import { leftOut } from "./test/support/run/left-out.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, ...leftOut().flatMap(({ files }) => files)],
    // The continuous integration counts tests from the report.
    reporters: process.env["CI"]
      ? ["default", ["json", { outputFile: "reports/vitest.json" }]]
      : ["default"],
    globalSetup: ["test/support/run/global-setup.ts"],
    setupFiles: ["test/support/loopback-only.ts"],
    // A guard against tests that hang, and generous: a timing is never what a test is about.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: more workers only make the end-to-end processes wait for each other.
    maxWorkers: 2,
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts", "commands/**/*.ts"],
      thresholds: { lines: 90, branches: 85 },
    },
  },
});

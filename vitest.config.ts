import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // The continuous integration counts tests from the report.
    reporters: process.env["CI"]
      ? ["default", ["json", { outputFile: "reports/vitest.json" }]]
      : ["default"],
    globalSetup: ["test/support/run/global-setup.ts"],
    setupFiles: ["test/support/loopback-only.ts"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Two cores: more workers only make the end-to-end processes wait for each other.
    maxWorkers: 2,
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts", "commands/**/*.ts"],
      exclude: ["src/sandbox/**"],
      thresholds: { lines: 90, branches: 85 },
    },
  },
});

import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { leftOut } from "./test/support/run/left-out.ts";

/** Several processes each, which tell from what they see in time whether another one lives. */
const CLUSTERS = "test/chaos/cluster/**/*.test.ts";
/** What the processes of the tests are started with is prepared for all of them together, below. */
const common = {
  exclude: [...configDefaults.exclude, ...leftOut().flatMap(({ files }) => files)],
  setupFiles: ["test/support/loopback-only.ts"],
  // A guard against tests that hang, and generous: a timing is never what a test is about.
  testTimeout: 60_000,
  hookTimeout: 60_000,
} satisfies TestProjectInlineConfiguration["test"];

export default defineConfig({
  test: {
    // The continuous integration counts tests from the report.
    reporters: process.env["CI"]
      ? ["default", ["json", { outputFile: "reports/vitest.json" }]]
      : ["default"],
    globalSetup: ["test/support/run/global-setup.ts"],
    projects: [
      {
        test: {
          ...common,
          name: "together",
          include: ["test/**/*.test.ts"],
          exclude: [...common.exclude, CLUSTERS],
          // Two cores: more workers only make the end-to-end processes wait for each other.
          maxWorkers: 2,
        },
      },
      {
        test: {
          ...common,
          name: "alone",
          include: [CLUSTERS],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts", "commands/**/*.ts"],
      thresholds: { lines: 90, branches: 85 },
    },
  },
});

import { defineConfig } from "vitest/config";

// Only what runs without processes and sockets, and in moments: it is run some three thousand times.
export default defineConfig({
  test: {
    include: ["test/{unit/{core,messages,services,commands},behaviour}/**/*.test.ts"],
    // The last one reads the source as text, where the mutants would be in the way.
    exclude: [
      "test/behaviour/{delivery/many-jobs,restarts/protocol}.test.ts",
      "test/unit/messages/catalogues.test.ts",
    ],
    setupFiles: ["test/support/loopback-only.ts"],
  },
});

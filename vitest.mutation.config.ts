import { defineConfig } from "vitest/config";

// Only what runs without processes and sockets, and in moments: it is run some three thousand times.
export default defineConfig({
  test: {
    include: ["test/{core,services,commands}/**/*.test.ts"],
    // The last one reads the source as text, where the mutants would be in the way.
    exclude: ["test/services/{many,protocol}.test.ts", "test/core/words.test.ts"],
    setupFiles: ["test/support/loopback-only.ts"],
  },
});

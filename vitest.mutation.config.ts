import { defineConfig } from "vitest/config";

// Only what runs without processes and sockets: it is run some two thousand times.
export default defineConfig({
  test: {
    include: ["test/{core,services}/**/*.test.ts"],
    setupFiles: ["test/support/loopback-only.ts"],
  },
});

import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// A browser is no part of the suite: what it needs is not on every machine.
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["test/browser/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

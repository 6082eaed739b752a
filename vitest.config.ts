import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** A folder that .ci/run names, to look for tests that were skipped. */
const results = process.env.TEST_RESULTS;

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    // A browser is not on every machine: `npm run test:browser`.
    exclude: ["test/browser/**"],
    reporters: results === undefined ? ["default"] : ["default", "json"],
    ...(results === undefined ? {} : { outputFile: join(results, `${process.pid}.json`) }),
    // Two cores run the whole suite; a property over many cases is allowed a minute.
    testTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["src/**/*.{ts,tsx}"],
      reporter: ["text-summary", "json-summary"],
      thresholds: {
        lines: 85,
        "src/engine/**": { lines: 95, branches: 90 },
        "src/strategies/**": { lines: 95, branches: 90 },
        "src/analytics/**": { lines: 95, branches: 90 },
      },
    },
  },
});

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Two cores run the whole suite; a property over many cases is allowed a minute.
    testTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
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

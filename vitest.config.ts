import { defineConfig } from "vitest/config";

export default defineConfig({
  // The build puts the version of package.json in its place; a test of the source need not know it.
  define: { TRANSMISSION_VERSION: JSON.stringify("0.0.0-source") },
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

// What the README says of the cockpit is what the cockpit is. Where the keys have changed,
// `README=write npx vitest run test/tui/readme.test.ts` writes the table anew.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { withFigures } from "../bench/report.js";
import { keysTable } from "./keys-table.js";

const README = fileURLToPath(new URL("../../README.md", import.meta.url));
const SCREENS = fileURLToPath(new URL("../fixtures/screens/", import.meta.url));
const readme = readFileSync(README, "utf8");

describe("the README", () => {
  it("has every key and command as the cockpit's own tables have them", () => {
    const written = withFigures(readme, "keys", keysTable());
    if (process.env.README === "write") writeFileSync(README, written);
    else expect(readme).toBe(written);
  });

  it.each(["dash", "trades", "analytics", "risk"])("shows the view %s as it is drawn", (view) => {
    const [text = ""] = readFileSync(`${SCREENS}${view}-80x24.txt`, "utf8").split("\n=");
    expect(readme).toContain(`\n\`\`\`\n${text.trimEnd()}\n\`\`\`\n`);
  });
});

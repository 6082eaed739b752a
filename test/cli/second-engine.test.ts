// A second engine on a data folder, where processes do not see each other: two containers on one
// volume. Only the socket tells that somebody is there.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { called } from "./called.js";
import { dataPath, engine, giveHome } from "./engine-at.js";

giveHome();

const BARS = join(fileURLToPath(new URL("../..", import.meta.url)), "replays/mnq-3day.csv");

describe("run beside an engine that is not seen", () => {
  it("is refused before anything is written", async () => {
    await engine();
    const { stdout, stderr, code } = await called("run", "--feed", BARS, "--headless");
    expect(stderr).toBe(
      `transmission: ${dataPath()}/engine.sock: another engine listens there; look with ` +
        "`transmission status`\n",
    );
    expect([stdout, code]).toEqual(["", 3]);
    // Neither journal nor book: the account is still the other's.
    const left = readdirSync(dataPath()).filter((name) => /^(journal|book\.)/.test(name));
    expect(left).toEqual([]);
    expect((await called("status")).code).toBe(0);
  });
});

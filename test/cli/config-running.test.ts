// `config set` and `config reset` while an engine runs, which goes by what it was started with.

import { describe, expect, it } from "vitest";
import { called } from "./called.js";
import { engine, giveHome, homePath } from "./engine-at.js";

giveHome();

const RUNS =
  "the engine that runs goes by what it was started with: start it again for this to hold\n";

describe("a setting that is changed while an engine runs", () => {
  it("is said not to hold yet, so that nobody trusts a limit that is not there", async () => {
    await engine();
    const stored = `stored in ${homePath("config.json")}`;
    const set = await called("config", "set", "constraints.max_contracts", "2");
    expect(set).toEqual({
      ...{ stdout: "", code: 0, stderr: `constraints.max_contracts is 2; ${stored}\n${RUNS}` },
    });
    const reset = await called("config", "reset", "constraints.max_contracts");
    const back = `constraints.max_contracts is back to its default; ${stored}\n`;
    expect(reset).toEqual({ stdout: "", code: 0, stderr: `${back}${RUNS}` });
  });

  it("is not where none does", async () => {
    const { stderr } = await called("config", "set", "constraints.max_contracts", "2");
    expect(stderr).not.toContain(RUNS);
  });
});

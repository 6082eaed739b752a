import { describe, expect, it } from "vitest";
import { createProgram } from "../../src/cli/program.js";
import { DIALECTS } from "../../src/feeds/csv/detect.js";

describe("the help of replay", () => {
  it("names every format that is read", () => {
    let help = "";
    const replay = createProgram().commands.find((command) => command.name() === "replay");
    replay?.configureOutput({ writeOut: (text) => (help += text) });
    replay?.outputHelp();
    const words = help.replace(/\s+/g, " ");
    for (const { name } of DIALECTS) expect(words).toContain(name);
  });
});

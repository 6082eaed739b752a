// `attach` where there is no engine, or no terminal; and what a hand-over passes on.

import { describe, expect, it } from "vitest";
import { headlessArgs } from "../../src/cli/hand-over.js";
import { socketPath } from "../../src/control/socket.js";
import { FakeSession } from "../control/fake-session.js";
import { deadSocket } from "../control/listening.js";
import { serveScreens } from "../control/screens.js";
import { called } from "./called.js";
import { dataPath, giveHome } from "./engine-at.js";

giveHome();

describe("attach", () => {
  it.each([[], ["--view"]])("ends with 4 and one line where no engine runs %j", async (...args) => {
    const { stdout, stderr, code } = await called("attach", ...args);
    expect(code).toBe(4);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^transmission: no engine is running for .*; start it with .*\n$/);
  });

  it("says the same where one died and left its socket", async () => {
    await deadSocket(socketPath(dataPath()));
    expect(await called("attach")).toMatchObject({ code: 4, stdout: "" });
  });

  it("says what to use instead where there is no terminal", async () => {
    await serveScreens(new FakeSession(), dataPath());
    const { stderr, code } = await called("attach");
    expect(code).toBe(2);
    expect(stderr).toMatch(/needs a terminal .*`transmission status`/);
  });
});

describe("the command line of a hand-over", () => {
  it.each([
    ["run --feed a.csv b.csv --set x=1", "run --headless --feed a.csv b.csv --set x=1"],
    // `run` may be left out.
    ["--feed a.csv --tz UTC", "run --headless --feed a.csv --tz UTC"],
    ["--debug run --feed a.csv", "--debug run --headless --feed a.csv"],
    // A value that is called as the command is.
    ["--feed run --symbol MNQ", "run --headless --feed run --symbol MNQ"],
    ["run --feed run", "run --headless --feed run"],
  ])("of `%s` is `%s`", (typed, wanted) => {
    expect(headlessArgs(typed.split(" "))).toEqual(wanted.split(" "));
  });
});

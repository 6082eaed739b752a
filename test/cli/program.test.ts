// The command line that is built for one command beside the whole one.

import { describe, expect, it } from "vitest";
import { createProgram } from "../../src/cli/program.js";

const whole = createProgram();
const namesOf = (called: string) => createProgram(called).commands.map((one) => one.name());

describe("a program for one command", () => {
  it.each(["run", "replay", "features", "metrics", "trades", "report", "calendar"])(
    "has %s alone, with the help that it has among all",
    (name) => {
      const [one, ...others] = createProgram(name).commands;
      const same = whole.commands.find((command) => command.name() === name);
      expect(others).toEqual([]);
      expect(one?.name()).toBe(name);
      expect(one?.helpInformation()).toBe(same?.helpInformation());
    },
  );

  it.each(["", "repaly", "--debug", "help", "completion", "status", "doctor"])(
    "has every command where the first word is '%s'",
    (word) => {
      expect(namesOf(word)).toEqual(whole.commands.map((command) => command.name()));
    },
  );
});

// How an error ends the program: its line, and its code.

import { describe, expect, it } from "vitest";
import { endingOf } from "../../src/cli/exit.js";
import { DiskError } from "../../src/disk/disk.js";
import { UserError } from "../../src/engine/errors.js";

describe("an error that ends the program", () => {
  it("is the user's with its code, and any other one of the program with 1", () => {
    expect(endingOf(new UserError("bars.csv: is not there", 2), "run", false)).toEqual({
      ...{ message: "transmission: bars.csv: is not there", code: 2 },
    });
    expect(endingOf(new TypeError("x is not a function"), "run", false)).toEqual({
      message:
        "transmission: x is not a function; this is a fault of the program, --debug shows where",
      code: 1,
    });
  });

  it("is the disk's where that refuses, and says what to do", () => {
    const full = new DiskError("ENOSPC", "written", "/data/book.2.jsonl");
    expect(endingOf(full, "flatten", false)).toEqual({
      message:
        "transmission: /data/book.2.jsonl cannot be written (ENOSPC); " +
        "check the disk's room, what is there and its permissions",
      code: 1,
    });
  });
});

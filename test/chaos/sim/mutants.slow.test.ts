// Every seeded bug is caught.

import { describe, expect, it } from "vitest";
import { catching } from "./mutants.js";
import { SEEDED_BUGS } from "./seeded-bugs.js";

describe("a program with a bug in it", () => {
  it.each(SEEDED_BUGS.map((bug) => [bug.name, bug] as const))("is caught: %s", async (_, bug) => {
    expect(await catching(bug)).not.toBeNull();
  });
});

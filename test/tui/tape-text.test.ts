// What the head of a replay says of its tape.

import { expect, it } from "vitest";
import { tapeText } from "../../src/tui/panels/header.js";
import { snapshot, state, tape } from "./states.js";

it.each([
  [null, "max"],
  [600, "600×"],
  [12.4, "12×"],
  [1, "1×"],
  [0.4, "0.4×"],
  [1 / 3, "0.33×"],
])("names a speed of %s times real time", (speed, words) => {
  expect(tapeText(state({ snapshot: snapshot({ replay: tape({ speed }) }) }))).toBe(
    `${words} ▶ playing`,
  );
});

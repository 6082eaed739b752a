// What the schema knows of its keys.

import { describe, expect, it } from "vitest";
import { dotted, knownKeys, rightOf, schemaAt } from "../../src/config/key.js";
import { configSchema } from "../../src/config/schema.js";
import { isObject, leaves, valueAt } from "../../src/config/tree.js";

const whole = configSchema.parse({});
const keys = knownKeys();

function rightAt(key: string): string | null {
  const node = schemaAt(key.split("."));
  return node === undefined ? null : rightOf(node);
}

describe("known keys", () => {
  it("are every value of a whole configuration, and each can be found again", () => {
    const names = keys.map(({ key }) => key);
    for (const leaf of leaves(whole)) {
      // What is in a list or a record belongs to the key above.
      const isKnown = names.some((name) => leaf === name || leaf.startsWith(`${name}.`));
      const holder = names.some((name) => name.startsWith(`${leaf}.`));
      expect(isKnown || holder, leaf).toBe(true);
    }
    for (const name of names) expect(schemaAt(name.split(".")), name).toBeDefined();
    expect(new Set(names).size).toBe(names.length);
  });

  it("say what they mean and what may stand there", () => {
    expect(keys.filter(({ meaning }) => meaning === "").map(({ key }) => key)).toEqual([]);
    expect(keys.filter(({ right }) => right === "").map(({ key }) => key)).toEqual([]);
  });

  it("tell the words that a value can only be, which the schema takes", () => {
    const wordsOf = (name: string) => keys.find(({ key }) => key === name)?.words;
    expect(wordsOf("fusion.enabled")).toEqual(["true", "false"]);
    expect(wordsOf("intrade.trail.mode")).toEqual(["atr", "swing", "none"]);
    expect(wordsOf("fusion.keep")).toEqual([]);
    expect(wordsOf("account.currency")).toEqual([]);
    for (const { key, words } of keys) {
      const standard = valueAt(whole, key.split("."));
      if (words.length === 0 || isObject(standard)) continue;
      expect(words, key).toContain(String(standard));
    }
  });
});

describe("the schema at a path", () => {
  it.each([
    ["fusion.enabled", "true or false"],
    ["fills.limit_fill", "one of touch, through"],
    ["account.fx.EUR", "a number above 0"],
    ["fusion", "an object"],
    ["intrade.scale_out.0.at_r", "a number above 0"],
    ["constraints.max_contracts", "a whole number of at least 0"],
    ["intrade.max_bars_in_trade", "a whole number of at least 1, or null"],
    ["fusion.adx_threshold", "a number from 0 to 100"],
  ])("%s is %s", (key, right) => {
    expect(rightAt(key)).toBe(right);
  });

  it.each(["fusion.kep", "fusion.enabled.more", "", "fusion.", "__proto__", "constructor.name"])(
    "'%s' is nowhere",
    (key) => {
      expect(rightAt(key)).toBeNull();
    },
  );

  it("reaches into lists by place, and no further than there is", () => {
    expect(schemaAt(["governor", "drawdown_r", 2])).toBeDefined();
    expect(schemaAt(["governor", "drawdown_r", 3])).toBeUndefined();
    expect(dotted(["governor", "drawdown_r", 2])).toBe("governor.drawdown_r.2");
  });
});

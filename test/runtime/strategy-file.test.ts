import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserError } from "../../src/engine/errors.js";
import { loadStrategyFile } from "../../src/runtime/strategy-file.js";
import { captured } from "../cli/called.js";
import { contextOf } from "../strategies/context.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "strategy-file-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

let files = 0;
async function file(text: string, extension = "ts"): Promise<string> {
  files += 1;
  const path = join(folder, `mine-${files}.${extension}`);
  await writeFile(path, text);
  return path;
}

async function failure(path: string): Promise<string> {
  const error: unknown = await loadStrategyFile(path).then(
    () => new Error("it loaded"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw error;
  expect(error.exitCode).toBe(2);
  expect(error.message).not.toContain("\n");
  expect(error.message).toContain(`strategy file ${path} `);
  return error.message.slice(`strategy file ${path} `.length);
}

const whole = `
interface State { bars: number }
const limit: number = 2;
export default {
  name: "mine",
  params: { limit },
  regimes: ["TREND"],
  trend: true,
  init(): State { return { bars: 0 }; },
  onBar(ctx: { bar: { close: number } }, state: State) {
    state.bars += 1;
    if (state.bars >= limit) return { side: "long" as const, stop: ctx.bar.close - 5 };
    return null;
  },
};
`;

/** A file whose onBar holds the statement given. */
const answering = (statement: string): string =>
  `export default { name: "mine", init: () => ({}), onBar(ctx: unknown) { ${statement} } };`;

// 2025-11-18T15:30:00Z; the stamp of the bar that the messages below name.
const TS = Date.UTC(2025, 10, 18, 15, 30);
const context = contextOf({ c: 100 });
const onStamp = { ...context, bar: { ...context.bar, ts: TS } };

describe("loadStrategyFile", () => {
  it("loads TypeScript as it is, with its declarations and a hash of its source", async () => {
    const path = await file(whole);
    const { strategy, source } = await loadStrategyFile(path);
    expect(strategy).toMatchObject({ name: "mine", params: { limit: 2 }, regimes: ["TREND"] });
    expect(strategy.trend).toBe(true);
    expect(source).toBe(createHash("sha256").update(whole).digest("hex"));
    const state = strategy.init();
    expect(strategy.onBar(contextOf({ c: 100 }), state)).toBeNull();
    expect(strategy.onBar(contextOf({ c: 100 }), state)).toEqual({ side: "long", stop: 95 });
    expect(state).toEqual({ bars: 2 });
  });

  it("takes a function that returns the strategy, and JavaScript", async () => {
    const wrapped = whole.replace("export default {", "export default () => ({").trimEnd();
    const made = await loadStrategyFile(await file(wrapped.replace(/};$/, "});")));
    expect(made.strategy.name).toBe("mine");
    const plain = await loadStrategyFile(
      await file(answering("return null").replace(": unknown", ""), "mjs"),
    );
    expect(plain.strategy.name).toBe("mine");
  });

  it("takes a file that counts as CommonJS", async () => {
    const sub = join(folder, "cjs");
    await mkdir(sub);
    await writeFile(join(sub, "package.json"), '{ "type": "commonjs" }');
    await writeFile(join(sub, "mine.ts"), whole);
    expect((await loadStrategyFile(join(sub, "mine.ts"))).strategy.name).toBe("mine");
  });

  it("takes no declaration for none in particular", async () => {
    const { strategy } = await loadStrategyFile(await file(answering("return null")));
    expect(strategy).toMatchObject({ params: {}, regimes: [], trend: false });
    // A forgotten return proposes nothing.
    const silent = await loadStrategyFile(await file(answering("")));
    expect(silent.strategy.onBar(onStamp, {})).toBeNull();
  });

  it("says what is wrong with a file that is no strategy", async () => {
    expect(await failure(join(folder, "absent.ts"))).toContain("does not exist");
    expect(await failure(folder)).toContain("is a folder");
    expect(await failure(await file("export default { name: "))).toContain("does not load: ");
    expect(await failure(await file("throw new Error('no luck')"))).toContain("no luck");
    expect(await failure(await file("import './nowhere.js'"))).toContain("does not load: ");
    expect(await failure(await file("export const other = 1;"))).toContain("default export");
    expect(await failure(await file("export default 5;"))).toContain("default export");
  });

  it("says which part of the strategy is missing or of the wrong kind", async () => {
    const parts = { name: '"mine"', init: "() => ({})", onBar: "() => null" };
    const strategy = (changed: Record<string, string | null>): string => {
      const all: Record<string, string | null> = { ...parts, ...changed };
      const kept = Object.entries(all).filter(([, text]) => text !== null);
      return `export default { ${kept.map(([key, text]) => `${key}: ${text}`).join(", ")} };`;
    };
    const fault = async (changed: Record<string, string | null>): Promise<string> =>
      failure(await file(strategy(changed)));
    expect(await fault({ name: null })).toContain("needs a name");
    expect(await fault({ name: "7" })).toContain("needs a name");
    expect(await fault({ name: '"my, strategy"' })).toContain("needs a name");
    expect(await fault({ init: null })).toContain("has no init()");
    expect(await fault({ onBar: '"no"' })).toContain("has no onBar()");
    expect(await fault({ params: "[1]" })).toContain("params");
    expect(await fault({ regimes: '["BULL"]' })).toContain("TREND, RANGE, VOLATILE");
    expect(await fault({ trend: '"yes"' })).toContain("neither true nor false");
    expect(await fault({ init: "() => ({ seen: new Map() })" })).toContain("not plain data");
    expect(await fault({ init: "() => { throw new Error('early') }" })).toContain("early");
  });

  it("stops with the strategy and the bar named when an answer is no proposal", async () => {
    const { strategy } = await loadStrategyFile(await file(answering('return { side: "buy" }')));
    expect(() => strategy.onBar(onStamp, {})).toThrow(
      new UserError(
        "strategy mine at bar 2025-11-18T15:30:00.000Z " +
          "returned side 'buy'; return long, short or exit",
      ),
    );
  });

  it("stops with the strategy and the bar named when onBar throws", async () => {
    const path = await file(answering("throw new Error('oops\\nand more')"));
    const { strategy } = await loadStrategyFile(path);
    expect(() => strategy.onBar(onStamp, {})).toThrow(
      new UserError(
        `strategy mine at bar 2025-11-18T15:30:00.000Z threw 'oops'; mend onBar in ${path}`,
      ),
    );
  });

  it.each([
    ["state.m = new Map()", "state.m, which is of the class Map"],
    ["state.at = [new Date()]", "state.at[0], which is of the class Date"],
    ["state.f = () => 1", "state.f, which is a function"],
    ["state.me = { back: state }", "state.me.back, which holds itself"],
    ["state.own = new (class Own {})()", "state.own, which is of the class Own"],
  ])("stops when onBar does %s", async (statement, fault) => {
    const path = await file(
      `export default { name: "mine", init: () => ({}), onBar(ctx, state) { ${statement}; } };`,
      "mjs",
    );
    const { strategy } = await loadStrategyFile(path);
    expect(() => strategy.onBar(onStamp, strategy.init())).toThrow(
      new UserError(
        `strategy mine at bar 2025-11-18T15:30:00.000Z keeps ${fault}; ` +
          "keep objects, lists, numbers, text, true, false and null",
      ),
    );
  });

  it("looks at each state on calls 1, 2, 4, 8 and so on, and allows what is not warm", async () => {
    const path = await file(
      `export default { name: "mine", init: () => ({ n: 0, mean: NaN }), onBar(ctx, state) {
        state.n += 1;
        if (state.n === 5) state.m = new Map();
        return null;
      } };`,
      "mjs",
    );
    const { strategy } = await loadStrategyFile(path);
    const [one, other] = [strategy.init(), strategy.init()];
    for (let call = 1; call <= 7; call++) {
      expect(strategy.onBar(onStamp, one)).toBeNull();
      expect(strategy.onBar(onStamp, other)).toBeNull();
    }
    expect(() => strategy.onBar(onStamp, one)).toThrow("state.m, which is of the class Map");
    expect(() => strategy.onBar(onStamp, other)).toThrow("state.m, which is of the class Map");
  });

  it("sends what it logs to standard error", async () => {
    const path = await file(
      `console.log("loaded");
      export default { name: "mine", init: () => ({}), onBar() {
        console.info("a %s", "bar");
        console.debug({ deep: 1 });
        return null;
      } };`,
      "mjs",
    );
    const { log, info, debug, dir, table } = console;
    const [stdout, stderr] = [captured(process.stdout), captured(process.stderr)];
    try {
      const { strategy } = await loadStrategyFile(path);
      strategy.onBar(onStamp, strategy.init());
      expect(stderr.text()).toBe("loaded\na bar\n{ deep: 1 }\n");
      expect(stdout.text()).toBe("");
    } finally {
      stdout.end();
      stderr.end();
      Object.assign(console, { log, info, debug, dir, table });
    }
  });
});

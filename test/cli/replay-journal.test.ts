// `transmission replay` of a journal on the disk.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { decisionCode } from "../../src/cli/version.js";
import { nodeDisk } from "../../src/disk/node-disk.js";
import { createEngine } from "../../src/engine/engine.js";
import type { BootEvent } from "../../src/engine/event.js";
import type { Group } from "../../src/journal/group.js";
import { openJournal } from "../../src/journal/open.js";
import { toPlain } from "../../src/journal/plain.js";
import { snapshotOf } from "../../src/runtime/recover.js";
import { createStrategy } from "../../src/strategies/index.js";
import { bundledRun } from "../bundled-run.js";
import type { RecordedStep } from "../recorded.js";
import { called } from "./called.js";
import { giveFolders, path } from "./replay-run.js";

giveFolders();

const DAYS = ["2025-11-17", "2025-11-18"];
const run = await bundledRun();
/** Two segments; a page is turned before this step. */
const TURN = Math.floor(run.steps.length / 2);

function groupOf(steps: readonly RecordedStep[]): Group {
  return {
    wall: 1,
    steps: steps.map(({ event, facts }) => ({ event, facts })),
    orders: steps.flatMap(({ orders }) => orders),
  };
}

/** Writes the run as a live engine would, as traded by `boot`. */
function writeJournal(boot: BootEvent = run.boot, code = decisionCode()): string {
  const folder = path("journal");
  const { journal } = openJournal({
    ...{ disk: nodeDisk, folder, account: "paper", code, zones: "", day: DAYS[0] as string },
    ...{ createEpoch: () => "rplay", monotonicMs: () => 0, ballastBytes: 16 },
  });
  const steps = run.steps.map((step, i) => (i === 0 ? { ...step, event: boot } : step));
  const engine = createEngine(
    run.boot,
    run.boot.strategies.map(({ name, params = {} }) => createStrategy(name, params)),
  );
  for (let at = 0; at < steps.length; at += 50) {
    if (at >= TURN && at - 50 < TURN) {
      const page = { engine: snapshotOf(engine.state, boot, code), views: null };
      journal.roll(DAYS[1] as string, toPlain(page));
    }
    const part = steps.slice(at, at + 50);
    for (const { event } of part) engine.step(structuredClone(event), { facts: [], orders: [] });
    journal.append(groupOf(part), false);
  }
  journal.close();
  return folder;
}

const facts = run.steps.flatMap((step) => step.facts);

describe("replay of a journal", () => {
  let folder = "";
  beforeEach(() => {
    folder = writeJournal();
  });

  it("runs the days again and says that all follows", async () => {
    const { stdout, stderr, code } = await called("replay", folder);
    expect([stderr, code]).toEqual(["", 0]);
    expect(stdout).toContain(`all ${facts.length} facts follow again as they were written`);
    expect(stdout).toMatch(/^MNQ 2025-11-17 to 2025-11-20: 4,140 bars, 1 start, \d+ trades\n/);
  });

  it("gives one object with both digests, of a segment alone too", async () => {
    const whole = JSON.parse((await called("replay", folder, "--json")).stdout);
    expect(whole).toMatchObject({ equal: true, first_difference: null, facts: facts.length });
    expect(whole.recorded_sha256).toBe(whole.facts_sha256);
    const segment = join(folder, `${DAYS[1]}.jsonl`);
    const { stdout, code } = await called("replay", segment, "--json");
    const part = JSON.parse(stdout);
    expect([part.equal, code]).toEqual([true, 0]);
    expect(part.facts).toBeLessThan(whole.facts);
    expect(part.facts).toBeGreaterThan(0);
  });

  it("names the first difference after one flipped byte", async () => {
    const segment = join(folder, `${DAYS[0]}.jsonl`);
    const text = readFileSync(segment, "utf8");
    const fill = facts.find((fact) => fact.type === "fill");
    if (fill?.type !== "fill") throw new Error("nothing filled");
    const at = text.indexOf('"price":', text.indexOf('"type":"fill"')) + '"price":'.length;
    const digit = text[at] === "9" ? "8" : "9";
    writeFileSync(segment, text.slice(0, at) + digit + text.slice(at + 1));
    const { stdout, stderr, code } = await called("replay", folder, "--json");
    expect(code).toBe(1);
    const recorded = Number(digit + String(fill.price).slice(1));
    const difference = { seq: fill.seq, field: "price", recorded, now: fill.price };
    expect(JSON.parse(stdout)).toMatchObject({ equal: false, first_difference: difference });
    expect(stderr).toMatch(/2025-11-17\.jsonl:\d+: the line's hash does not fit/);
    const was = `fact ${fill.seq}: price was ${recorded}, is ${fill.price}`;
    expect(stderr).toContain(`does not follow again: ${was}\n`);
  });

  it("passes over half a line that a crash left", async () => {
    const segment = join(folder, `${DAYS[1]}.jsonl`);
    const text = readFileSync(segment, "utf8");
    writeFileSync(segment, `${text}{"h":"0123456789abcdef","b":{"wall":1,"st`);
    expect((await called("replay", folder)).code).toBe(0);
  });

  it("refuses what does not go with a journal", async () => {
    const odd = await called("replay", folder, "--set", "fusion.enabled=false");
    expect([odd.code, odd.stderr]).toEqual([2, expect.stringContaining("--set does not go with")]);
    const two = await called("replay", folder, "replays/mnq-3day.csv");
    expect([two.code, two.stderr]).toEqual([2, expect.stringContaining("one journal")]);
    const none = await called("replay", path("."));
    expect(readdirSync(path("."))).toContain("journal");
    expect(none.code).toBe(0);
    const empty = await called("replay", "replays");
    expect([empty.code, empty.stderr]).toEqual([2, expect.stringContaining("without a journal")]);
  });
});

describe("a journal of other code, or of one's own strategy", () => {
  it("says so and runs under the code that is there", async () => {
    const folder = writeJournal(run.boot, "0123456789abcdef");
    const { stdout, stderr, code } = await called("replay", folder, "--json");
    expect(stderr).toContain("it was recorded by other code (0123456789ab)");
    expect([JSON.parse(stdout).recorded_by_other_code, code]).toEqual([true, 0]);
  });

  it("asks for the file that traded", async () => {
    const strategies = [{ name: "mine", source: "ab".repeat(32), params: {} }];
    const folder = writeJournal({ ...run.boot, strategies });
    const { stderr, code } = await called("replay", folder);
    expect(code).toBe(2);
    expect(stderr).toContain("traded by strategy mine");
    expect(stderr).toContain("name that file with --strategy");
  });
});

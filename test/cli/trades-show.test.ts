// `trades show` and `trades note`, of a journal that a live walk left.

import { appendFileSync, readFileSync, rmSync, statSync } from "node:fs";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nodeDisk } from "../../src/disk/node-disk.js";
import type { Fact, TradeClosedFact } from "../../src/engine/effect.js";
import { encodeFact } from "../../src/journal/fact-line.js";
import { writeNote } from "../../src/projection/notes.js";
import type { RecordedStep } from "../recorded.js";
import { called } from "./called.js";
import { append, factsIn, record, viewPath, walkSteps } from "./recorded-journal.js";
import { giveFolders, path } from "./replay-run.js";

giveFolders();

let steps: readonly RecordedStep[];
let facts: Fact[];
let closed: TradeClosedFact[];
beforeAll(async () => {
  steps = await walkSteps(3, 400);
  facts = factsIn(steps);
  closed = facts.filter((fact): fact is TradeClosedFact => fact.type === "trade_closed");
});
beforeEach(() => {
  record(steps).close();
});

async function told(...args: string[]): Promise<string> {
  const { stdout, stderr, code } = await called("trades", ...args);
  expect([stderr, code]).toEqual(["", 0]);
  return stdout;
}

const ofTrace = (trace: string): Fact[] => facts.filter(({ trace_id }) => trace_id === trace);

/** The trade whose stop was moved most often. */
function movedMost(): TradeClosedFact {
  const moves = ({ trace_id }: TradeClosedFact): number =>
    ofTrace(trace_id).filter(({ type }) => type === "stop_moved").length;
  return [...closed].sort((a, b) => moves(b) - moves(a))[0] as TradeClosedFact;
}

describe("trades show", () => {
  it("tells every fact of the trade in order, as the journal has it", async () => {
    const trade = movedMost();
    const shown = JSON.parse(await told("show", trade.trade_id, "--json"));
    const own = ofTrace(trade.trace_id).map((fact) => JSON.parse(encodeFact(fact)));
    expect(shown.facts).toEqual(own);
    expect(shown.trade).toMatchObject({
      ...{ trade_id: trade.trade_id, result_R: trade.result_R, source: "journal", tags: [] },
      exit_ts: new Date(trade.exit_ts).toISOString(),
    });
    const { bars, entry_at, exit_at } = shown.path;
    expect(Date.parse(bars[entry_at].ts)).toBeLessThanOrEqual(trade.entry_ts);
    expect(Date.parse(bars[exit_at + 1].ts)).toBeGreaterThan(trade.exit_ts);
    expect(Math.min(...bars.map(({ low }: { low: number }) => low))).toBeGreaterThan(0);
  });

  it("says in words what it was, every stop move and why, and draws it", async () => {
    const trade = movedMost();
    const text = await told("show", trade.trade_id);
    const lines = text.split("\n");
    expect(lines[0]).toContain(`trade ${trade.trade_id}  ${trade.side} `);
    const moves = ofTrace(trade.trace_id).filter(({ type }) => type === "stop_moved");
    expect(moves.length).toBeGreaterThan(0);
    expect(lines.filter((line) => line.includes("⇡ stop "))).toHaveLength(moves.length);
    const order = ["proposes", "sized", "entry sent", "entry filled", "stop sent", "closed"];
    const places = order.map((word) => lines.findIndex((line) => line.includes(` ${word}`)));
    expect(
      places.every((place) => place > 0),
      text,
    ).toBe(true);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    expect(text).toMatch(/equity [\d,.]+, governor ×\d\.\d\d, regime ×\d\.\d\d, limited by /);
    for (const drawn of ["●", trade.side === "long" ? "▲" : "▼", " entry ", " exit ", " stop "]) {
      expect(text).toContain(drawn);
    }
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(110);
  });

  it("takes a trace_id, or the beginning of an id that only one trade has", async () => {
    const trade = closed.at(-1) as TradeClosedFact;
    const byId = await told("show", trade.trade_id, "--json");
    expect(await told("show", trade.trace_id, "--json")).toBe(byId);
    const none = await called("trades", "show", "nothing");
    expect([none.code, none.stdout]).toEqual([2, ""]);
    expect(none.stderr).toContain("no closed trade is called 'nothing'");
    const several = await called("trades", "show", trade.trace_id.slice(0, 2));
    expect(several.code).toBe(2);
    expect(several.stderr).toMatch(/fits several trades \(.*\); give more of it/);
  });
});

describe("trades note", () => {
  const file = (): string => path("home/data/notes.jsonl");

  it("keeps notes and tags, which lists and metrics can be asked by", async () => {
    const [first, second] = closed as [TradeClosedFact, TradeClosedFact];
    await told("note", first.trade_id, "too early", "--tag", "fomo", "--tag", "news");
    const said = await told("note", first.trade_id, "again", "--untag", "news");
    expect(said).toBe(`trade ${first.trade_id}: 2 notes, tags fomo\n`);
    await told("note", second.trade_id, "--tag", "fomo", "--tag", "b");
    const ids = async (...args: string[]): Promise<string[]> =>
      JSON.parse(await told("list", "--json", ...args)).map(
        ({ trade_id }: { trade_id: string }) => trade_id,
      );
    expect(await ids("--tag", "fomo")).toEqual([second.trade_id, first.trade_id]);
    expect(await ids("--tag", "fomo", "--tag", "b")).toEqual([second.trade_id]);
    expect(await ids("--tag", "news")).toEqual([]);
    const shown = JSON.parse(await told("show", first.trade_id, "--json"));
    expect(shown.trade.tags).toEqual(["fomo"]);
    expect(shown.notes.map(({ note }: { note: string }) => note)).toEqual(["too early", "again"]);
    const metrics = await called("metrics", "export", "--tag", "fomo");
    expect(JSON.parse(metrics.stdout).trades).toBe(2);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it("loses nothing where the view is made anew", async () => {
    const [trade] = closed as [TradeClosedFact];
    await told("note", trade.trade_id, "kept", "--tag", "kept");
    const before = await told("show", trade.trade_id, "--json");
    rmSync(viewPath());
    expect(await told("show", trade.trade_id, "--json")).toBe(before);
    expect((await called("journal", "rebuild")).code).toBe(0);
    expect(await told("show", trade.trade_id, "--json")).toBe(before);
  });

  it("can be of a trade that is still open, and stays with it", async () => {
    const opened = facts.filter(({ type }) => type === "position_opened");
    const [last] = opened.slice(-1) as unknown as { trade_id: string; seq: number }[];
    const end = steps.findIndex((step) => step.facts.some(({ seq }) => seq === last?.seq));
    rmSync(path("home/data/journal"), { recursive: true });
    const journal = record(steps.slice(0, end + 1));
    const id = last?.trade_id ?? "";
    expect((await called("trades", "show", id)).code).toBe(2);
    await told("note", id, "in it", "--tag", "early");
    append(journal, steps.slice(end + 1));
    journal.close();
    const { trade, notes } = JSON.parse(await told("show", id, "--json"));
    expect([trade.tags, notes[0].note]).toEqual([["early"], "in it"]);
  });

  it("passes over what a crash left of a line, and goes on behind it", async () => {
    const [trade] = closed as [TradeClosedFact];
    await told("note", trade.trade_id, "one");
    appendFileSync(file(), readFileSync(file(), "utf8").slice(0, 40));
    const { stdout, stderr, code } = await called("trades", "note", trade.trade_id, "two");
    expect([code, stdout]).toEqual([0, `trade ${trade.trade_id}: 2 notes, no tags\n`]);
    expect(stderr).toContain("notes.jsonl, line 2: cannot be read and is passed over");
  });

  it("is not of a trade that has the same id in another journal", async () => {
    const [{ trade_id: trade }] = closed as [TradeClosedFact];
    await told("note", trade, "ours", "--tag", "ours");
    writeNote(nodeDisk, path("home/data"), {
      ...{ ts: "2026-01-05T00:00:00.000Z", epoch: "other", trade },
      ...{ note: "theirs", tag: ["theirs"], untag: ["ours"] },
    });
    const { trade: shown, notes } = JSON.parse(await told("show", trade, "--json"));
    expect([shown.tags, notes.map(({ note }: { note: string }) => note)]).toEqual([
      ["ours"],
      ["ours"],
    ]);
  });

  it.each([
    [["note", "1"], "nothing to note"],
    [["note", "1", " "], "the note is empty"],
    [["note", "1", "--tag", "two words"], "'two words' is no tag"],
    [["note", "none", "text"], "no closed trade is called 'none'"],
  ])("%j is refused", async (args, why) => {
    const { code, stderr, stdout } = await called("trades", ...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(why);
  });
});

// `metrics export` and `trades` of our own journal.

import { readFileSync, writeFileSync } from "node:fs";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addFact, createMetrics, type Metrics, metricsOf } from "../../src/analytics/metrics.js";
import { tradesCsvHeader, tradeToCsvRow } from "../../src/analytics/trades-csv.js";
import type { Fact, TradeClosedFact } from "../../src/engine/effect.js";
import { tradeOf } from "../../src/engine/trade/closed-trade.js";
import type { RecordedStep } from "../recorded.js";
import { called } from "./called.js";
import { factsIn, record, walkSteps } from "./recorded-journal.js";
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
  const { stdout, stderr, code } = await called(...args);
  expect([stderr, code]).toEqual(["", 0]);
  return stdout;
}

const exported = async (...args: string[]): Promise<Metrics> =>
  JSON.parse(await told("metrics", "export", ...args));

/** As a replay counts them: one fact after the other. */
function counted(some: readonly Fact[]): Metrics {
  const state = createMetrics();
  for (const fact of some) addFact(state, fact);
  return JSON.parse(JSON.stringify(metricsOf(state)));
}

/** Without the facts of other symbols or strategies; sizes are those of trades. */
const only = (field: "symbol" | "strategy", value: string): Fact[] =>
  facts.filter((fact) => {
    const own = (fact as unknown as Record<string, unknown>)[field];
    return own === undefined || own === value;
  });

describe("metrics export", () => {
  it("says of the journal what a replay would have said of its facts", async () => {
    const metrics = await exported();
    expect(metrics).toEqual(counted(facts));
    expect(metrics.trades).toBe(closed.length);
    // Guards have refused, cut and been held against shadows.
    for (const name of ["refused", "cut", "shadow_closed"] as const) {
      expect(
        metrics.guards.reduce((sum, row) => sum + row[name], 0),
        name,
      ).toBeGreaterThan(0);
    }
  });

  it("keeps to a symbol, or a strategy", async () => {
    const names = (field: "symbol" | "strategy") => [...new Set(closed.map((fact) => fact[field]))];
    expect(names("strategy").length).toBeGreaterThan(1);
    for (const symbol of names("symbol")) {
      expect(await exported("--symbol", symbol)).toEqual(counted(only("symbol", symbol)));
    }
    for (const strategy of names("strategy")) {
      const metrics = await exported("--strategy", strategy);
      expect(metrics).toEqual(counted(only("strategy", strategy)));
    }
    expect((await exported("--symbol", "NONE")).trades).toBe(0);
    // By any name of it, of one's own instruments too.
    const config = path("own.json");
    const [own = ""] = names("symbol");
    writeFileSync(
      config,
      JSON.stringify({ instruments: { [own]: { tick: 0.25, point_value: 1 } } }),
    );
    const whole = counted(only("symbol", own));
    expect(whole.trades).toBeGreaterThan(0);
    for (const name of [`${own}Z5`, `/${own}`, own.toLowerCase(), `EUREX:${own}1!`]) {
      expect(await exported("--symbol", name, "--config", config), name).toEqual(whole);
    }
  });

  it("keeps to a time, half-open on the exit", async () => {
    const middle = closed[Math.floor(closed.length / 2)] as TradeClosedFact;
    const moment = new Date(middle.exit_ts).toISOString();
    const early = closed.filter(({ exit_ts }) => exit_ts < middle.exit_ts).length;
    expect(early).toBeGreaterThan(0);
    expect((await exported("--to", moment)).trades).toBe(early);
    expect((await exported("--from", moment)).trades).toBe(closed.length - early);
    const day = middle.exit_day;
    const upTo = closed.filter(({ exit_day }) => exit_day <= day).length;
    expect((await exported("--to", day)).trades).toBe(upTo);
    const refusals = facts.filter(({ type, ts }) => type === "guard_reject" && ts < middle.exit_ts);
    const refused = (await exported("--to", moment)).guards.reduce(
      (sum, row) => sum + row.refused,
      0,
    );
    expect(refused).toBe(
      refusals.flatMap((fact) => (fact as { guards: string[] } & Fact).guards).length,
    );
  });
});

describe("trades", () => {
  it("export writes the CSV of the trades, oldest first", async () => {
    const rows = closed.map((fact) => tradeToCsvRow(tradeOf(fact)));
    const text = `${[tradesCsvHeader, ...rows].join("\n")}\n`;
    // What JSON has no word for is no part of a fact.
    expect(await told("trades", "export")).toBe(text.replaceAll(",-0,", ",0,"));
    expect(await told("trades", "export", "--out", path("t.csv"))).toBe("");
    expect(readFileSync(path("t.csv"), "utf8")).toBe(text.replaceAll(",-0,", ",0,"));
  });

  it("list answers pages, the last closed first", async () => {
    const ids = closed.map(({ trade_id }) => trade_id).reverse();
    const listed = async (...args: string[]): Promise<string[]> => {
      const { stdout, code } = await called("trades", "list", "--json", ...args);
      expect(code).toBe(0);
      return JSON.parse(stdout).map(({ trade_id }: { trade_id: string }) => trade_id);
    };
    expect(await listed("--limit", "1000")).toEqual(ids);
    expect(await listed("--limit", "3", "--offset", "2")).toEqual(ids.slice(2, 5));
    expect(await listed("--offset", "1000")).toEqual([]);
    const [first] = JSON.parse(await told("trades", "list", "--json", "--limit", "1"));
    expect(Object.keys(first).join(",")).toBe(`${tradesCsvHeader},account,source,risk,tags`);
    expect(first).toMatchObject({ account: "paper", source: "journal", risk: "stop", tags: [] });
    expect(first.exit_ts).toBe(new Date(closed.at(-1)?.exit_ts ?? 0).toISOString());
  });

  it("list can be asked for a regime, a side, a reason of the exit, and sorted", async () => {
    const listed = async (...args: string[]): Promise<Record<string, string | number>[]> =>
      JSON.parse(await told("trades", "list", "--json", "--limit", "1000", ...args));
    const asked = [
      ["--regime", "regime"],
      ["--side", "side"],
      ["--exit-reason", "exit_reason"],
    ] as const;
    for (const [flag, field] of asked) {
      const values = new Set(closed.map((trade) => trade[field]));
      expect(values.size, field).toBeGreaterThan(1);
      for (const value of values) {
        const ids = closed.filter((trade) => trade[field] === value).map((one) => one.trade_id);
        const found = await listed(flag, value);
        expect(found.map(({ trade_id }) => trade_id)).toEqual(ids.reverse());
      }
    }
    const results = closed.map(({ result_R }) => result_R).sort((a, b) => a - b);
    const sorted = async (by: string) =>
      (await listed("--sort", by)).map(({ result_R }) => result_R);
    expect(await sorted("result_R")).toEqual(results);
    expect(await sorted("-result_R")).toEqual(results.reverse());
    const wrong = await called("trades", "list", "--sort", "-reslt_R");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("Did you mean result_R?");
  });

  it("list shows a table and says how to see more", async () => {
    const { stdout, stderr } = await called("trades", "list", "--limit", "2");
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^id +closed \(UTC\) +symbol +side +.*net +R$/);
    const last = closed.at(-1) as TradeClosedFact;
    const minute = new Date(last.exit_ts).toISOString().slice(0, 16).replace("T", " ");
    expect(lines[1]).toMatch(new RegExp(`^ *${last.trade_id} +${minute} +${last.symbol} `));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stderr).toBe(`${closed.length - 2} older: --offset 2\n`);
    const none = await called("trades", "list", "--symbol", "NONE");
    expect(none).toEqual({
      stdout: "",
      stderr: "no closed trade to show\n",
      code: 0,
    });
  });
});

// Pages of trades, our own and imported ones, from facts made by hand.

import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/engine/effect.js";
import { type ImportFile, writeImport } from "../../src/projection/import-files.js";
import { keepImports } from "../../src/projection/imports.js";
import { keepNotes, writeNote } from "../../src/projection/notes.js";
import { Projection } from "../../src/projection/projection.js";
import { seqSpan, tradesNamed } from "../../src/projection/trade-lookup.js";
import { tradePage, tradesIn, type WantedTrades } from "../../src/projection/trades.js";
import { SimDisk } from "../sim-disk.js";
import { linesOf } from "./views.js";

const START = Date.UTC(2025, 10, 18, 15);
const HOUR = 3_600_000;

/** Twelve trades, one an hour, every third one a loss. */
async function view(): Promise<Projection> {
  const projection = await Projection.create("nowhere");
  const facts = Array.from({ length: 12 }, (_, n) => {
    const exit = START + n * HOUR;
    const net = n % 3 === 0 ? -10 : 10 + n;
    return {
      ...{ seq: n + 1, ts: exit, type: "trade_closed", symbol: "MNQ", trace_id: `t-${100 + n}` },
      ...{ trade_id: String(n + 1), side: "long", strategy: "mine", regime: "TREND" },
      ...{ entry_ts: exit - 600_000, exit_ts: exit, entry_price: 100, exit_price: 101 },
      ...{ initial_stop: 99, exit_reason: "stop", gross_pnl: net, commission: 0, net_pnl: net },
      ...{ result_R: net / 10, bars_held: 3, mae_R: 0, mfe_R: 1, slippage_ticks: 0 },
      ...{ entry_hour: 9, entry_weekday: 1, exit_day: "2025-11-18", day: 20_410, week: 20_409 },
      ...{ qty: 1, price: 101, pnl: net, reason: "stop", trade_qty: 1 },
    } as unknown as Fact;
  });
  const event = { type: "clock", ts: 0 } as const;
  projection.takeAll(linesOf(facts.map((fact) => ({ event, facts: [fact], orders: [] }))));
  return projection;
}

function idsOf(projection: Projection, wanted: WantedTrades, sort?: string): string[] {
  const page = { limit: -1, offset: 0, ...(sort === undefined ? {} : { sort }) };
  return tradePage(projection, wanted, page).trades.map(({ trade_id }) => trade_id);
}

const IMPORT: ImportFile = {
  ...{ format: 1, source: "elsewhere", account: "B", files: ["a.csv"], strategy: "import" },
  ...{ risk: { kind: "money", money: "10" } },
  instruments: { ESZ5: { symbol: "ES", tick: "0.25", point_value: "50", fx_rate: "1" } },
  fills: (["buy", "sell"] as const).map((side, n) => ({
    ...{ key: `id ${n}`, order: "", is_order: false, contract: "ESZ5", side },
    ...{ ts: new Date(START + (n + 4) * HOUR + 1000).toISOString(), qty: "1", price: "6700" },
    ...{ commission: "1", hour: 9, weekday: 1, day: "2025-11-18" },
  })),
  trades: [],
};

describe("a page", () => {
  it("is in the order that is asked for, ids by their number", async () => {
    const projection = await view();
    const numbers = Array.from({ length: 12 }, (_, n) => String(n + 1));
    expect(idsOf(projection, {})).toEqual([...numbers].reverse());
    expect(idsOf(projection, {}, "trade_id")).toEqual(numbers);
    expect(idsOf(projection, {}, "-trade_id")).toEqual([...numbers].reverse());
    const losses = ["1", "4", "7", "10"];
    // Of equal results the later one stands further on, and the other way round.
    expect(idsOf(projection, {}, "result_R").slice(0, 4)).toEqual(losses);
    expect(idsOf(projection, {}, "-net_pnl").slice(0, 2)).toEqual(["12", "11"]);
    const page = tradePage(projection, {}, { limit: 2, offset: 3 });
    expect([page.total, page.trades.map(({ trade_id }) => trade_id)]).toEqual([12, ["9", "8"]]);
  });

  it("has imported trades between our own by time, where they are asked for", async () => {
    const projection = await view();
    const disk = new SimDisk();
    writeImport(disk, "/data", IMPORT);
    expect(keepImports(disk, "/data", projection)).toEqual([]);
    expect(idsOf(projection, {})).toHaveLength(12);
    expect(idsOf(projection, { source: "journal" })).toHaveLength(12);
    const [id = ""] = idsOf(projection, { source: "import" });
    expect(id).toMatch(/^i[0-9a-f]{11}$/);
    expect(idsOf(projection, { source: "elsewhere" })).toEqual([id]);
    expect(idsOf(projection, { account: "B" })).toEqual([id]);
    expect(idsOf(projection, { account: "paper" })).toHaveLength(12);
    expect(idsOf(projection, { account: "B", source: "journal" })).toEqual([]);
    // It closed a second after the sixth.
    const all = tradesIn(projection, { source: "all" }).map(({ trade_id }) => trade_id);
    expect(all.slice(5, 8)).toEqual(["6", id, "7"]);
    expect(all).toHaveLength(13);
  });

  it("keeps to tags, whatever else is asked", async () => {
    const projection = await view();
    const disk = new SimDisk();
    const note = (trade: string, tag: string[], untag: string[] = []): void =>
      writeNote(disk, "/data", {
        ...{ ts: "2026-01-05T00:00:00.000Z", epoch: "test0", trade, note: null, tag, untag },
      });
    note("1", ["a", "b"]);
    note("4", ["a"]);
    note("5", ["a"]);
    note("5", ["c"], ["a"]);
    keepNotes(disk, "/data", projection);
    expect(idsOf(projection, { tags: ["a"] })).toEqual(["4", "1"]);
    expect(idsOf(projection, { tags: ["a", "b"] })).toEqual(["1"]);
    expect(idsOf(projection, { tags: ["a"], source: "all" })).toEqual(["4", "1"]);
    expect(tradesIn(projection, { tags: ["c"] })).toHaveLength(1);
    const [one] = tradesNamed(projection, "1");
    expect(one?.tags).toEqual(["a", "b"]);
  });
});

describe("a name", () => {
  it("is an id, a trace, or the beginning of one", async () => {
    const projection = await view();
    const found = (name: string) => tradesNamed(projection, name).map((one) => one.trade_id);
    expect(found("1")).toEqual(["1"]);
    expect(found("t-104")).toEqual(["5"]);
    expect(found("t-11")).toEqual(["12", "11"]);
    expect(found("9x")).toEqual([]);
    expect(found("%")).toEqual([]);
    const [trade] = tradesNamed(projection, "5");
    expect(trade && seqSpan(projection, trade)).toEqual({ firstSeq: 5, lastSeq: 5 });
  });
});

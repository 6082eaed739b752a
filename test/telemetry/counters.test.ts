// The counters of SPEC 16 by facts made by hand, as Prometheus reads them.

import { describe, expect, it } from "vitest";
import { LiveCounters, type Readings } from "../../src/telemetry/counters.js";
import type { PlainFact } from "../../src/telemetry/plain-fact.js";

const READINGS: Readings = {
  ...{ day_R: -1.5, week_R: 2.25, equity: 50_020, state: "HALTED", can_trade: false },
  ...{ naked_s_today: 1.75, feedAgeMs: 61_000, isBrokerUp: true, isBreakerOpen: true },
  ...{ retries: 4, logLinesLost: 2, orders: [{}, {}, {}] },
  positions: [{ protection: "PROTECTED" }, { protection: "NAKED" }, { protection: "PROTECTED" }],
  bars: [
    { symbol: "MNQ", count: 12 },
    { symbol: "MES", count: 7 },
  ],
};

/** Samples by name and labels, as they stand in the text. */
async function samplesOf(counters: LiveCounters, readings = READINGS) {
  const { type, text } = await counters.text(readings);
  expect(type).toBe("text/plain; version=0.0.4; charset=utf-8");
  const samples = new Map<string, number>();
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const at = line.lastIndexOf(" ");
    samples.set(line.slice(0, at), Number(line.slice(at + 1)));
  }
  return samples;
}

function countersOf(...told: readonly (readonly [wall: number, fact: object])[]): LiveCounters {
  const counters = new LiveCounters({ withProcess: false });
  for (const [at, [wall, fact]] of told.entries()) {
    counters.take({ seq: at + 1, ...fact } as PlainFact, wall);
  }
  return counters;
}

const signal = (strategy: string, regime: string) => ({ type: "signal", strategy, regime });
const sent = (client_order_id: string, role: string) => {
  return { type: "order_submitted", client_order_id, role };
};
const fill = (client_order_id: string, role: string, slippage_ticks: number) => {
  return { type: "fill", client_order_id, role, slippage_ticks };
};

describe("counters", () => {
  it("begin at 0 in each process, and gauges are right at once", async () => {
    const samples = await samplesOf(new LiveCounters({ withProcess: false }));
    for (const [name, value] of [
      ...([
        ["orders_submitted_total", 0],
        ["facts_total", 0],
        ["reconnects_total", 0],
      ] as const),
      ...([
        ["r_today", -1.5],
        ["r_week", 2.25],
        ["equity", 50_020],
        ["can_trade", 0],
      ] as const),
      ...([
        ["breaker_state", 1],
        ["broker_up", 1],
        ["feed_age_ms", 61_000],
      ] as const),
      ...([
        ["naked_s_today", 1.75],
        ["orders_working", 3],
        ["retries_total", 4],
      ] as const),
      ...([
        ["log_lines_lost_total", 2],
        ['bars_total{symbol="MNQ"}', 12],
      ] as const),
      ...([
        ['bars_total{symbol="MES"}', 7],
        ['system_state{state="HALTED"}', 1],
      ] as const),
      ...([['system_state{state="READY"}', 0]] as const),
      ...([['positions_open{protection="PROTECTED"}', 2]] as const),
      ...([['positions_open{protection="NAKED"}', 1]] as const),
      ...([['positions_open{protection="UNKNOWN"}', 0]] as const),
    ]) {
      expect([name, samples.get(name)]).toEqual([name, value]);
    }
    expect([...samples.keys()].filter((name) => name.startsWith("signals_total"))).toEqual([]);
  });

  it("read the moment anew each time", async () => {
    const counters = new LiveCounters({ withProcess: false });
    await samplesOf(counters);
    const later = { ...READINGS, retries: 5, day_R: 1, positions: [], feedAgeMs: null };
    const samples = await samplesOf(counters, later);
    expect(samples.get("retries_total")).toBe(5);
    expect(samples.get("r_today")).toBe(1);
    expect(samples.get('positions_open{protection="NAKED"}')).toBe(0);
    expect(samples.get("feed_age_ms")).toBeNaN();
  });

  it("count signals, orders, refusals, violations and reconnects under SPEC's names", async () => {
    const samples = await samplesOf(
      countersOf(
        [0, signal("orb_retest", "TREND")],
        [0, signal("orb_retest", "TREND")],
        [0, signal("orb_retest", "RANGE")],
        [0, { type: "guard_reject", reason: "constraint:max_trades_per_day" }],
        [0, { type: "guard_reject", reason: "cooldown" }],
        [0, { type: "guard_reject", reason: "cooldown" }],
        [0, { type: "constraint_violation", rule: "max_trades_per_day" }],
        [0, sent("a", "entry")],
        [0, sent("b", "stop")],
        [0, { type: "reconcile", trigger: "timer" }],
        [0, { type: "reconcile", trigger: "reconnect" }],
      ),
    );
    for (const [name, value] of [
      ['signals_total{strategy="orb_retest",regime="TREND"}', 2],
      ['signals_total{strategy="orb_retest",regime="RANGE"}', 1],
      ['guard_rejections_total{reason="cooldown"}', 2],
      ['guard_rejections_total{reason="constraint:max_trades_per_day"}', 1],
      ['constraint_violations_total{rule="max_trades_per_day"}', 1],
      ["orders_submitted_total", 2],
      ["reconnects_total", 1],
      ["facts_total", 11],
    ] as const) {
      expect([name, samples.get(name)]).toEqual([name, value]);
    }
  });

  it("measure fills of entries and exits from their sending, none of a resting order", async () => {
    const samples = await samplesOf(
      countersOf(
        [1_000, sent("e", "entry")],
        [1_004, sent("s", "stop")],
        // In two parts, 40 and 60,000 ms after it was sent.
        [1_040, fill("e", "entry", 1)],
        [61_000, fill("e", "entry", -1)],
        [90_000, fill("s", "stop", 3)],
        // Of a process before this one, and one for which the wall clock was set back.
        [90_001, fill("before", "exit", 0)],
        [90_002, sent("x", "exit")],
        [80_000, fill("x", "exit", 0)],
      ),
    );
    const latency = (what: string, labels = "") =>
      samples.get(`fills_latency_ms_hist_${what}{${labels}role="entry"}`);
    expect([latency("count"), latency("sum")]).toEqual([2, 60_040]);
    expect(latency("bucket", 'le="20",')).toBe(0);
    expect(latency("bucket", 'le="50",')).toBe(1);
    expect(latency("bucket", 'le="30000",')).toBe(1);
    expect(latency("bucket", 'le="60000",')).toBe(2);
    const measured = [...samples.keys()].filter((name) => name.startsWith("fills_latency_ms"));
    expect(measured.filter((name) => !name.includes('role="entry"'))).toEqual([]);
    const slippage = (what: string) => samples.get(`slippage_ticks_hist_${what}`);
    expect([slippage('count{role="entry"}'), slippage('sum{role="entry"}')]).toEqual([2, 0]);
    expect([slippage('count{role="stop"}'), slippage('sum{role="stop"}')]).toEqual([1, 3]);
    expect(slippage('bucket{le="-1",role="entry"}')).toBe(1);
    expect(slippage('bucket{le="2",role="stop"}')).toBe(0);
  });

  it("tell only so many strategies apart: a tag is anybody's", async () => {
    const counters = new LiveCounters({ withProcess: false });
    for (let at = 0; at < 1_000; at++) {
      counters.take({ seq: at, ...signal(`tag-${at}`, "RANGE") }, 0);
    }
    counters.take({ seq: 1_000, ...signal("tag-3", "RANGE") }, 0);
    const samples = await samplesOf(counters);
    const names = [...samples.keys()].filter((name) => name.startsWith("signals_total"));
    expect(names).toHaveLength(51);
    expect(samples.get('signals_total{strategy="tag-3",regime="RANGE"}')).toBe(2);
    expect(samples.get('signals_total{strategy="other",regime="RANGE"}')).toBe(950);
  });

  it("take what the disk took to sync", async () => {
    const counters = new LiveCounters({ withProcess: false });
    for (const ms of [0.3, 0.4, 30]) counters.noteSync(ms);
    const samples = await samplesOf(counters);
    expect(samples.get("journal_sync_ms_hist_count")).toBe(3);
    expect(samples.get("journal_sync_ms_hist_sum")).toBeCloseTo(30.7, 9);
    expect(samples.get('journal_sync_ms_hist_bucket{le="0.5"}')).toBe(2);
    expect(samples.get('journal_sync_ms_hist_bucket{le="25"}')).toBe(2);
    expect(samples.get('journal_sync_ms_hist_bucket{le="50"}')).toBe(3);
  });

  it("have the process beside them where that is asked for", async () => {
    const samples = await samplesOf(new LiveCounters({ withProcess: true }));
    expect(samples.get("process_resident_memory_bytes")).toBeGreaterThan(1e6);
    expect(samples.has("nodejs_eventloop_lag_p99_seconds")).toBe(true);
  });
});

// What a chaos run trades: bars drawn from a seed and signals that keep something open nearly all
// the time, so that a death at any moment is a death with something at stake.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Files of a run, and how it is to be traded. */
export interface Workload {
  readonly bars: string;
  readonly signals: string;
  /** `--set` of it. */
  readonly settings: readonly string[];
  /** Open times of bars on whose close a signal falls, ISO-8601 UTC. */
  readonly signalTimes: readonly string[];
  /** The most of the symbol that may ever be exposed. */
  readonly mostQty: number;
}

/** mulberry32, by T. Ettinger: uniform in [0, 1). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const MINUTE = 60_000;
export const BAR_MINUTES = 15;
const FIRST = Date.parse("2025-11-16T23:00:00Z");
const DAY = 86_400_000;
const TICK = 0.25;
const QTY = 6;

/** Loosened as far as the ceilings let them be. */
const SETTINGS: readonly string[] = [
  'constraints.sessions=["17:00-15:59"]',
  "constraints.max_trades_per_day=10",
  "constraints.max_trades_per_week=50",
  "constraints.risk_per_trade_pct=2",
  "constraints.max_contracts=6",
  "constraints.max_order_rate_per_min=60",
  "constraints.price_collar_pct=5",
  "fusion.enabled=false",
  "fusion.gate_signals=false",
  "governor.drawdown_r=[-900,-901,-902]",
  "governor.streak=[900,901,902]",
  "tripwires.day_r=null",
  "tripwires.week_r=null",
  "tripwires.red_days=null",
  "loop.entries=1000",
  "regime.size.RANGE=1",
  "regime.size.VOLATILE=1",
  "intrade.max_bars_in_trade=7",
  "broker.ack_timeout_s=0.3",
  "broker.lost_after_s=1",
  "broker.reconcile_s=1",
  "protection.naked_alarm_s=0.5",
  "protection.naked_exit_s=2",
];

/** Writes the files of a seed into a folder. */
export function writeWorkload(folder: string, seed: number, days: number): Workload {
  const random = randomOf(seed);
  const rows: string[] = ["timestamp,open,high,low,close,volume"];
  const signals: string[] = ["ts,symbol,side,stop,target,qty,tag"];
  const signalTimes: string[] = [];
  let close = 24_000;
  let sinceSignal = 0;
  for (let at = 0; at < days * DAY; at += BAR_MINUTES * MINUTE) {
    const ts = FIRST + at;
    if (!isOpen(ts)) continue;
    const stamp = new Date(ts).toISOString().replace(".000Z", "Z");
    const open = close + TICK * Math.round((random() - 0.5) * 2);
    close = open + TICK * Math.round((random() - 0.5) * 40);
    const high = Math.max(open, close) + TICK * Math.floor(random() * 12);
    const low = Math.min(open, close) - TICK * Math.floor(random() * 12);
    // A tenth of it may be taken: some entries and targets fill in parts.
    const volume = 20 + Math.floor(random() * 120);
    rows.push([stamp, open, high, low, close, volume].join(","));
    if (++sinceSignal < 9) continue;
    sinceSignal = 0;
    const isLong = random() < 0.5;
    const distance = TICK * (14 + Math.floor(random() * 24));
    const stop = isLong ? close - distance : close + distance;
    signals.push([stamp, "MNQ", isLong ? "long" : "short", stop, "", QTY, "chaos"].join(","));
    signalTimes.push(stamp);
  }
  const bars = join(folder, `MNQ-${seed}.csv`);
  const signalFile = join(folder, `signals-${seed}.csv`);
  writeFileSync(bars, `${rows.join("\n")}\n`);
  writeFileSync(signalFile, `${signals.join("\n")}\n`);
  return { bars, signals: signalFile, settings: SETTINGS, signalTimes, mostQty: QTY };
}

/** CME's week in winter, UTC: Sunday 23:00 to Friday 22:00 with an hour from 22:00 each day. */
function isOpen(ts: number): boolean {
  const date = new Date(ts);
  const hour = date.getUTCHours();
  const day = date.getUTCDay();
  if (hour === 22) return false;
  if (day === 6) return false;
  if (day === 5) return hour < 22;
  return day !== 0 || hour >= 23;
}

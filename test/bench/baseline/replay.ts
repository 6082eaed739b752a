// What the bench compares with: the least that a replay in plain objects and classes can be. One
// fresh object per bar, an indicator object per number, three timeframes, three strategies behind
// an interface, a broker that fills, scales out and trails. No guards, no journal, no facts, no
// format but its own, money in doubles: a loop as one writes it in an afternoon, and a fast one.

import { readFileSync } from "node:fs";
import { BarReader } from "./bar-reader.js";
import { Broker } from "./broker.js";
import {
  Breakout,
  Pullback,
  type Regime,
  Reversion,
  type Strategy,
  type View,
} from "./strategy.js";
import { Timeframe } from "./timeframe.js";

function regimeOf(minute: Timeframe, quarter: Timeframe): Regime {
  if (minute.adx.value > 25) return "trend";
  return quarter.adx.value < 20 ? "range" : "volatile";
}

function run(bytes: Buffer): string {
  const reader = new BarReader(bytes);
  const [minute, quarter, hour] = [new Timeframe(1), new Timeframe(15), new Timeframe(60)];
  const strategies: Strategy[] = [new Pullback(), new Reversion(), new Breakout()];
  const broker = new Broker();
  let bars = 0;
  let last = 0;
  for (let bar = reader.next(); bar !== null; bar = reader.next()) {
    bars++;
    if (bar.minute - last > 30) {
      for (const timeframe of [minute, quarter, hour]) timeframe.vwap.restart();
    }
    last = bar.minute;
    broker.onBar(bar);
    minute.take(bar);
    quarter.take(bar);
    hour.take(bar);
    const regime = regimeOf(minute, quarter);
    const view: View = { bar, minute, quarter, hour, regime, isFlat: broker.isFlat };
    for (const strategy of strategies) {
      const proposal = strategy.onBar(view);
      if (proposal !== null && broker.isFlat) broker.submit(proposal);
    }
  }
  return `${bars} bars, ${broker.fills.length} fills, ${broker.profit.toFixed(2)} points`;
}

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("the baseline needs a file of bars");
process.stdout.write(`${run(readFileSync(file))}\n`);

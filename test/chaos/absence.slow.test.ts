// A stop that the market meets while nobody is there: bars of a growing file, at the machine's own
// time, with the engine dead for some of them.

import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { systemClock } from "../../src/runtime/clock.js";
import { EngineProcess, type Place, pause, statusAt } from "./engine-process.js";
import { readJournal } from "./journal-file.js";
import { judge } from "./oracle.js";
import { NAKED_MS } from "./whole-run.js";

const PROGRAM = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
/** Length of a bar, ms. */
const BAR = 2_000;
const STOP = 89_900;
const TICK = 0.01;
const QTY = 0.01;

const folder = mkdtempSync(join(tmpdir(), "tx-absence-"));
const bars = join(folder, "BTCUSD-2s.csv");
let next = 0;
let isGrowing = true;
/** From this bar on, the market is below the stop. */
let fallsAt = Number.POSITIVE_INFINITY;

afterEach(() => {
  isGrowing = false;
  rmSync(folder, { recursive: true, force: true });
});

const stampOf = (ts: number): string => new Date(ts).toISOString().replace(".000Z", "Z");

function rowOf(ts: number): string {
  const flat = [90_000, 90_010, 89_990, 90_000];
  const fall = [90_000, 90_005, 89_850, 89_880];
  const below = [89_880, 89_890, 89_870, 89_880];
  const prices = ts < fallsAt ? flat : ts === fallsAt ? fall : below;
  return `${[stampOf(ts), ...prices, 5_000].join(",")}\n`;
}

/** Writes each bar when it has closed. */
async function grow(): Promise<void> {
  while (isGrowing) {
    for (; systemClock.nowMs() >= next + BAR; next += BAR) appendFileSync(bars, rowOf(next));
    await pause(20);
  }
}

it("fills a stop that was met during a death, at the bar that met it", {
  timeout: 120_000,
}, async () => {
  const now = Math.floor(systemClock.nowMs() / BAR) * BAR;
  writeFileSync(bars, "timestamp,open,high,low,close,volume\n");
  for (next = now - 60 * BAR; next < now; next += BAR) appendFileSync(bars, rowOf(next));
  const signals = join(folder, "signals.csv");
  const rows = [7, 16].map((at) => `${stampOf(now + at * BAR)},BTCUSD,long,${STOP},,${QTY},once`);
  writeFileSync(signals, `${["ts,symbol,side,stop,target,qty,tag", ...rows].join("\n")}\n`);
  const settings = ["fusion.gate_signals=false", 'constraints.sessions=["00:00-23:59"]'];
  const flags = ["--feed", bars, "--signals", signals];
  const all = [...flags, ...settings.flatMap((setting) => ["--set", setting])];
  mkdirSync(join(folder, "h"));
  const place: Place = { program: PROGRAM, home: join(folder, "h") };
  const growing = grow();

  const first = new EngineProcess(place, all);
  await first.until((fact) => fact?.type === "protection" && fact.state === "PROTECTED");
  const before = await statusAt(place);
  expect(before.positions).toMatchObject([{ qty: QTY, stop: STOP, protection: "PROTECTED" }]);
  await first.kill();
  fallsAt = next + 2 * BAR;
  await pause(5 * BAR);
  const second = new EngineProcess(place, all);
  expect(await second.until((fact) => fact?.type === "trade_closed")).toBe(true);
  await second.until((fact) => fact === null, 2_000);
  const after = await statusAt(place);
  await second.stop();
  isGrowing = false;
  await growing;

  expect([after.positions, after.orders]).toEqual([[], []]);
  // A stop of 89,900 that a bar passes from above fills a tick below it.
  const closed = readJournal(join(place.home, "data")).facts.filter(
    ({ type }) => type === "trade_closed",
  );
  expect(closed).toMatchObject([
    { reason: "stop", qty: QTY, price: STOP - TICK, exit_ts: new Date(fallsAt).toISOString() },
  ]);
  const { problems } = judge(join(place.home, "data"), {
    ...{ isQuiet: true, isHonest: true, mostQty: QTY, secrets: [], nakedMs: NAKED_MS },
  });
  expect(problems).toEqual([]);
});

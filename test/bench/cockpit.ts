// What the cockpit costs at 120 × 40: bytes to the terminal, work on the engine's thread, memory
// over a day. In one process, with the program's own store, views, Ink and writer, on an engine
// that only says what a busy day would say; time is virtual, so that a day takes a minute.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { FactJson } from "../../src/runtime/session.js";
import type { CockpitState } from "../../src/tui/cockpit-state.js";
import type { Screen } from "../../src/tui/screen.js";
import type { ViewName } from "../../src/tui/view-names.js";
import { quiet, VirtualTime } from "../virtual-time.js";
import { median } from "./process.js";
import { table } from "./report.js";

const SIZE = { columns: 120, rows: 40 };
const SECOND_MS = 1_000;
/** Frames measured of each view. */
const FRAMES = 400;
/** A day, and how often something happens in it. */
const DAY_S = 24 * 3_600;
const DAY_STEP_S = 5;
/** After so long the thousand facts that are kept have all come, s. */
const FULL_S = 2 * 3_600;
const START_MS = Date.parse("2025-11-18T18:42:00.000Z");

/** What the program draws with, loaded as it is when it is installed. */
async function load() {
  // React's development build leaks; and Ink asks for colour once, when it is loaded.
  Object.assign(process.env, { NODE_ENV: "production", FORCE_COLOR: "1", CI: "false" });
  const [cockpit, ink, painter, screen, curve, busy, log] = await Promise.all([
    import("../../src/tui/cockpit.js"),
    import("../../src/tui/ink-frame.js"),
    import("../../src/tui/painter.js"),
    import("../../src/tui/screen.js"),
    import("../../src/cli/curve.js"),
    import("../tui/busy-states.js"),
    import("../../src/tui/fact-log.js"),
  ]);
  const plot = (results: readonly number[], columns: number, rows: number) =>
    curve.curveLines(results, columns, { rows, label: 6, places: 2 });
  return { ...cockpit, ...ink, ...painter, ...screen, ...busy, ...log, plot };
}

type Parts = Awaited<ReturnType<typeof load>>;

/** A terminal that counts what it is sent, and takes it all or nothing. */
class Counter {
  bytes = 0;
  writes = 0;
  takes = true;
  readonly screen: Screen;

  constructor({ Screen }: Parts) {
    this.screen = new Screen({
      write: (bytes) => {
        if (!this.takes) throw Object.assign(new Error("nobody reads"), { code: "EAGAIN" });
        this.bytes += bytes.length;
        this.writes++;
        return bytes.length;
      },
    });
    this.screen.open();
  }
}

/** What changes with the event of that number: the price, and what follows from it. */
function eventOf(
  at: number,
  snapshot: CockpitState["snapshot"],
): Partial<CockpitState["snapshot"]> {
  const last = 24_830.5 + ((at * 7) % 13) / 4;
  const R = 1.18 - (((at * 7) % 13) / 4) * 0.06;
  const [position] = snapshot.positions;
  return {
    positions: position === undefined ? [] : [{ ...position, last, R, pnl: R * 197.8 }],
    symbols: snapshot.symbols.map((one, place) => (place === 0 ? { ...one, last } : one)),
    ...{ current_R: R, current_pnl: R * 197.8, day_R: 1.99 + R, week_R: 3.85 + R },
    engine: { ...snapshot.engine, seq: 100 + at },
  };
}

/** A fact of a kind that a day is full of. */
function factOf(at: number, ms: number): FactJson {
  const common = { seq: 100 + at, ts: new Date(ms).toISOString(), symbol: "MNQ", trace_id: null };
  if (at % 9 === 0) {
    return {
      ...common,
      type: "stop_moved",
      trade_id: "t",
      from: 24_800 + at,
      to: 24_801,
      why: "atr",
    };
  }
  const body = { guards: ["htf_gate"], inputs: {}, strategy: "vwap_pullback" };
  return { ...common, ...body, type: "guard_reject", reason: at % 2 === 0 ? "htf_gate" : "regime" };
}

/**
 * A cockpit that is looked at for so many seconds, with so many events in each step of them; says
 * when what it keeps is full, and when it is over.
 */
async function look(
  parts: Parts,
  seconds: number,
  perSecond: number,
  stepS = 1,
  onMark = () => {},
) {
  const time = new VirtualTime(START_MS);
  const session = parts.busySession();
  const counter = new Counter(parts);
  time.install();
  try {
    const cockpit = await parts.openCockpit({
      ...{ mode: "live", session, clock: time, plot: parts.plot, onQuit: () => null },
      ...{ save: async () => {} },
      look: { theme: "default", background: "dark", isColorful: true, isAscii: false },
      terminal: {
        ...{ screen: counter.screen, size: SIZE, suspend: () => {} },
        ...{ onKeys: () => {}, onResize: () => {}, onGone: () => {} },
      },
    });
    const until = async (ms: number): Promise<void> =>
      time.pass(() => time.monotonicMs() >= ms, ms);
    // The first frame, and the question how one feels today, are not what it costs at rest.
    await until(40 * SECOND_MS);
    const from = { bytes: counter.bytes, writes: counter.writes, ms: time.monotonicMs() };
    let events = 0;
    for (let second = 0; second < seconds; second += stepS) {
      if (second === FULL_S) onMark();
      const startMs = from.ms + second * SECOND_MS;
      for (let at = 0; at < Math.max(1, perSecond); at++) {
        await until(startMs + (at * stepS * SECOND_MS) / Math.max(1, perSecond));
        const { shown } = session;
        const age_ms = 12_400 + (perSecond === 0 ? second * SECOND_MS : (second % 60) * SECOND_MS);
        const now = new Date(time.nowMs()).toISOString();
        session.change({ now, feed: { ...shown.feed, age_ms } });
        if (perSecond === 0) continue;
        session.change(eventOf(++events, shown));
        session.tell(factOf(events, time.nowMs()));
      }
    }
    onMark();
    const { bytes, writes } = counter;
    cockpit.close();
    return { bytes: (bytes - from.bytes) / seconds, frames: (writes - from.writes) / seconds };
  } finally {
    time.uninstall();
  }
}

/** What this process has worked so far, ms: what other programs do does not count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** What every frame of a view costs where each shows another event, ms. */
async function frameTimes(parts: Parts, view: ViewName, takes = true): Promise<number[]> {
  const counter = new Counter(parts);
  const painter = new parts.Painter(counter.screen, parts.plot);
  const log = new parts.FactLog();
  for (const fact of parts.busy().facts) log.take(fact, () => 2);
  let shown = parts.busy({ view, ...SIZE });
  painter.paint(shown);
  const end = parts.drawWithInk(painter);
  await quiet();
  counter.takes = takes;
  const times: number[] = [];
  for (let at = 1; at <= FRAMES; at++) {
    const from = cpuMs();
    log.take(factOf(at, START_MS + at * SECOND_MS), () => 2);
    const { feed, facts, refusals } = log;
    const snapshot = { ...shown.snapshot, ...eventOf(at, shown.snapshot) };
    shown = { ...shown, snapshot, today: log.today(snapshot), feed, facts, refusals };
    painter.paint(shown);
    await quiet();
    times.push(cpuMs() - from);
  }
  end();
  counter.screen.close();
  // The first ones still wait for the compiler.
  return times.slice(FRAMES / 4);
}

/** The heap once all that nobody holds has been collected, MB. */
function aliveMb(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN;

/** Measures it all; the figures as Markdown. */
export async function studyCockpit(say: (text: string) => void): Promise<string> {
  const parts = await load();
  say("frames");
  const views: readonly ViewName[] = ["dash", "trades", "analytics", "risk", "log"];
  const rows: string[][] = [];
  for (const view of views) {
    const times = await frameTimes(parts, view);
    rows.push([view, median(times).toFixed(2), percentile(times, 0.99).toFixed(2)]);
  }
  const unread = await frameTimes(parts, "dash", false);
  say("bytes");
  const rest = await look(parts, 120, 0);
  const busy = await look(parts, 60, 10);
  say("a day");
  const heap: number[] = [];
  await look(parts, DAY_S, 1, DAY_STEP_S, () => heap.push(aliveMb()));
  const [before = 0, after = 0] = heap;
  const bytes = (value: number): string => Math.round(value).toLocaleString("en");
  return [
    table(["a frame on the engine's thread, ms (aim: median 5)", "median", "p99"], rows),
    `Bytes to the terminal a second: ${bytes(rest.bytes)} at rest (aim: 200), ` +
      `${bytes(busy.bytes)} with 10 events a second (aim: 6,144), in ` +
      `${busy.frames.toFixed(1)} frames. Where nobody reads, a frame takes ` +
      `${median(unread).toFixed(2)} ms: it is dropped. Over a day of an event every ` +
      `${DAY_STEP_S} s the heap goes from ${before.toFixed(1)} MB, once what is kept is full, to ` +
      `${after.toFixed(1)} MB.`,
  ].join("\n\n");
}

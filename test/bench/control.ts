// What looking at a live engine and acting on it costs: from an event to a viewer, from a key to
// the engine, an attached screen's first frame, the way to flat; what viewers that do not read cost
// the engine, and days its memory.

import { flattenOnce, type Lag, type Standing, studyDays, studyStalling } from "./control-load.js";
import { studyLooking } from "./control-looking.js";
import type { Place } from "./control-stories.js";
import { quantile } from "./live.js";
import { median } from "./process.js";
import { table } from "./report.js";

const up = (a: number, b: number): number => a - b;

function row(what: string, values: readonly number[]): string[] {
  const sorted = [...values].sort(up);
  const at = (share: number): string => ms(quantile(sorted, share));
  return [what, at(0.5), at(0.99), ms(sorted.at(-1) ?? Number.NaN), String(sorted.length)];
}

const ms = (value: number): string => value.toFixed(value < 10 ? 1 : 0);

function lagRow(what: string, lags: readonly Lag[]): string[] {
  const [, ...cells] = row(
    what,
    lags.flatMap((lag) => lag.ms),
  );
  return [what, ...cells, median(lags.map(({ mb }) => mb)).toFixed(0)];
}

/** The figures, as Markdown. */
export async function studyControl(place: Place, say: (line: string) => void): Promise<string> {
  say("keys, facts, attached screens");
  const looking = await studyLooking(place);
  say("flatten");
  const flattens: Record<Standing, number[]> = { runs: [], "is dead": [], hangs: [] };
  for (const standing of Object.keys(flattens) as Standing[]) {
    for (let turn = 0; turn < 3; turn++) {
      flattens[standing].push(await flattenOnce(place, standing));
    }
  }
  say("viewers that do not read");
  const { without, beside } = await studyStalling(place);
  say("days");
  const days = await studyDays(place);
  const rate = (which: keyof Lag): string =>
    Math.round(median(beside.map((lag) => lag[which] as number))).toLocaleString("en");
  return [
    table(
      ["ms", "p50", "p99", "most", "times"],
      [
        row("event → WebSocket, what must not be lost", looking.atOnce),
        row("event → WebSocket, what a quiet bar may leave for 50 ms", looking.inTime),
        row("key → command, the engine's own cockpit", looking.ownKeys),
        row("key → command, an attached one", looking.attachedKeys),
        row("`attach` to its first whole frame", looking.attaches),
        ...Object.entries(flattens).map(([standing, took]) =>
          row(`\`flatten --confirm\` to flat, the engine ${standing}`, took),
        ),
      ],
    ),
    `Beside stalled viewers, with ${rate("eventsPerSecond")} events and ` +
      `${rate("factsPerSecond")} facts a second:`,
    table(
      ["ms behind with a bar", "p50", "p99", "most", "bars", "MB"],
      [lagRow("nobody looks on", without), lagRow("viewers that do not read", beside)],
    ),
    `Memory at the end of each of ${days.rss.length} days that are traded, MB: ` +
      `${days.rss.map((mb) => mb.toFixed(0)).join(", ")}. Of the heap, once all that nobody ` +
      `holds has been collected, there are left after each week, MB: ` +
      `${days.alive.map((mb) => mb.toFixed(1)).join(", ")}.`,
  ].join("\n\n");
}

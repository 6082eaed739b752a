// A line on the terminal that says how far a replay has come.

import { plain } from "../analytics/figures.js";
import type { Clock } from "../runtime/clock.js";
import type { Session } from "../runtime/session.js";
import { isColorful } from "./terminal.js";

/** How often the line is drawn anew, ms. */
const REDRAW_MS = 200;
const CLEAR_LINE = "\r\u001b[K";

/** How far a replay is. */
interface Position {
  readonly bars: number;
  readonly totalBars: number;
  /** ISO-8601 UTC, or null before the first bar. */
  readonly ts: string | null;
}

function timeLeft(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s left`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s left`;
}

/** `2025-11-18 14:30 · 62 % · 1,234,567 bars/s · 3 s left`. */
export function progressLine({ bars, totalBars, ts }: Position, elapsedMs: number): string {
  const parts = [ts === null ? "starting" : ts.slice(0, 16).replace("T", " ")];
  if (bars > 0 && totalBars > 0 && elapsedMs > 0) {
    const perSecond = (bars * 1000) / elapsedMs;
    parts.push(`${plain(Math.floor((bars * 100) / totalBars), 0)} %`);
    parts.push(`${plain(perSecond, 0)} bars/s`);
    if (totalBars > bars) parts.push(timeLeft((totalBars - bars) / perSecond));
  }
  return parts.join(" · ");
}

/**
 * Shows the progress of a session on standard error, where both streams are terminals that
 * take control characters. Answers what ends it.
 */
export function watchProgress(session: Session, clock: Clock): () => void {
  const { stdout, stderr } = process;
  if (!isColorful(stdout) || !isColorful(stderr)) return () => {};
  const begun = clock.monotonicMs();
  let ended = false;
  const draw = async (): Promise<void> => {
    const { replay } = await session.snapshot();
    if (ended || replay === null) return;
    const position = { bars: replay.bars, totalBars: replay.total_bars, ts: replay.ts };
    const line = progressLine(position, clock.monotonicMs() - begun);
    stderr.write(CLEAR_LINE + line.slice(0, Math.max(1, stderr.columns - 1)));
  };
  const timer = setInterval(() => void draw(), REDRAW_MS);
  return () => {
    ended = true;
    clearInterval(timer);
    stderr.write(CLEAR_LINE);
  };
}

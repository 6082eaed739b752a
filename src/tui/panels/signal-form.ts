// The form of a signal by hand, and beside it what would become of it: its size, its risk, and what
// every guard says, before anything is sent.

import { plain, signed } from "../../analytics/figures.js";
import type { DryRun, Snapshot } from "../../runtime/session.js";
import type { CockpitState } from "../cockpit-state.js";
import {
  SIGNAL_FIELDS,
  type SignalField,
  type SignalForm,
  sendObstacle,
  typedNumber,
  valuesKey,
} from "../forms/signal-form.js";
import { inputWords, objectionWords } from "../guard-inputs.js";
import { beside, span, tame, toWidth, wrap } from "../line.js";
import { firstRow } from "../list.js";
import { quantity } from "../quantity.js";
import { guardName } from "../reason-words.js";
import type { Line } from "../theme.js";
import { clockOf } from "../times.js";
import { sideText } from "./positions.js";

/** Cells of the fields. */
const FIELDS_CELLS = 28;
const HINTS: Readonly<Record<SignalField, string>> = {
  symbol: "",
  side: "",
  stop: "needed",
  target: "none",
  qty: "by the risk",
  tag: "hand",
};

function fieldLine(form: SignalForm, field: SignalField): Line {
  const { values, at } = form;
  const isHere = at === field;
  const isChoice = field === "symbol" || field === "side";
  const value = tame(values[field]);
  const head = [span(isHere ? " > " : "   ", "strong"), span(field.padEnd(7), "dim")];
  if (isChoice)
    return [
      ...head,
      span(
        `‹ ${field === "side" ? sideText(value === "short" ? "short" : "long") : value} ›`,
        isHere ? "chosen" : "strong",
      ),
    ];
  if (isHere) return [...head, span(value, "strong"), span("▏")];
  return [...head, value === "" ? span(HINTS[field], "dim") : span(value, "strong")];
}

function sendLine(form: SignalForm): Line {
  const isHere = form.at === "send";
  const obstacle = sendObstacle(form);
  return [
    span(isHere ? " > " : "   ", "strong"),
    span("[Send]", isHere ? "chosen" : obstacle === null ? "strong" : "dim"),
    span(isHere && obstacle === null ? " Enter sends it" : "", "strong"),
  ];
}

/** What the size and the prices come to. */
function planLines({ values }: SignalForm, { qty, R }: DryRun, snapshot: Snapshot): Line[] {
  const market = snapshot.symbols.find(({ symbol }) => symbol === values.symbol);
  const { equity, currency } = snapshot;
  const share = equity > 0 ? `, ${plain((R / equity) * 100, 2)} % of the equity` : "";
  const size =
    qty > 0
      ? `${quantity(qty)} ${tame(values.symbol)}, ${plain(R, 2)} ${currency} at risk${share}`
      : "nothing would be traded";
  const [stop, target] = [typedNumber(values.stop), typedNumber(values.target)];
  const last = market?.last ?? null;
  const lines: Line[] = [[span(size, "strong")]];
  if (stop === null || last === null || market === undefined) return lines;
  const direction = values.side === "long" ? 1 : -1;
  const risk = direction * (last - stop);
  const aim =
    target === null || risk <= 0
      ? ""
      : `, target ${signed((direction * (target - last)) / risk, 2)} R`;
  const ticks = plain(Math.round(risk / market.tick), 0).replace("-", "−");
  const at = plain(last, market.decimals);
  lines.push([span(`stop ${ticks} ticks from ${at}${aim}`)]);
  return lines;
}

/** Where many stand in few rows. */
const NAMES: Readonly<Record<string, string>> = {
  paused: "not paused",
  halted: "not halted",
  reconcile_hold: "reconciled",
  bad_print: "sane price",
  news_blackout: "no news",
  duplicate: "no double",
  outside_session: "session",
  stale_data: "fresh data",
  position_open: "no position",
  "constraint:max_trades_per_day": "trades/day",
  "constraint:max_trades_per_week": "trades/week",
  "constraint:max_open_positions": "positions",
  "constraint:max_spread_ticks": "spread",
  "constraint:max_order_rate_per_min": "order rate",
  "constraint:min_stop_ticks": "stop distance",
  "constraint:allowed_symbols": "symbol",
  size_zero: "size",
  entry_drift: "drift",
  circuit_open: "circuit",
};

type Verdict = DryRun["verdicts"][number];

/** It could not be asked, or is switched off. */
function isSkipped({ inputs }: Verdict): boolean {
  return inputs.asked === false || inputs.not_applicable === true;
}

function passedText(verdict: Verdict): string {
  return `${isSkipped(verdict) ? "–" : "✓"}${NAMES[verdict.guard] ?? guardName(verdict.guard)}`;
}

/**
 * Those that object, with what they saw by the clock of a zone `offsetMs` from UTC; null leaves
 * that out, where there is little room.
 */
function objectingLines(
  verdicts: readonly Verdict[],
  width: number,
  offsetMs: number | null,
): Line[] {
  return verdicts
    .filter(({ ok }) => !ok)
    .flatMap(({ guard, inputs }) => {
      const seen = offsetMs === null ? "" : inputWords(guard, inputs, offsetMs);
      const text = `✗ ${objectionWords(guard, inputs)}${seen === "" ? "" : ` (${seen})`}`;
      // A number stays with what it is of.
      const lines = wrap(tame(text).replace(/ (?=\d)/g, "\u00a0"), width);
      return lines.map((line): Line => [span(line.replaceAll("\u00a0", " "), "loss")]);
    });
}

/** All that pass by name; where there is no room for them, how many they are. */
function passingLines(verdicts: readonly Verdict[], width: number, rows: number): Line[] {
  const passing = verdicts.filter(({ ok }) => ok);
  if (passing.length === 0) return [];
  const skipped = passing.filter(isSkipped).length;
  // A name stays with its sign.
  const named = passing.map((one) => passedText(one).replaceAll(" ", "\u00a0"));
  const note = skipped > 0 ? " (–\u00a0not\u00a0asked)" : "";
  const lines = wrap(named.join(" ") + note, width);
  if (lines.length <= rows) return lines.map((line) => [span(line.replaceAll("\u00a0", " "))]);
  const asked = skipped > 0 ? `, ${plain(skipped, 0)} not asked` : "";
  return [[span(`✓ ${plain(passing.length - skipped, 0)} others pass${asked}`)]];
}

/** Those that object first; then those that pass; at most `rows` lines. */
function verdictLines(
  verdicts: readonly Verdict[],
  width: number,
  rows: number,
  offsetMs: number,
): Line[] {
  const whole = objectingLines(verdicts, width, offsetMs);
  const least = verdicts.some(({ ok }) => ok) ? 1 : 0;
  const isTight = whole.length + least > rows;
  const objecting = isTight ? objectingLines(verdicts, width, null) : whole;
  const lines = [...objecting, ...passingLines(verdicts, width, rows - objecting.length)];
  if (lines.length <= rows) return lines;
  const more = `… and ${plain(lines.length - rows + 1, 0)} more rows`;
  return [...lines.slice(0, Math.max(0, rows - 1)), [span(more, "dim")]];
}

/** What is known of the form as it stands; at most `rows` lines. */
function checkLines(state: CockpitState, form: SignalForm, width: number, rows: number): Line[] {
  const { check, values } = form;
  const { notice } = state;
  const told = notice === null ? [] : wrap(tame(notice.text), width);
  const said = told.map((text): Line => [span(text, notice?.role)]);
  const obstacle = sendObstacle(form);
  if (check === null || check.of !== valuesKey(values) || !check.answer.accepted) {
    const words = wrap(tame(obstacle ?? ""), width).map((text): Line => [span(text, "dim")]);
    return [...said, ...words].slice(0, rows);
  }
  const { dry_run } = check.answer;
  if (dry_run === undefined) return said;
  const head = [...said, ...planLines(form, dry_run, state.snapshot)];
  const { offset } = clockOf(state.snapshot.symbols);
  return [...head, ...verdictLines(dry_run.verdicts, width, rows - head.length, offset)];
}

/** The form; at most `rows` lines. */
export function signalLines(
  state: CockpitState,
  form: SignalForm,
  width: number,
  rows: number,
): Line[] {
  const fields = [...SIGNAL_FIELDS.map((field) => fieldLine(form, field)), sendLine(form)];
  const left = Math.min(FIELDS_CELLS, width);
  const right = width - left;
  // Where there is room for few rows, the field that is being filled in must be among them.
  const here = [...SIGNAL_FIELDS, "send"].indexOf(form.at);
  const isNarrow = right < FIELDS_CELLS;
  // And what it would come to, before anything is sent.
  const room = isNarrow ? Math.max(1, rows - 1) : rows;
  const first = firstRow(here, fields.length, room);
  const shown = fields.slice(first, first + room);
  const checks = checkLines(state, form, isNarrow ? width - 2 : right - 1, rows);
  if (isNarrow) {
    const rest = checks.slice(0, rows - shown.length).map((line) => [span(" "), ...line]);
    return [...shown, ...rest].map((line) => toWidth(line, width));
  }
  return beside([
    { lines: shown, width: left },
    { lines: checks, width: right },
  ]).map((line) => toWidth(line, width));
}

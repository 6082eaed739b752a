// From the flags of `replay` to all that it runs on.

import { createReplayVenue } from "../brokers/replay/venue.js";
import { engineConfigOf } from "../config/schema.js";
import { UserError } from "../engine/errors.js";
import type { InstrumentSpec } from "../engine/market/roots.js";
import { GUARD_NAMES } from "../engine/risk/guards.js";
import type { BarSource } from "../feeds/feed.js";
import { readSignalsFile } from "../feeds/signals.js";
import { createTradingCalendar } from "../feeds/trading-days.js";
import { systemClock } from "../runtime/clock.js";
import { prepareReplay } from "../runtime/replay-setup.js";
import { openDetail, openHistory, openSources, type SourceFlags } from "./bars.js";
import { hintOf } from "./choice.js";
import { strategiesOf } from "./named-strategies.js";
import { checkData, checkRange, type Moment, momentOf } from "./range.js";
import { type Setup, setUp } from "./setup.js";
import { type GeneralFlags, say } from "./terminal.js";

/** Flags of `replay`. */
export interface ReplayFlags extends GeneralFlags, SourceFlags {
  readonly from?: string;
  readonly to?: string;
  /** Times real time. */
  readonly speed?: number | "max";
  /** Files of bars that warm up and never trade. */
  readonly history?: readonly string[];
  readonly detail?: string;
  readonly strategy?: string;
  readonly signals?: string;
  /** Files or folders of news. */
  readonly calendar?: readonly string[];
  readonly set?: readonly string[];
  readonly unguarded?: true;
  /** Guards that are switched off, by name. */
  readonly without?: string;
  readonly headless?: true;
  readonly ascii?: true;
  readonly trades?: string;
  readonly out?: string;
  readonly report?: string;
}

/** The symbols of some sources, in their order. */
export function symbolsOf(sources: readonly BarSource[]): string[] {
  return sources.map(({ description }) => description.instrument.symbol);
}

/** Refuses what names nothing of the data: a time without bars, the day of a symbol not there. */
function checkAgainst(
  sources: readonly BarSource[],
  { config }: Setup,
  { from, to }: { readonly from: Moment | null; readonly to: Moment | null },
): void {
  const symbols = symbolsOf(sources);
  const { day } = config.account;
  if (day !== null && !symbols.includes(day)) {
    throw new UserError(
      `account.day is '${day}', of which there are no bars; give ${symbols.join(" or ")}`,
    );
  }
  const { sessions } = config.constraints;
  const dated = sources.map(({ description }) => {
    const earlyCloses = config.early_closes;
    const calendar = createTradingCalendar(description.instrument, { sessions, earlyCloses });
    return { description, dayOf: (ts: number) => calendar.dayAt(ts).name };
  });
  checkData(from, to, dated);
}

/** The guards that `--without` names. */
function guardsNamed(text: string | undefined): string[] {
  if (text === undefined) return [];
  const names = text.split(",").map((name) => name.trim());
  for (const name of names) {
    if (GUARD_NAMES.includes(name)) continue;
    const hint = hintOf(name, GUARD_NAMES);
    throw new UserError(
      `--without: there is no guard '${name}'${hint}; known are ${GUARD_NAMES.join(", ")}`,
    );
  }
  return names;
}

/** Calendars come in many forms, whose readers are loaded only for them. */
async function calendarOf(
  paths: readonly string[] | undefined,
  specs: readonly InstrumentSpec[],
  setup: Setup,
) {
  if (paths === undefined) return null;
  const { replayCalendar } = await import("./calendars.js");
  return replayCalendar(paths, specs, setup);
}

/** Reads all that a replay needs, and refuses what cannot be. Throws UserErrors. */
export async function prepare(files: readonly string[], flags: ReplayFlags) {
  const setup = await setUp({ file: flags.config, set: flags.set });
  for (const { rule, asked, effective } of setup.clamped) {
    say(`${rule}: ${asked} is above the ceiling; ${effective} is in force`);
  }
  const from = momentOf("--from", flags.from);
  const to = momentOf("--to", flags.to);
  checkRange(from, to);
  const without = guardsNamed(flags.without);
  const strategies = await strategiesOf(flags, setup);
  const sources = await openSources(files, flags, setup.instruments);
  const symbols = symbolsOf(sources);
  checkAgainst(sources, setup, { from, to });
  const history = await openHistory(flags.history ?? [], sources, flags, setup.instruments);
  const detail = await openDetail(flags.detail, sources, flags, setup.instruments);
  const signals =
    flags.signals === undefined ? [] : await readSignalsFile(flags.signals, { symbols });
  const specs = sources.map(({ description }) => description.instrument);
  const calendar = await calendarOf(flags.calendar, specs, setup);
  const { options, notes } = await prepareReplay({
    sources,
    history,
    config: engineConfigOf(setup.config),
    clamped: setup.clamped,
    earlyCloses: setup.config.early_closes,
    timeframesAsked: setup.explicit("fusion.timeframes"),
    strategies,
    signals,
    unguarded: flags.unguarded === true,
    without,
    detail,
    calendar,
    from,
    to,
    clock: systemClock,
    createVenue: createReplayVenue,
  });
  for (const note of notes) say(note);
  return { setup, sources, options };
}

/** What a replay runs on. */
export type Prepared = Awaited<ReturnType<typeof prepare>>;

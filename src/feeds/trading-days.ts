// Trading days by the exchange's own clock. All questions about time zones are answered here,
// once a day; the engine gets instants.

import { UserError } from "../engine/errors.js";
import type { InstrumentSpec } from "../engine/market/roots.js";
import type { Span, TradingDay } from "../engine/market/trading-day.js";
import { CLOSED, type EarlyCloses, shippedClose } from "./early-closes.js";
import { ZoneClock } from "./zone.js";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Days of the week as `weekday` counts them. */
const SATURDAY = 5;

/** The trading days of one symbol; they tile all of time. */
export interface TradingCalendar {
  /** The day that owns `ts` (UTC epoch ms); the same object as long as the day is the same. */
  dayAt(ts: number): TradingDay;
}

interface CalendarOptions {
  /** Where entries are allowed: the regular session, or `HH:MM-HH:MM` in exchange time. */
  readonly sessions: "rth" | readonly string[];
  /** The user's own early closes by calendar and date; they win over the shipped ones. */
  readonly earlyCloses?: EarlyCloses;
}

/** Minutes after local midnight; an end at or before its start is on the next day. */
interface Window {
  readonly start: number;
  readonly end: number;
}

/**
 * The trading days of an instrument (SPEC 1).
 * @throws UserError on hours that are not `HH:MM`, on a session that is not `HH:MM-HH:MM`, and
 * on an unknown zone.
 */
export function createTradingCalendar(
  spec: InstrumentSpec,
  options: CalendarOptions,
): TradingCalendar {
  return new DayMaker(spec, options);
}

class DayMaker implements TradingCalendar {
  private readonly spec: InstrumentSpec;
  private readonly clock: ZoneClock;
  private readonly openMinute: number;
  private readonly closeMinute: number;
  /** The local date on which an overnight day opens, seen from the date it is named after. */
  private readonly openDate: -1 | 0;
  private readonly rth: Window | null;
  private readonly sessions: readonly Window[] | null;
  private readonly ownCloses: Readonly<Record<string, string>>;
  private last: TradingDay | null = null;

  constructor(spec: InstrumentSpec, options: CalendarOptions) {
    const key = `instruments.${spec.symbol}`;
    this.spec = spec;
    this.clock = new ZoneClock(spec.zone);
    this.openMinute = minuteOf(spec.dayOpen, key);
    this.closeMinute = minuteOf(spec.dayClose, key);
    if (spec.dayKind === "date" && this.openMinute >= this.closeMinute) {
      throw new UserError(`${key}: a day by date opens before it closes, not ${spec.dayOpen}`);
    }
    // One's own market may open early on the same date, as Eurex does at 01:10.
    this.openDate = this.openMinute < this.closeMinute ? 0 : -1;
    this.rth = spec.rth === null ? null : windowOf(spec.rth, `${key}.rth`);
    this.sessions =
      options.sessions === "rth"
        ? null
        : options.sessions.map((text) => windowOf(text, "constraints.sessions"));
    this.ownCloses = (spec.calendar !== null && options.earlyCloses?.[spec.calendar]) || {};
    for (const [date, close] of Object.entries(this.ownCloses)) {
      if (close !== CLOSED) minuteOf(close, `early close of ${date}`);
    }
  }

  dayAt(ts: number): TradingDay {
    const last = this.last;
    if (last !== null && ts >= last.from && ts < last.to) return last;
    this.last = this.nextOf(last, ts) ?? this.make(this.ordinalAt(ts));
    return this.last;
  }

  /** The day after `last`, where that owns `ts`: it mostly does. */
  private nextOf(last: TradingDay | null, ts: number): TradingDay | null {
    if (last === null || ts < last.to) return null;
    const next = this.make(this.after(last.ordinal));
    return ts < next.to ? next : null;
  }

  /** The date (days since 1970-01-01) after which the day that owns `ts` is named. */
  private ordinalAt(ts: number): number {
    if (this.spec.dayKind === "always") return Math.floor(ts / DAY_MS);
    const local = ts + this.clock.offsetAt(ts);
    let ordinal = Math.floor(local / DAY_MS);
    if (this.spec.dayKind === "overnight") {
      if (local - ordinal * DAY_MS < this.openMinute * MINUTE_MS) ordinal -= 1;
      ordinal = onWeekday(ordinal - this.openDate);
    }
    // Where the clock changes at the very moment a day begins, the date alone can be one off.
    if (ts < this.fromOf(ordinal)) return this.before(ordinal);
    return ts >= this.fromOf(this.after(ordinal)) ? this.after(ordinal) : ordinal;
  }

  private make(ordinal: number): TradingDay {
    const { spec } = this;
    const name = dateName(ordinal);
    const from = this.fromOf(ordinal);
    const to = this.fromOf(this.after(ordinal));
    const usual = this.usualHours(ordinal, from, to);
    const special = this.ownCloses[name] ?? shippedClose(spec, name);
    const [open, close] = this.hoursOn(ordinal, usual, special);
    const earlyClose = close < usual[1] && close > open;
    let [rthOpen, rthClose] = [open, close];
    if (this.rth !== null && close > open) {
      const regular = this.place(this.rth, this.firstDate(ordinal, this.rth));
      rthOpen = Math.min(Math.max(regular[0], open), close);
      rthClose = Math.max(Math.min(regular[1], close), rthOpen);
    }
    const regular: Span = [rthOpen, rthClose];
    return {
      name,
      ordinal,
      week: ordinal - weekday(ordinal),
      from,
      to,
      open,
      close,
      rthOpen,
      rthClose,
      entryWindows: this.windowsOn(ordinal, [from, to], [open, close], earlyClose, regular),
      offsets: this.offsetsIn(from, to),
      earlyClose,
    };
  }

  private usualHours(ordinal: number, from: number, to: number): Span {
    if (this.spec.dayKind === "always") return [from, to];
    if (this.spec.dayKind === "overnight") return [from, this.at(ordinal, this.closeMinute)];
    if (weekday(ordinal) >= SATURDAY) return [from, from];
    return [this.at(ordinal, this.openMinute), this.at(ordinal, this.closeMinute)];
  }

  private hoursOn(ordinal: number, usual: Span, special: string | null): Span {
    if (special === null || usual[0] === usual[1]) return usual;
    if (special === CLOSED) return [usual[0], usual[0]];
    const close = this.at(ordinal, minuteOf(special, `early close of ${dateName(ordinal)}`));
    return [usual[0], Math.max(usual[0], Math.min(usual[1], close))];
  }

  private windowsOn(
    ordinal: number,
    whole: Span,
    hours: Span,
    earlyClose: boolean,
    regular: Span,
  ): readonly Span[] {
    if (hours[0] === hours[1]) return [];
    if (this.sessions === null) return regular[0] < regular[1] ? [regular] : [];
    // A stock's windows may reach outside its session, for those who trade extended hours.
    const bounds: Span = this.spec.assetClass === "stock" ? whole : hours;
    const end = earlyClose ? hours[1] : bounds[1];
    const spans: Span[] = [];
    for (const window of this.sessions) {
      for (let date = ordinal - 1; date <= ordinal + 1; date++) {
        const [start, stop] = this.place(window, date);
        const span: Span = [Math.max(start, bounds[0]), Math.min(stop, end)];
        if (span[0] < span[1]) spans.push(span);
      }
    }
    return merged(spans);
  }

  /** The local date on which a window of this trading day starts. */
  private firstDate(ordinal: number, window: Window): number {
    const isEvening = this.spec.dayKind === "overnight" && window.start >= this.openMinute;
    return isEvening ? ordinal + this.openDate : ordinal;
  }

  private place(window: Window, date: number): Span {
    const endDate = window.end <= window.start ? date + 1 : date;
    return [this.at(date, window.start), this.at(endDate, window.end)];
  }

  private offsetsIn(from: number, to: number): TradingDay["offsets"] {
    const offsets = [];
    let since = from;
    while (since < to) {
      offsets.push({ since, offset: this.clock.offsetAt(since) });
      since = this.clock.nextChange(since);
    }
    return offsets;
  }

  private fromOf(ordinal: number): number {
    if (this.spec.dayKind === "always") return ordinal * DAY_MS;
    if (this.spec.dayKind === "date") return this.at(ordinal, 0);
    return this.at(ordinal + this.openDate, this.openMinute);
  }

  private after(ordinal: number): number {
    const isFriday = this.spec.dayKind === "overnight" && weekday(ordinal) === SATURDAY - 1;
    return isFriday ? ordinal + 3 : ordinal + 1;
  }

  private before(ordinal: number): number {
    return this.spec.dayKind === "overnight" ? onWeekday(ordinal - 1) : ordinal - 1;
  }

  private at(date: number, minute: number): number {
    return this.clock.toUtc(date * DAY_MS + minute * MINUTE_MS);
  }
}

/** 0 on Monday; 1970-01-01 was a Thursday. */
function weekday(ordinal: number): number {
  const day = (ordinal + 3) % 7;
  return day < 0 ? day + 7 : day;
}

/** The date itself, or the Friday before a weekend. */
function onWeekday(ordinal: number): number {
  return ordinal - Math.max(0, weekday(ordinal) - (SATURDAY - 1));
}

/**
 * `YYYY-MM-DD` of days since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date
 * algorithms", civil_from_days).
 */
function dateName(ordinal: number): string {
  const shifted = ordinal + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const leaps = Math.floor(ofEra / 1460) - Math.floor(ofEra / 36_524) + Math.floor(ofEra / 146_096);
  const yearOfEra = Math.floor((ofEra - leaps) / 365);
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const ofYear = ofEra - (365 * yearOfEra + leapDays);
  const march = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * march + 2) / 5) + 1;
  const month = march < 10 ? march + 3 : march - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

function merged(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && span[0] <= last[1]) {
      result[result.length - 1] = [last[0], Math.max(last[1], span[1])];
    } else result.push(span);
  }
  return result;
}

function minuteOf(text: string, key: string): number {
  const match = /^(\d{1,2}):([0-5]\d)$/.exec(text.trim());
  const minute = match === null ? Number.NaN : Number(match[1]) * 60 + Number(match[2]);
  if (!(minute <= 1440)) {
    throw new UserError(`${key}: "${text}" is not a time of day; write it as HH:MM, e.g. 08:30`);
  }
  return minute;
}

function windowOf(text: string, key: string): Window {
  const [start, end, ...rest] = text.split("-");
  if (start === undefined || end === undefined || rest.length > 0) {
    throw new UserError(`${key}: "${text}" is not a window; write it as HH:MM-HH:MM`);
  }
  return { start: minuteOf(start, key), end: minuteOf(end, key) };
}

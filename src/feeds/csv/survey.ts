import type { Decimal } from "../../engine/market/instrument.js";
import type { InstrumentSpec } from "../../engine/market/roots.js";
import type { SourceOptions } from "../feed.js";
import { ClosedBars } from "./closed-bars.js";
import type { Layout } from "./dialect.js";
import { GapCounter } from "./gaps.js";
import { StepCounter } from "./interval.js";
import { guessInstrument } from "./symbol.js";
import type { BarBlock } from "./table.js";
import type { StampClock } from "./zones.js";

/** Of a file with one bar. */
const GUESSED_INTERVAL = 60_000;
const DAY_MS = 86_400_000;

/** Days that a clock stamps from noon on are stamped when they close; from the evening on, open. */
const NOON_MS = DAY_MS / 2;
const EVENING_MS = 17 * 3_600_000;

/** Some name a bar's last second or millisecond as its end: 14:30:59.999 is 14:31. */
const LAST_MOMENT_MS = 1_000;
const MINUTE_MS = 60_000;

interface Asked {
  readonly file: string;
  readonly options: SourceOptions;
  /** `--timeframe`, ms, or 0. */
  readonly flaggedInterval: number;
}

interface Found {
  readonly layout: Layout;
  /** Null where nothing says what the file is of. */
  readonly spec: InstrumentSpec | null;
  readonly loader: { readonly clock: Pick<StampClock, "timeOfDay"> };
}

/** What is to be known of all bars of a file. It is shown them in order of time. */
export class Survey {
  /** As the file stamps them. */
  from = Number.NaN;
  to = Number.NaN;

  private readonly asked: Asked;
  private readonly found: Found;
  private readonly steps = new StepCounter();
  private readonly closed: ClosedBars | null;
  private guessed: InstrumentSpec | null = null;
  /** By the interval as the first bars have it. */
  private gaps: GapCounter | null = null;

  constructor(asked: Asked, found: Found) {
    this.asked = asked;
    this.found = found;
    this.closed = found.spec === null ? null : new ClosedBars(found.spec);
  }

  take(block: BarBlock): void {
    const { ts, length } = block;
    if (this.from !== this.from) this.from = ts[0] as number;
    this.to = ts[length - 1] as number;
    this.steps.take(ts, length);
    this.closed?.take(block, this.shift);
    if (this.found.spec === null) this.guess(block);
    this.gaps ??= new GapCounter(this.instrument, this.interval, this.shift);
    this.gaps.take(ts, length);
  }

  /** The gaps, or null when they were counted by an interval that proved wrong. */
  get gapCount(): number | null {
    const { gaps, interval } = this;
    return gaps !== null && gaps.interval === interval ? gaps.gaps : null;
  }

  /** What counts the gaps of all bars once more, by the interval as it is known now. */
  recount(): GapCounter {
    return new GapCounter(this.instrument, this.interval, this.shift);
  }

  /** Flat bars without volume outside trading hours; of bars below a day. */
  get closedFlats(): number {
    return this.interval < DAY_MS ? (this.closed?.flats ?? 0) : 0;
  }

  /** All other bars there, but for stocks, which trade before and after their session. */
  get closedTraded(): number {
    const isStock = this.found.spec?.assetClass === "stock";
    return this.interval < DAY_MS && !isStock ? (this.closed?.traded ?? 0) : 0;
  }

  /** The commonest step, ms, where `--timeframe` does not say it. */
  get interval(): number {
    return this.step > 0 ? this.step : GUESSED_INTERVAL;
  }

  get isIntervalGuessed(): boolean {
    return !(this.step > 0);
  }

  /** Days carry their date, whatever of the day their clock names. */
  get label(): "open" | "close" {
    const { label } = this.found.layout;
    return this.asked.options.label ?? (this.interval < DAY_MS ? label : "open");
  }

  /** What lies between a stamp of the file and the open of its bar, ms. */
  get shift(): number {
    if (this.label === "close") return this.interval - this.lackingMs;
    return this.interval < DAY_MS ? 0 : this.closingTime;
  }

  get instrument(): InstrumentSpec {
    const instrument = this.found.spec ?? this.guessed;
    if (instrument === null) throw new Error("no bar was looked at");
    return instrument;
  }

  /** The commonest step between rows, ms; 0 with fewer than two. */
  get rowStep(): number {
    return this.steps.commonest();
  }

  /** When the clock says that days close, ms after midnight: what counts is their date. */
  private get closingTime(): number {
    const { layout, loader } = this.found;
    if (this.asked.options.label !== undefined) return 0;
    const shown = loader.clock.timeOfDay(this.from);
    const time = shown ?? pastWhole(this.from, DAY_MS);
    const isClose =
      shown !== null && (layout.label === "close" || (time >= NOON_MS && time < EVENING_MS));
    return isClose || time >= DAY_MS - LAST_MOMENT_MS ? time : 0;
  }

  /** What the stamps lack to the minute that they are meant to name, ms. */
  private get lackingMs(): number {
    if (this.interval < MINUTE_MS) return 0;
    const lacking = MINUTE_MS - pastWhole(this.from, MINUTE_MS);
    return lacking <= LAST_MOMENT_MS ? lacking : 0;
  }

  private get step(): number {
    const { flaggedInterval } = this.asked;
    return flaggedInterval > 0 ? flaggedInterval : this.rowStep;
  }

  private guess(block: BarBlock): void {
    const { file, options } = this.asked;
    const next = guessInstrument(file, options, this.found.layout.symbol, block);
    const tick = this.guessed === null ? next.tick : finestTick(this.guessed.tick, next.tick);
    this.guessed = { ...next, tick };
  }
}

function pastWhole(ts: number, step: number): number {
  return ts - Math.floor(ts / step) * step;
}

/** The largest step that both are multiples of. */
function finestTick(first: Decimal, second: Decimal): Decimal {
  const scale = Math.max(first.scale, second.scale);
  let a = first.unscaled * 10 ** (scale - first.scale);
  let b = second.unscaled * 10 ** (scale - second.scale);
  while (b !== 0) [a, b] = [b, a % b];
  return { unscaled: a, scale };
}

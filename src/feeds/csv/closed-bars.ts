import type { InstrumentSpec } from "../../engine/market/roots.js";
import type { BarBatch } from "../feed.js";
import { createTradingCalendar } from "../trading-days.js";

/** Counts the bars of hours in which the market is closed. */
export class ClosedBars {
  /** Made up by some services: no volume, and all four prices the same. */
  flats = 0;
  /** All others; of many of them the zone is wrong, or the hours are. */
  traded = 0;

  private readonly calendar: ReturnType<typeof createTradingCalendar>;

  constructor(spec: InstrumentSpec) {
    this.calendar = createTradingCalendar(spec, { sessions: "rth" });
  }

  /** @param shift what lies between a stamp and the open of its bar, ms */
  take({ ts, high, low, volume, length }: BarBatch, shift: number): void {
    let day = this.calendar.dayAt((ts[0] as number) - shift);
    for (let at = 0; at < length; at++) {
      const time = (ts[at] as number) - shift;
      if (time < day.from || time >= day.to) day = this.calendar.dayAt(time);
      if (time >= day.open && time < day.close) continue;
      if (volume[at] === 0 && high[at] === low[at]) this.flats++;
      else this.traded++;
    }
  }
}

import type { InstrumentSpec } from "../../engine/market/roots.js";
import type { BarBatch } from "../feed.js";
import { createTradingCalendar } from "../trading-days.js";

/**
 * Counts bars that some services make up for hours in which the market is closed: no volume, and
 * all four prices the same.
 */
export class FlatCounter {
  flats = 0;

  private readonly calendar: ReturnType<typeof createTradingCalendar>;

  constructor(spec: InstrumentSpec) {
    this.calendar = createTradingCalendar(spec, { sessions: "rth" });
  }

  take({ ts, high, low, volume, length }: BarBatch): void {
    for (let at = 0; at < length; at++) {
      if (volume[at] !== 0 || high[at] !== low[at]) continue;
      const time = ts[at] as number;
      const day = this.calendar.dayAt(time);
      if (time < day.open || time >= day.close) this.flats++;
    }
  }
}

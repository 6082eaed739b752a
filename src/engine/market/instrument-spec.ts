import type { Instrument } from "./instrument.js";

/** An instrument with what only the outside needs: its zone and hours, in local `HH:MM`. */
export interface InstrumentSpec extends Omit<Instrument, "fxRate"> {
  /** IANA zone of the exchange. */
  readonly zone: string;
  /**
   * How its trading days run. `overnight`: from `open` on the evening before to `close`, Sunday
   * to Friday, named after the day it ends on; `date`: the local calendar date, open from `open`
   * to `close`, Monday to Friday; `always`: UTC dates, always open.
   */
  readonly dayKind: "overnight" | "date" | "always";
  readonly dayOpen: string;
  readonly dayClose: string;
  /** Regular session `HH:MM-HH:MM` local, or null where it is the whole day. */
  readonly rth: string | null;
  /** Shipped table of early closes that applies. */
  readonly calendar: "cme" | "nyse" | null;
  /** Nothing matched; tick is from the data and money is in points. */
  readonly unknown: boolean;
}

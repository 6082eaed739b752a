// Clocks as the cockpit writes them. Zones come as what they are ahead of UTC.

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `10:42`, as the clock of a zone shows it. */
export function clockTime(iso: string, offsetMs: number): string {
  return new Date(Date.parse(iso) + offsetMs).toISOString().slice(11, 16);
}

/** `Tue 18 Nov`, as the calendar of a zone shows it. */
export function dayName(iso: string, offsetMs: number): string {
  const local = new Date(Date.parse(iso) + offsetMs);
  const [weekday, month] = [WEEKDAYS[local.getUTCDay()], MONTHS[local.getUTCMonth()]];
  return `${weekday} ${String(local.getUTCDate()).padStart(2, " ")} ${month}`;
}

/** `Chicago` of `America/Chicago`. */
export function cityOf(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}

/** What a market says of the clock by which times are read: its zone, how far it is from UTC. */
interface Clocked {
  readonly symbol: string;
  readonly zone: string;
  readonly utc_offset_ms: number;
}

/** A clock for all times of a screen: offset from UTC, ms, and where it hangs. */
export interface WallClock {
  readonly offset: number;
  readonly city: string;
}

/**
 * The clock of the symbol that is looked at: one for everything on the screen, or nothing is before
 * or after anything else.
 */
export function clockOf(symbols: readonly Clocked[], focus: string): WallClock {
  const market = symbols.find(({ symbol }) => symbol === focus);
  return { offset: market?.utc_offset_ms ?? 0, city: cityOf(market?.zone ?? "UTC") };
}

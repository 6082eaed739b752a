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
function cityOf(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}

/** What a market says of its clock: its zone, and how far that is from UTC, ms. */
interface Clocked {
  readonly zone: string;
  readonly utc_offset_ms: number;
}

/** A clock for all times of a screen: offset from UTC, ms, and where it hangs. */
export interface WallClock {
  readonly offset: number;
  readonly city: string;
}

/**
 * The clock of the exchange of the first symbol: one for everything on the screen, whatever symbol
 * is looked at, or the same fact would have other times from one moment to the next.
 */
export function clockOf([first]: readonly Clocked[]): WallClock {
  return { offset: first?.utc_offset_ms ?? 0, city: cityOf(first?.zone ?? "UTC") };
}

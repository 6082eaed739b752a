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

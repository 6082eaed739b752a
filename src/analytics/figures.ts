// Numbers as people read them: signs always shown, thousands apart, without any locale.

/** What stands for a number that there is none of. */
const NOTHING = "–";

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1,234.50`; a negative one begins with a minus sign. */
export function plain(value: number | null, places: number): string {
  if (value === null) return NOTHING;
  const [whole = "", fraction] = Math.abs(value).toFixed(places).split(".");
  const text = fraction === undefined ? grouped(whole) : `${grouped(whole)}.${fraction}`;
  // What rounds to nothing has no sign.
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

/** The same with a plus before what is above nothing. */
export function signed(value: number | null, places: number): string {
  const text = plain(value, places);
  return value !== null && value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** `+1.25 R`. */
export function inR(value: number | null): string {
  return value === null ? NOTHING : `${signed(value, 2)} R`;
}

/** A share of 1 as `56.3 %`. */
export function percent(share: number | null): string {
  return share === null ? NOTHING : `${plain(share * 100, 1)} %`;
}

/** Minutes as `45 min`, `3 h 05 min` or `2 d 4 h`. */
export function duration(minutes: number | null): string {
  if (minutes === null) return NOTHING;
  const whole = Math.round(minutes);
  if (whole < 60) return `${whole} min`;
  const hours = Math.floor(whole / 60);
  if (hours < 24) return `${hours} h ${String(whole % 60).padStart(2, "0")} min`;
  return `${plain(Math.floor(hours / 24), 0)} d ${hours % 24} h`;
}

/** UTC epoch ms as `2025-11-18 14:30`. */
export function moment(ts: number): string {
  return new Date(ts).toISOString().slice(0, 16).replace("T", " ");
}

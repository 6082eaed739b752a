// Which recurrence rules are expanded. A rule that never meets a day makes the library search for
// ever, so only rules of a form that always does are let in.

const FORMS: Readonly<Record<string, readonly string[]>> = {
  DAILY: ["BYDAY", "BYMONTH"],
  WEEKLY: ["BYDAY", "BYMONTH"],
  MONTHLY: ["BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"],
  YEARLY: ["BYDAY", "BYMONTHDAY", "BYMONTH"],
};

const NEUTRAL: readonly string[] = ["FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"];

/** Days of each month in a leap year, January first. */
const MONTH_DAYS: readonly number[] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Every month has each weekday this often. */
const SURE_WEEKS = 4;
const MOST_INTERVAL = 1000;

const numbers = (text: string | undefined): number[] => (text ?? "").split(",").map(Number);

function hasDay(parts: ReadonlyMap<string, string>): boolean {
  const days = parts.get("BYMONTHDAY");
  if (days === undefined) return true;
  if (parts.has("BYDAY")) return false;
  const months = parts.has("BYMONTH") ? numbers(parts.get("BYMONTH")) : [1];
  return months.some((month) =>
    numbers(days).some((day) => Math.abs(day) <= (MONTH_DAYS[month - 1] ?? 0)),
  );
}

/** Whether a rule, as it stands behind `RRULE:`, is sure to go on. */
export function isExpandable(rule: string): boolean {
  const parts = new Map(
    rule
      .toUpperCase()
      .split(";")
      .map((part) => part.split("=", 2) as [string, string]),
  );
  const allowed = FORMS[parts.get("FREQ") ?? ""];
  if (allowed === undefined) return false;
  const filters = [...parts.keys()].filter((name) => !NEUTRAL.includes(name));
  if (filters.some((name) => !allowed.includes(name))) return false;
  const interval = Number(parts.get("INTERVAL") ?? 1);
  if (!(interval >= 1 && interval <= MOST_INTERVAL)) return false;
  const isWeekly = parts.get("FREQ") === "WEEKLY" && filters.every((name) => name === "BYDAY");
  const isMonthly = parts.get("FREQ") === "MONTHLY" && !parts.has("BYMONTH");
  if (interval > 1 && filters.length > 0 && !isWeekly && !isMonthly) return false;
  const positions = [...(parts.get("BYDAY") ?? "").matchAll(/[-+]?\d+/g)].map(([text]) => text);
  const isCounted = ["MONTHLY", "YEARLY"].includes(parts.get("FREQ") ?? "");
  if (positions.length > 0 && !isCounted) return false;
  const places = [...positions, ...(parts.get("BYSETPOS")?.split(",") ?? [])].map(Number);
  if (parts.has("BYSETPOS") && !parts.has("BYDAY")) return false;
  return places.every((place) => Math.abs(place) <= SURE_WEEKS) && hasDay(parts);
}

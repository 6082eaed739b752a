// Days on which a market closes early or stays shut, 2015 to 2027. Dates, `MMDD`, follow the rules
// of NYSE's holidays (a test works them out again); CME's hours are what its index futures on
// Globex usually keep on such days and were not compared with its calendar year by year.

import type { InstrumentSpec } from "../engine/market/roots.js";

/** What an exchange does that day instead of a closing time: it does not open. */
export const CLOSED = "closed";

/** By calendar, by date `YYYY-MM-DD`: the closing time in exchange time, or `closed`. */
export type EarlyCloses = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * `shut`: New Year, Good Friday, Christmas (or the weekday kept for it), nobody opens. `halts`:
 * other holidays, NYSE is shut, CME's index futures halt at 12:00 Chicago. `halves`: NYSE closes
 * at 13:00 New York, CME's index futures at 12:15 Chicago.
 */
type YearOfHolidays = readonly [year: number, shut: string, halts: string, halves: string];

const YEARS: readonly YearOfHolidays[] = [
  [2015, "0101 0403 1225", "0119 0216 0525 0703 0907 1126", "1127 1224"],
  [2016, "0101 0325 1226", "0118 0215 0530 0704 0905 1124", "1125"],
  [2017, "0102 0414 1225", "0116 0220 0529 0704 0904 1123", "0703 1124"],
  [2018, "0101 0330 1225", "0115 0219 0528 0704 0903 1122", "0703 1123 1224"],
  [2019, "0101 0419 1225", "0121 0218 0527 0704 0902 1128", "0703 1129 1224"],
  [2020, "0101 0410 1225", "0120 0217 0525 0703 0907 1126", "1127 1224"],
  [2021, "0101 0402 1224", "0118 0215 0531 0705 0906 1125", "1126"],
  [2022, "0415 1226", "0117 0221 0530 0620 0704 0905 1124", "1125"],
  [2023, "0102 0407 1225", "0116 0220 0529 0619 0704 0904 1123", "0703 1124"],
  [2024, "0101 0329 1225", "0115 0219 0527 0619 0704 0902 1128", "0703 1129 1224"],
  [2025, "0101 0418 1225", "0120 0217 0526 0619 0704 0901 1127", "0703 1128 1224"],
  [2026, "0101 0403 1225", "0119 0216 0525 0619 0703 0907 1126", "1127 1224"],
  [2027, "0101 0326 1224", "0118 0215 0531 0618 0705 0906 1125", "1126"],
];

/** Days of national mourning, on which stocks did not trade. */
const MOURNING = ["2018-12-05", "2025-01-09"];

/** Good Fridays on which the jobs report came out and CME's index futures traded until 08:15. */
const REPORT_FRIDAYS = ["2015-04-03", "2021-04-02", "2023-04-07", "2026-04-03"];

function table(times: { shut: string; halts: string; halves: string; mourning: string }) {
  const closes: Record<string, string> = {};
  for (const [year, shut, halts, halves] of YEARS) {
    const dated = (day: string) => `${year}-${day.slice(0, 2)}-${day.slice(2)}`;
    for (const day of shut.split(" ")) closes[dated(day)] = times.shut;
    for (const day of halts.split(" ")) closes[dated(day)] = times.halts;
    for (const day of halves.split(" ")) closes[dated(day)] = times.halves;
  }
  for (const date of MOURNING) closes[date] = times.mourning;
  return closes;
}

const CME_HALF_DAY = "12:15";
const NYSE = table({ shut: CLOSED, halts: CLOSED, halves: "13:00", mourning: CLOSED });
const CME = table({ shut: CLOSED, halts: "12:00", halves: CME_HALF_DAY, mourning: "08:30" });
for (const date of REPORT_FRIDAYS) CME[date] = "08:15";

/**
 * The shipped early close of an instrument on a date: `HH:MM`, `closed`, or null on a usual day.
 * CME's products differ on holidays; where we ship no times (everything but index futures), only
 * the half days are kept, with the index's time.
 */
export function shippedClose(spec: InstrumentSpec, date: string): string | null {
  if (spec.calendar === null) return null;
  if (spec.calendar === "nyse") return NYSE[date] ?? null;
  const close = CME[date] ?? null;
  return spec.rth === null && close !== CME_HALF_DAY ? null : close;
}

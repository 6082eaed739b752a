// Stamps as people write them, turned into the one form the byte scanner reads.

/** Which comes first where the year does not. */
export type DayMonth = "dmy" | "mdy";

/** First letters of the months in English, German, Spanish, French, Italian, Portuguese, Dutch. */
const MONTHS: readonly (readonly string[])[] = [
  ["jan", "ene", "gen"],
  ["feb", "fev"],
  ["mar", "mrz", "mrt", "mae"],
  ["apr", "abr", "avr"],
  ["may", "mai", "mag", "mei"],
  ["jun", "giu", "juin"],
  ["jul", "lug", "juil"],
  ["aug", "ago", "aou"],
  ["sep", "set"],
  ["oct", "okt", "out", "ott"],
  ["nov"],
  ["dec", "dez", "dic"],
];

/** Hours that zone abbreviations stand for. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  z: "Z",
  utc: "Z",
  gmt: "Z",
  est: "-05:00",
  edt: "-04:00",
  cst: "-06:00",
  cdt: "-05:00",
  mst: "-07:00",
  mdt: "-06:00",
  pst: "-08:00",
  pdt: "-07:00",
  bst: "+01:00",
  cet: "+01:00",
  cest: "+02:00",
  eet: "+02:00",
  eest: "+03:00",
  jst: "+09:00",
};

/** No stamp is longer, and what is may be a file's worth of letters. */
const LONGEST = 64;

const YEAR_FIRST = /^(\d{4})([-./])(\d{1,2})\2(\d{1,2})(?!\d)/;
const COMPACT = /^(\d{4})(\d\d)(\d\d)(?!\d)/;
const YEAR_LAST = /^(\d{1,2})([-./])(\d{1,2})\2(\d{4}|\d\d)(?!\d)/;
const WORDED = /^[\p{L}\p{M}\d.,\s/-]*?\p{L}[\p{L}\p{M}\d.,\s/-]*?(?=$|[ T,]+\d{1,2}:\d\d)/u;
const CLOCK =
  /^(\d{1,2}):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?\s*(?:([ap])\.?m\.?(?![a-z]))?\s*(.*)$/i;
/** An hour alone, as CryptoDataDownload has it: `07-PM`. */
const HOUR_ALONE = /^(\d{1,2})[-\s]?([ap]m)$/i;
const OFFSET = /^(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d\d)?$/i;

/** An IANA name behind a stamp, as Interactive Brokers writes it. */
const ZONE_NAME = /\d[ ]+([A-Z][A-Za-z]+\/[A-Za-z_+/-]+)$/;

/** The name of a zone that stands behind a stamp, or undefined. */
export function zoneNameOf(stamp: string): string | undefined {
  return ZONE_NAME.exec(stamp)?.[1];
}

/** What a stamp says of the order of day and month: null when it can be either. */
export function orderOf(stamp: string): DayMonth | null {
  const match = YEAR_LAST.exec(stamp);
  if (match === null) return null;
  if (Number(match[1]) > 12) return "dmy";
  return Number(match[3]) > 12 ? "mdy" : null;
}

/** Whether a stamp has a day and a month whose order must be known. */
export function isOrdered(stamp: string): boolean {
  return YEAR_LAST.test(stamp);
}

/**
 * The likelier order where no day is above twelve: the day is what changes. Null where nothing
 * does, and where the rows may be months, each of them on its first day.
 */
export function likelierOrder(stamps: readonly string[]): DayMonth | null {
  const dates = stamps.map((stamp) => YEAR_LAST.exec(stamp)).filter((match) => match !== null);
  const different = (part: 0 | 1 | 3) => new Set(dates.map((match) => match[part]));
  const [firsts, seconds] = [different(1), different(3)];
  if ((firsts.size === 1) === (seconds.size === 1)) return null;
  const [kept, order] = firsts.size === 1 ? [firsts, "mdy" as const] : [seconds, "dmy" as const];
  const mayBeMonths = different(0).size === dates.length && Number([...kept][0]) === 1;
  return mayBeMonths ? null : order;
}

/** The mark between the parts of such a date. */
export function dateMark(stamp: string): string {
  return YEAR_LAST.exec(stamp)?.[2] ?? "";
}

/**
 * A stamp as `yyyy-MM-dd HH:mm:ss[.fff][offset]`, or null when it is none. Month names may be in
 * seven languages; `Jan 23` is January 2023. A zone's name is left out when it is `zoneName`.
 */
export function plainStamp(text: string, order: DayMonth, zoneName?: string): string | null {
  const date = plainDate(text, order);
  return date === null ? null : withClock(text, date, zoneName);
}

/** Reads the stamps of one file, whose dates come many times in a row. */
export class StampReader {
  private readonly zoneName: string | undefined;
  private order: DayMonth | null = null;
  private last = "";
  private date: PlainDate | null = null;

  constructor(zoneName: string | undefined) {
    this.zoneName = zoneName;
  }

  /** As `plainStamp`. */
  read(text: string, order: DayMonth): string | null {
    const { last } = this;
    const isSame = last !== "" && text.startsWith(last) && !isDigit(text.charCodeAt(last.length));
    if (!isSame || order !== this.order) {
      this.date = plainDate(text, order);
      this.order = order;
      // Words may go on behind what looked like the end of a date; digits and marks do not.
      const raw = text.slice(0, this.date?.length ?? 0);
      this.last = /^[\d./-]*$/.test(raw) ? raw : "";
    }
    return this.date === null ? null : withClock(text, this.date, this.zoneName);
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function withClock(text: string, date: PlainDate, zoneName: string | undefined): string | null {
  const rest = text.slice(date.length).replace(/^[T,\s-]+/, "");
  if (rest === "") return date.text;
  const clock = CLOCK.exec(rest.replace(HOUR_ALONE, "$1:00 $2"));
  if (clock === null) return null;
  const zone = offsetText(clock[6] ?? "", zoneName);
  const hour = hourOf(Number(clock[1]), clock[5]);
  if (zone === null || hour > 23) return null;
  const second = clock[3] ?? "00";
  const fraction = clock[4] === undefined ? "" : `.${clock[4]}`;
  return `${date.text} ${two(hour)}:${clock[2]}:${second}${fraction}${zone}`;
}

interface PlainDate {
  readonly text: string;
  /** Characters it took. */
  readonly length: number;
}

function plainDate(text: string, order: DayMonth): PlainDate | null {
  if (text.length > LONGEST) return null;
  const first = YEAR_FIRST.exec(text);
  if (first !== null) return dated(first[0].length, Number(first[1]), first[3], first[4]);
  const compact = COMPACT.exec(text);
  if (compact !== null) return dated(8, Number(compact[1]), compact[2], compact[3]);
  const last = YEAR_LAST.exec(text);
  if (last === null) return wordedDate(text);
  const [month, day] = order === "mdy" ? [last[1], last[3]] : [last[3], last[1]];
  return dated(last[0].length, fullYear(last[4] ?? ""), month, day);
}

function wordedDate(text: string): PlainDate | null {
  const found = WORDED.exec(text)?.[0];
  if (found === undefined) return null;
  const month = (found.match(/[\p{L}\p{M}]{3,}/gu) ?? []).map(monthOf).find((at) => at > 0);
  const numbers = found.match(/\d+/g) ?? [];
  if (month === undefined || numbers.length > 2) return null;
  const [only = ""] = numbers;
  if (numbers.length === 1) {
    // A month and a year: the month's first day. `23 Jan` is a day without a year.
    const isYearLast = /\p{L}[^\d]*\d+\s*$/u.test(found);
    if (!isYearLast && only.length !== 4) return null;
    return only.length === 2 || only.length === 4
      ? dated(found.length, fullYear(only), String(month), "1")
      : null;
  }
  const yearAt = numbers.findIndex((number) => number.length === 4);
  const year = numbers[yearAt < 0 ? 1 : yearAt] ?? "";
  const day = numbers[yearAt === 0 ? 1 : 0] ?? "";
  if (numbers.length !== 2 || day.length > 2 || (year.length !== 4 && year.length !== 2)) {
    return null;
  }
  return dated(found.length, fullYear(year), String(month), day);
}

function dated(length: number, year: number, month = "", day = ""): PlainDate {
  return { text: `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`, length };
}

/** 1 to 12, or 0. */
function monthOf(word: string): number {
  const bare = word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const beginnings = bare.startsWith("jui") ? [bare.slice(0, 4)] : [bare.slice(0, 3)];
  return MONTHS.findIndex((names) => names.some((name) => beginnings.includes(name))) + 1;
}

function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 4) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return 99;
  return (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
}

/** `""` where there is none to say, null where there is one that nobody knows. */
function offsetText(zone: string, zoneName: string | undefined): string | null {
  if (zone === "" || zone === zoneName) return "";
  const known = ABBREVIATIONS[zone.toLowerCase()];
  if (known !== undefined) return known;
  const match = OFFSET.exec(zone);
  return match === null ? null : `${match[1]}${two(Number(match[2]))}:${match[3] ?? "00"}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

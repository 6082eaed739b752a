// `--from` and `--to`: a day by its name, or a moment.

import { moment as said } from "../analytics/figures.js";
import { UserError } from "../engine/errors.js";
import type { SourceDescription } from "../feeds/feed.js";

/** A trading day by name, or UTC epoch ms. */
export type Moment = { readonly day: string } | { readonly ts: number };

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})?$/i;

function isDay(text: string): boolean {
  const ts = Date.parse(`${text}T00:00:00Z`);
  // What rolls over into the next month is no day of this one.
  return Number.isFinite(ts) && new Date(ts).toISOString().startsWith(text);
}

/**
 * Reads what follows a flag; null where the flag was not given. A moment without a zone is UTC.
 * Throws a UserError for anything else.
 */
export function momentOf(flag: string, text: string | undefined): Moment | null {
  if (text === undefined) return null;
  if (DAY.test(text) && isDay(text)) return { day: text };
  const match = INSTANT.exec(text);
  if (match !== null && isDay(match[1] ?? "")) {
    const ts = Date.parse(match[4] === undefined ? `${text.replace(" ", "T")}Z` : text);
    if (Number.isFinite(ts)) return { ts };
  }
  throw new UserError(
    `${flag} is '${text}'; give a day such as 2025-11-18, or a moment such as 2025-11-18T14:30Z`,
  );
}

/** Refuses a range that ends before it begins, where that can be told. */
export function checkRange(from: Moment | null, to: Moment | null): void {
  if (from === null || to === null) return;
  const [start, end] = [startOf(from), startOf(to)];
  const isSameKind = "day" in from === "day" in to;
  if (!isSameKind || end > start || (end === start && "day" in from)) return;
  throw new UserError("--from is not before --to; give them the other way round");
}

function startOf(moment: Moment): number {
  return "ts" in moment ? moment.ts : Date.parse(`${moment.day}T00:00:00Z`);
}

/** What of a source has to be known to hold a range against it. */
interface Dated {
  readonly description: SourceDescription;
  /** The trading day of a moment by name. */
  readonly dayOf: (ts: number) => string;
}

/** Refuses a range that none of the sources has a bar in, where that can be told. */
export function checkData(from: Moment | null, to: Moment | null, sources: readonly Dated[]): void {
  const isAfter = (moment: Moment, { description, dayOf }: Dated): boolean => {
    const last = description.to + description.interval - 1;
    return "ts" in moment ? moment.ts > last : moment.day > dayOf(last);
  };
  const isBefore = (moment: Moment, { description, dayOf }: Dated): boolean =>
    "ts" in moment ? moment.ts <= description.from : moment.day < dayOf(description.from);
  if (from !== null && sources.every((source) => isAfter(from, source))) {
    throw new UserError(`--from is after the last bar of ${spanOf(sources)}; give an earlier one`);
  }
  if (to !== null && sources.every((source) => isBefore(to, source))) {
    throw new UserError(`--to is before the first bar of ${spanOf(sources)}; give a later one`);
  }
}

function spanOf(sources: readonly Dated[]): string {
  const parts = sources.map(({ description }) => description);
  const first = Math.min(...parts.map(({ from }) => from));
  const last = Math.max(...parts.map(({ to }) => to));
  return `${parts.map(({ file }) => file).join(", ")} (${said(first)} to ${said(last)} UTC)`;
}

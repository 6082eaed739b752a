// How calendars say that an event matters: words, colours, stars, numbers.

import type { NewsImpact } from "../../engine/risk/news-window.js";

const WORDS: Readonly<Record<string, NewsImpact | null>> = {
  high: "high",
  h: "high",
  red: "high",
  important: "high",
  medium: "medium",
  med: "medium",
  m: "medium",
  moderate: "medium",
  orange: "medium",
  ora: "medium",
  low: "low",
  l: "low",
  yellow: "low",
  yel: "low",
  green: "low",
  holiday: null,
  "non economic": null,
  none: null,
  no: null,
  gray: null,
  grey: null,
  gra: null,
  white: null,
};

const BY_COUNT: readonly (NewsImpact | null)[] = [null, "low", "medium", "high"];

const DISCS: Readonly<Record<string, NewsImpact | null>> = {
  "🔴": "high",
  "🟠": "medium",
  "🟡": "low",
  "🟢": "low",
  "⚪": null,
};

/** Words that only decorate: `High Impact Expected`, `Moderate Volatility`, `bull3`, `2/3`. */
const DECORATION = /\b(impact|volatility|importance|expected|folder|stars?|bulls?|icon)\b|\/ *3$/g;

/**
 * The impact that a cell names; null for a holiday or what is no economic news, undefined for a
 * word that nobody knows.
 */
export function impactOf(text: string): NewsImpact | null | undefined {
  const bare = text.trim().toLowerCase();
  const disc = Object.keys(DISCS).find((one) => bare.includes(one));
  if (disc !== undefined) return DISCS[disc] as NewsImpact | null;
  const stars = bare.replace(/\s|\ufe0f|☆/g, "");
  if (/^[*★⭐]+$/.test(stars)) return BY_COUNT[stars.length];
  const word = bare
    .replace(/(bull|star)s?(\d)/g, "$2")
    .replace(/[-_]/g, " ")
    .replace(DECORATION, " ")
    .replace(/\s+/g, " ")
    .trim();
  if (/^[0-3](\.0)?$/.test(word)) return BY_COUNT[Number(word)];
  return Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
}

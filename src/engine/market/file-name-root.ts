// The instrument that a file name speaks of. A file name is mostly other words, so only what can
// hardly be anything else counts: contracts and pairs first, then roots, then tickers.

import type { InstrumentSpec } from "./instrument-spec.js";
import {
  bareCoin,
  contract,
  contractRoot,
  futureRoot,
  pair,
  pairOf,
  pairWithInterval,
  pairWithMark,
  stock,
} from "./root-match.js";
import { COIN_EXCHANGES, COIN_ROOTS, STOCK_EXCHANGES, TICKERS } from "./root-table.js";

/** Roots that are everyday letters or languages: lower-case they count only as the first word. */
const COMMON_LETTERS: readonly string[] = ["SI", "PL", "PA", "HO", "NG", "UB", "TN", "SIL", "MET"];

/** Roots that are nearly always something else: six months, six seconds. */
const NEVER_ALONE: readonly string[] = ["6M", "6S", ...COIN_ROOTS];

/** Words that would read as a contract: `sim1` is a first simulation, not silver of June 2021. */
const NUMBERED_WORDS = /^(?:SIM|SIX|CLK)\d+$/;

/** What follows a ticker in a name: an interval, a date, the end. */
const AFTER_TICKER = /^(?:\d.*|US|[MHDW]\d+|DAILY|INTRADAY|MIN|STOCK|ETF)?$/;

const WORDS_AFTER_EXCHANGE: readonly string[] =
  "DATA BARS BAR LAST TEST ALL DAILY SAMPLE STOCK TICK QUOTE QUOTES TRADE INDEX LIST EOD RAW".split(
    " ",
  );

type Tokens = readonly string[];

/**
 * The instrument named in a file name (folders are ignored), or null. `own` are the user's own
 * instruments by symbol; they win.
 */
export function matchInFileName(
  fileName: string,
  own: Readonly<Record<string, InstrumentSpec>> = {},
): InstrumentSpec | null {
  const name = stem(fileName);
  const written = name.split(/[^A-Za-z0-9!=]+/).filter((token) => token !== "");
  const tokens = written.map((token) => token.toUpperCase());
  return (
    ownIn(name, tokens, own) ??
    first(tokens, (token) => namedContract(token)) ??
    monthAndYear(tokens) ??
    vouchedStock(tokens, written) ??
    first(tokens, (token, at) => pairWithMark(written[at] ?? "") ?? pairAt(tokens, token, at)) ??
    first(tokens, (token, at) => rootAt(token, written[at] ?? "", at)) ??
    first(tokens, (token) => tickerIn(token)) ??
    leadingTicker(tokens, written) ??
    first(tokens, (token) => bareCoin(token))
  );
}

function stem(fileName: string): string {
  const name = fileName.slice(Math.max(fileName.lastIndexOf("/"), fileName.lastIndexOf("\\")) + 1);
  return name.replace(
    /(?:\.(?:csv|tsv|txt|jsonl?|ndjson|dat|prn|gz|zst|bz2|zip|xlsx?|scid))+$/i,
    "",
  );
}

function first(
  tokens: Tokens,
  match: (token: string, at: number) => InstrumentSpec | null,
): InstrumentSpec | null {
  for (let at = 0; at < tokens.length; at++) {
    const found = match(tokens[at] ?? "", at);
    if (found !== null) return found;
  }
  return null;
}

function ownIn(
  name: string,
  tokens: Tokens,
  own: Readonly<Record<string, InstrumentSpec>>,
): InstrumentSpec | null {
  const spaced = (text: string) => `_${text.toUpperCase().replace(/[^A-Z0-9!=]+/g, "_")}_`;
  const whole = spaced(name);
  // The longest first: `NQ.X` is meant before `NQ`.
  const names = Object.keys(own).sort((a, b) => b.length - a.length);
  for (const symbol of names) if (whole.includes(spaced(symbol))) return own[symbol] ?? null;
  const bySymbol = new Map(names.map((symbol) => [symbol.toUpperCase(), symbol]));
  return first(tokens, (token) => {
    const root = contractRoot(token, (candidate) => bySymbol.has(candidate));
    const symbol = root === null ? undefined : bySymbol.get(root);
    return symbol === undefined ? null : (own[symbol] ?? null);
  });
}

function namedContract(token: string): InstrumentSpec | null {
  return NUMBERED_WORDS.test(token) ? null : contract(token);
}

/** `NQ 03-25` falls into three words. */
function monthAndYear(tokens: Tokens): InstrumentSpec | null {
  return first(tokens, (token, at) => {
    const isMonth = /^(?:0[1-9]|1[0-2])$/.test(tokens[at + 1] ?? "");
    return isMonth && /^(?:20)?\d\d$/.test(tokens[at + 2] ?? "") ? futureRoot(token) : null;
  });
}

/** `NASDAQ_NVDA`: an exchange, then a ticker in capitals. */
function vouchedStock(tokens: Tokens, written: readonly string[]): InstrumentSpec | null {
  return first(tokens, (token, at) => {
    if (!STOCK_EXCHANGES.includes(tokens[at - 1] ?? "")) return null;
    if (WORDS_AFTER_EXCHANGE.includes(token)) return null;
    return stock(token, written[at] === token);
  });
}

function pairAt(tokens: Tokens, token: string, at: number): InstrumentSpec | null {
  const isVouched = COIN_EXCHANGES.includes(tokens[at - 1] ?? "");
  const next = tokens[at + 1] ?? "";
  return pair(token) ?? pairWithInterval(token) ?? pairOf(token, next, "known") ?? vouched();

  function vouched(): InstrumentSpec | null {
    return isVouched ? (pair(token, "any") ?? pairOf(token, next, "any")) : null;
  }
}

function rootAt(token: string, written: string, at: number): InstrumentSpec | null {
  if (NEVER_ALONE.includes(token)) return null;
  if (COMMON_LETTERS.includes(token) && written !== token && at > 0) return null;
  return futureRoot(token);
}

function tickerIn(token: string): InstrumentSpec | null {
  return token.length >= 3 && TICKERS.includes(token) ? stock(token, false) : null;
}

/** `META_5m`, `F.US`: a ticker that is also a word must lead, in capitals. */
function leadingTicker(tokens: Tokens, written: readonly string[]): InstrumentSpec | null {
  const [token = "", next = ""] = tokens;
  return written[0] === token && AFTER_TICKER.test(next) ? stock(token, next === "US") : null;
}

// One instrument from one symbol text in upper case, by kind. What a symbol is called differs by
// who writes it; what it is does not.

import type { Decimal } from "./instrument.js";
import type { InstrumentSpec } from "./instrument-spec.js";
import {
  CHEAP_COINS,
  COIN_QUOTES,
  COIN_ROOTS,
  CURRENCIES,
  DEAR_COINS,
  DOLLAR_COINS,
  ENERGY_FUTURES,
  INDEX_FUTURES,
  METALS,
  OTHER_FUTURES,
  TICKERS,
  TINY_COINS,
  WORD_TICKERS,
} from "./root-table.js";

const ONE: Decimal = { unscaled: 1, scale: 0 };

/** What may follow a root: month and year, `1!`, `=F`, ` 12-25`, `.c.0`, `#`. */
const CONTRACT = new RegExp(
  String.raw`^(?:[FGHJKMNQUVXZ](?:\d{1,2}|20\d\d)|\d!|=F|[ _-]?(?:0[1-9]|1[0-2])-(?:20)?\d\d` +
    String.raw`|\.[CVN]\.\d|#[CF]?)` +
    "(?:[-._ :](?:FUT[-._ ]?)?(?:X?CME|X?CBOT?|NYMEX|XNYM|COMEX|XCEC|GLOBEX|FUT))?$",
);

/** A bar interval that MetaTrader writes right behind a symbol; the D of `EURUSD1` is not one. */
const GLUED_INTERVALS: readonly RegExp[] = [/\d{1,5}$/, /(?:[MH]\d{1,2}|[DW]1|MN1?)$/];

function exact(text: string): Decimal {
  const point = text.indexOf(".");
  if (point < 0) return { unscaled: Number(text), scale: 0 };
  return { unscaled: Number(text.replace(".", "")), scale: text.length - point - 1 };
}

const FUTURES: ReadonlyMap<string, InstrumentSpec> = new Map(
  [...INDEX_FUTURES, ...ENERGY_FUTURES, ...OTHER_FUTURES].map((row) => {
    const [symbol, tick, pointValue] = row;
    const spec: InstrumentSpec = {
      symbol,
      assetClass: "future",
      tick: exact(tick),
      pointValue: exact(pointValue),
      lot: ONE,
      currency: "USD",
      closes: true,
      allowsNegative: ENERGY_FUTURES.includes(row),
      zone: "America/Chicago",
      dayKind: "overnight",
      dayOpen: "17:00",
      dayClose: "16:00",
      rth: INDEX_FUTURES.includes(row) ? "08:30-15:00" : null,
      calendar: "cme",
      unknown: false,
    };
    return [symbol, spec];
  }),
);

/** The root before a contract's month or mark, by the roots that `isRoot` knows; else null. */
export function contractRoot(text: string, isRoot: (root: string) => boolean): string | null {
  for (let length = text.length - 1; length > 0; length--) {
    const root = text.slice(0, length);
    if (isRoot(root) && CONTRACT.test(text.slice(length))) return root;
  }
  return null;
}

/** `MNQZ5`, `MNQ1!`, `MNQ=F`: a future that names its contract. */
export function contract(text: string): InstrumentSpec | null {
  const root = contractRoot(text, (candidate) => FUTURES.has(candidate));
  return root === null ? null : (FUTURES.get(root) ?? null);
}

/** `MNQ`: a future's bare root. */
export function futureRoot(text: string): InstrumentSpec | null {
  return FUTURES.get(text) ?? null;
}

function spot(base: string, quote: string): InstrumentSpec | null {
  const metal = METALS.find(([name]) => name === base);
  if (!CURRENCIES.includes(quote) || base === quote) return null;
  if (metal === undefined && !CURRENCIES.includes(base)) return null;
  const isCoarse = quote === "JPY" || quote === "HUF" || quote === "THB";
  return {
    symbol: base + quote,
    assetClass: "fx",
    tick: exact(metal?.[1] ?? (isCoarse ? "0.001" : "0.00001")),
    pointValue: ONE,
    lot: exact(metal?.[2] ?? "1000"),
    currency: quote,
    closes: true,
    allowsNegative: false,
    zone: "America/New_York",
    dayKind: "overnight",
    dayOpen: "17:00",
    dayClose: "17:00",
    rth: null,
    calendar: null,
    unknown: false,
  };
}

function coinTick(base: string, quote: string): Decimal {
  const isMoney = !["BTC", "XBT", "ETH", "BNB"].includes(quote);
  if (isMoney && DEAR_COINS.includes(base)) return exact("0.01");
  if (isMoney && CHEAP_COINS.includes(base)) return exact("0.0001");
  return exact("0.00000001");
}

/**
 * Which coins may make a pair: those of our table; with `dollar`, any that is quoted in a dollar
 * coin; with `any`, every one, because an exchange vouches for it.
 */
type Trust = "known" | "dollar" | "any";

function coin(base: string, quote: string, trust: Trust): InstrumentSpec | null {
  const isDollar = DOLLAR_COINS.includes(quote);
  if ((!isDollar && !COIN_QUOTES.includes(quote)) || base === quote) return null;
  const isKnown =
    DEAR_COINS.includes(base) || CHEAP_COINS.includes(base) || TINY_COINS.includes(base);
  const mayBe = trust === "any" || (isDollar && trust === "dollar") || DOLLAR_COINS.includes(base);
  if (!isKnown && !(mayBe && /^[A-Z0-9]{2,10}$/.test(base))) return null;
  return {
    symbol: base + quote,
    assetClass: "crypto",
    tick: coinTick(base, quote),
    pointValue: ONE,
    lot: exact("0.000001"),
    currency: isDollar ? "USD" : quote === "XBT" ? "BTC" : quote,
    closes: false,
    allowsNegative: false,
    zone: "UTC",
    dayKind: "always",
    dayOpen: "00:00",
    dayClose: "00:00",
    rth: null,
    calendar: null,
    unknown: false,
  };
}

/** Two halves that a separator already told apart, as currency or coin. */
export function pairOf(base: string, quote: string, trust: Trust): InstrumentSpec | null {
  return spot(base, quote) ?? coin(base, quote, trust);
}

function unseparated(text: string, trust: Trust): InstrumentSpec | null {
  if (text.length === 6) {
    const found = spot(text.slice(0, 3), text.slice(3));
    if (found !== null) return found;
  }
  const kraken = /^X([A-Z]{3})[XZ]([A-Z]{3})$/.exec(text);
  if (kraken !== null) return coin(kraken[1] ?? "", kraken[2] ?? "", "known");
  // Known coins first: XBTUSD is not a coin XB in TUSD.
  return splitCoin(text, "known") ?? splitCoin(text, trust);
}

function splitCoin(text: string, trust: Trust): InstrumentSpec | null {
  for (const quote of [...DOLLAR_COINS, ...COIN_QUOTES]) {
    if (!text.endsWith(quote) || text.length === quote.length) continue;
    const found = coin(text.slice(0, -quote.length), quote, trust);
    if (found !== null) return found;
  }
  return null;
}

/**
 * A pair of currencies or coins: `EURUSD`, `EUR/USD`, `EURUSD=X`, `BTC-USD`, `BTCUSDT.P`, and
 * `EUR.USD` as Interactive Brokers writes it.
 */
export function pair(text: string, trust: Trust = "dollar"): InstrumentSpec | null {
  // Behind `EURUSD.PRO` stands a broker's own mark; a currency behind a currency is none.
  const dotted = /^([A-Z]{3})\.([A-Z]{3})$/.exec(text);
  if (dotted !== null) return pairOf(dotted[1] ?? "", dotted[2] ?? "", "known");
  const bare = text.replace(/(?:=X|[-._]?PERP|[-._]SWAP|\.[A-Z]{1,8}|[#+])$/, "");
  const halves = /^([A-Z0-9]{2,10})[/_ -]([A-Z]{3,5})$/.exec(bare);
  if (halves !== null) return pairOf(halves[1] ?? "", halves[2] ?? "", trust);
  return /^[A-Z0-9]{5,15}$/.test(bare) ? unseparated(bare, trust) : null;
}

/** A pair with MetaTrader's interval behind it: `EURUSD60`, `XAUUSDM5`. */
export function pairWithInterval(text: string): InstrumentSpec | null {
  for (const interval of GLUED_INTERVALS) {
    const bare = text.replace(interval, "");
    const found = bare === text ? null : pair(bare);
    if (found !== null) return found;
  }
  return null;
}

/** Capitals, then a broker's mark in small letters or parted, and MetaTrader's minutes. */
const MARKED_PAIR = /^([A-Z]{3})([A-Z]{3})(?:[a-z]{1,4}\d{0,5}|[-_.][A-Za-z]{1,8})\.?$/;

/**
 * A pair of currencies as a broker's account writes it: `EURUSDm`, `EURUSD_i`, `EURUSD-ECN`. Its
 * small letters count: `GBPUSDc` is the pound in a cent account, `GBPUSDC` the pound in a coin.
 */
export function pairWithMark(written: string): InstrumentSpec | null {
  const match = MARKED_PAIR.exec(written);
  return match === null ? null : spot(match[1] ?? "", match[2] ?? "");
}

/** A bare `BTC` or `ETH`: the coin in dollars. */
export function bareCoin(text: string): InstrumentSpec | null {
  return COIN_ROOTS.includes(text) ? coin(text, "USD", "known") : null;
}

/** A US stock: any ticker where an exchange vouches for it, else one of the table. */
export function stock(text: string, vouched: boolean): InstrumentSpec | null {
  const symbol = text.replace(/\.US$/, "").replace(/^([A-Z]{1,5})[-./ ]([A-Z])$/, "$1.$2");
  const isListed = TICKERS.includes(symbol) || WORD_TICKERS.includes(symbol);
  const isVouched = (vouched || text.endsWith(".US")) && /^[A-Z]{1,5}(?:\.[A-Z])?$/.test(symbol);
  if (!isListed && !isVouched) return null;
  return {
    symbol,
    assetClass: "stock",
    tick: exact("0.01"),
    pointValue: ONE,
    lot: ONE,
    currency: "USD",
    closes: true,
    allowsNegative: false,
    zone: "America/New_York",
    dayKind: "date",
    dayOpen: "09:30",
    dayClose: "16:00",
    rth: "09:30-16:00",
    calendar: "nyse",
    unknown: false,
  };
}

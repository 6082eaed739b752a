// Which currencies a cell names: codes, `All`, and countries where a source writes those.

/** Countries as calendars write them; the euro's members move the euro. */
const COUNTRIES: Readonly<Record<string, string>> = {
  us: "USD",
  usa: "USD",
  "united states": "USD",
  eu: "EUR",
  emu: "EUR",
  "euro zone": "EUR",
  eurozone: "EUR",
  "euro area": "EUR",
  "european union": "EUR",
  germany: "EUR",
  france: "EUR",
  italy: "EUR",
  spain: "EUR",
  netherlands: "EUR",
  belgium: "EUR",
  austria: "EUR",
  finland: "EUR",
  greece: "EUR",
  ireland: "EUR",
  portugal: "EUR",
  uk: "GBP",
  "united kingdom": "GBP",
  "great britain": "GBP",
  japan: "JPY",
  switzerland: "CHF",
  australia: "AUD",
  canada: "CAD",
  "new zealand": "NZD",
  china: "CNY",
  "hong kong": "HKD",
  singapore: "SGD",
  "south korea": "KRW",
  india: "INR",
  brazil: "BRL",
  mexico: "MXN",
  "south africa": "ZAR",
  turkey: "TRY",
  sweden: "SEK",
  norway: "NOK",
  denmark: "DKK",
  poland: "PLN",
};

const EVERY = /^(all|any|every|\*|global|world|g7|g8|g20)$/i;

/** Items of a cell that lists several, apart by a space, `;`, `|` or `,`. */
export function itemsOf(text: string): string[] {
  return text.split(/[\s;|,]+/).filter((item) => item !== "");
}

/**
 * The currencies that a cell names: none of them for `All` or an empty cell, which stand for
 * every one; null where the cell names what is neither.
 */
export function currenciesOf(text: string): string[] | null {
  const country = COUNTRIES[text.trim().toLowerCase()];
  if (country !== undefined) return [country];
  const items = itemsOf(text);
  if (items.some((item) => EVERY.test(item))) return [];
  const codes = items.map((item) => COUNTRIES[item.toLowerCase()] ?? item.toUpperCase());
  return codes.every((code) => /^[A-Z]{3}$/.test(code)) ? [...new Set(codes)] : null;
}

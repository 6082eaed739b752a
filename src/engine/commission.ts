import type { MatchRules } from "./fills.js";
import { toNumber } from "./market/instrument.js";

/** Commission by asset class where the config names none (SPEC 9): money or share of notional. */
const COMMISSION = { future: 0.62, stock: 0.005, crypto: 5, fx: 0.2, unknown: 0 } as const;

/** What the commission of a fill is reckoned by. */
export type CommissionRules = Pick<MatchRules, "instrument" | "fills">;

/** Commission of a fill in the account's currency, as a double. */
export function commissionMoney(
  qtyLots: number,
  priceTicks: number,
  rules: CommissionRules,
): number {
  return commissionNano(qtyLots, priceTicks, rules) / 1e9;
}

/** Commission of a fill in whole nano-units of the account's currency. */
export function commissionNano(
  qtyLots: number,
  priceTicks: number,
  rules: CommissionRules,
): number {
  const { instrument } = rules;
  const rate = rules.fills.commission_per_side ?? COMMISSION[instrument.assetClass];
  const quantity = qtyLots * toNumber(instrument.lot);
  if (instrument.assetClass === "crypto" || instrument.assetClass === "fx") {
    const price = priceTicks * toNumber(instrument.tick);
    const notional =
      Math.abs(price) * quantity * toNumber(instrument.pointValue) * toNumber(instrument.fxRate);
    return Math.round((notional * rate * 1e9) / 10_000);
  }
  return Math.round(rate * quantity * 1e9);
}

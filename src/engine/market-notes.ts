import { type Core, viewOf } from "./core.js";
import type { BarEvent } from "./event.js";

/** Notes whether a bar's open jumped further from the last close than is believable (SPEC 7). */
export function noteBadPrint(core: Core, bar: BarEvent): void {
  const view = viewOf(core, bar.symbol);
  const { market } = view;
  const jump = Math.abs(bar.open - market.close);
  const { atr } = market.dmi;
  const isBad = market.bars_today > 0 && jump > core.config.bad_print_atr * atr;
  view.badPrintAtr = isBad ? atr : null;
}

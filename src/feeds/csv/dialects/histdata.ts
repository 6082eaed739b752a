import { columnsInOrder, type Dialect, type FileHead, type Layout } from "../dialect.js";
import { isMetaTraderLayout } from "./metatrader.js";
import { isNinjaLayout } from "./ninjatrader.js";

/** "Eastern Standard Time (EST) WITHOUT Day Light Savings adjustments" (histdata.com, "F.A.Q."). */
const EST = "-05:00";

/** histdata.com: one-minute FX bars stamped at the open, in three layouts of other programs. */
export const histdata: Dialect = {
  name: "histdata.com",
  recognisedBy:
    "a file named `DAT_NT_…`, `DAT_ASCII_…` or `DAT_MT_…`; or FX without volume like it",
  zone: "-05:00, EST all year",
  label: "open",
  example: "20251118 093000;1.158100;1.158300;1.158000;1.158200;0",
  recognise(head) {
    const named = /DAT_(NT|ASCII|MT)_/i.exec(head.file)?.[1]?.toUpperCase();
    if (isMetaTraderLayout(head)) return named === "MT" ? layout("MetaTrader", true, head) : null;
    if (!isNinjaLayout(head)) return null;
    const hasVolume = head.rows.some((row) => Number(row[5] ?? 0) !== 0);
    if (named === undefined && (!head.isFxName || hasVolume)) return null;
    return layout(named === "ASCII" ? "ASCII" : "NinjaTrader", false, head);
  },
};

function layout(whose: string, hasClock: boolean, head: FileHead): Layout {
  return {
    format: `histdata.com (${whose} layout)`,
    hasHeader: false,
    columns: columnsInOrder(hasClock, head.rows[0]?.length ?? 0),
    symbol: null,
    zone: EST,
    label: "open",
  };
}

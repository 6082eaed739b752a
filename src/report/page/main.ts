/// <reference lib="dom" />

// What moves on the page: tables are sorted, trades are filtered and shown with their paths. It is
// bundled into one script that the page carries; nothing of it runs anywhere else.

import type { PackedTrades } from "../packed-trades.js";
import { startReadout } from "./readout.js";
import { startSorting } from "./sorting.js";
import { TradesList } from "./trades-list.js";

/** What the script reads from the page. */
export type PageData = PackedTrades;

const data = document.getElementById("data");
if (data !== null) {
  const packed = JSON.parse(data.textContent ?? "") as PageData;
  startSorting();
  if (packed.count > 0) {
    const list = new TradesList(packed);
    startReadout(packed, list);
  }
}

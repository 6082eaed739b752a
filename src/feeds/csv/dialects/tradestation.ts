import { namedColumns } from "../columns.js";
import type { Dialect } from "../dialect.js";
import { oddCells } from "../odd.js";

/**
 * TradeStation's chart as text: volume is that of rising and of falling ticks apart. A bar is
 * stamped when it closes, in the chart's zone, which the file does not say.
 */
export const tradeStation: Dialect = {
  name: "TradeStation",
  recognisedBy: '`"Date","Time","Open","High","Low","Close","Up","Down"`',
  zone: "the chart's, which the file does not say: UTC unless --tz",
  label: "close",
  example: "11/18/2025,14:31,21000.25,21004.00,20998.50,21002.75,400,412",
  recognise(head) {
    const [up, down] = [head.names.indexOf("up"), head.names.indexOf("down")];
    if (up < 0 || down < 0) return null;
    const found = namedColumns(head);
    if (found === null || found.columns.clock < 0) return null;
    const columns = { ...found.columns, volume: up };
    const odd = oddCells(head, columns, 1, { order: "mdy", moreVolume: down });
    return {
      format: "TradeStation export",
      hasHeader: true,
      columns,
      symbol: null,
      zone: null,
      label: "close",
      ...(odd == null ? {} : { odd }),
    };
  },
};

import { counted } from "../../analytics/count.js";
import { type Decimal, toNumber } from "../../engine/market/instrument.js";
import type { SourceDescription } from "../feed.js";

const ZONE_SOURCES: Readonly<Record<SourceDescription["zoneSource"], string>> = {
  flag: "--tz",
  file: "in file",
  dialect: "of this format",
  default: "assumed",
};

function zoneWords({ zone, zoneSource, isZoneNamed }: SourceDescription): string {
  const isOffset = zoneSource === "file" && zone !== "UTC" && isZoneNamed !== true;
  return `${zone} (${isOffset ? "offset in file" : ZONE_SOURCES[zoneSource]})`;
}

function instrumentWords({ instrument }: SourceDescription): string {
  const tick = plainDecimal(instrument.tick);
  if (instrument.unknown) {
    return (
      `${instrument.symbol} unknown: tick ${tick} from the data, point value 1, ` +
      "money is in points"
    );
  }
  const point = toNumber(instrument.pointValue);
  const value =
    instrument.currency === "USD" ? `$${point}/pt` : `${point} ${instrument.currency}/pt`;
  return `${instrument.symbol} tick ${tick} ${value}`;
}

/** Never in the form `1e-7`. */
function plainDecimal({ unscaled, scale }: Decimal): string {
  if (scale === 0) return String(unscaled);
  const digits = String(unscaled).padStart(scale + 1, "0");
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The line said of a file before anything runs (SPEC 2). */
export function sayDescription(description: SourceDescription): string {
  const parts = [
    description.format,
    description.timeframe + (description.isIntervalGuessed === true ? " (assumed)" : ""),
    zoneWords(description),
    instrumentWords(description),
    counted(description.bars, "bar"),
    counted(description.gaps, "gap"),
  ];
  if (description.closedFlats !== undefined) {
    const flats = counted(description.closedFlats, "flat bar");
    parts.push(`${flats} while the market is closed`);
  }
  if (description.closedTraded !== undefined) {
    const traded = counted(description.closedTraded, "bar trades", "bars trade");
    const doubt = description.zoneSource === "file" ? "" : ": is the zone right?";
    parts.push(`${traded} while the market is closed${doubt}`);
  }
  if (description.badRows > 0) {
    const [first] = description.bad;
    const where = first === undefined ? "" : ` (line ${first.line}: ${first.reason})`;
    parts.push(`${counted(description.badRows, "bad row")} dropped${where}`);
  }
  if (description.sortedRows > 0) {
    parts.push(`${counted(description.sortedRows, "row")} sorted in`);
  }
  if (description.label === "close") parts.push("stamped at the close");
  if (!description.hasVolume) parts.push("no volume");
  return parts.join(", ");
}

// `trades import`: fills and trades of other programs, kept beside our own.

import { basename } from "node:path";
import { counted } from "../../analytics/count.js";
import { plain } from "../../analytics/figures.js";
import { dataFolder } from "../../config/store.js";
import { DiskError } from "../../disk/disk.js";
import { nodeDisk } from "../../disk/node-disk.js";
import { UserError } from "../../engine/errors.js";
import type { BadRow } from "../../feeds/trades/draft.js";
import { readTrades } from "../../feeds/trades/read.js";
import { readSheet } from "../../feeds/trades/sheet.js";
import { isTradesHeader, readTradesFile, whyImpossible } from "../../feeds/trades-file.js";
import { readImports, writeImport } from "../../projection/import-files.js";
import type { ImportedTrade, OpenRest } from "../../projection/imports.js";
import type { ListedTrade } from "../../projection/trades.js";
import { systemClock } from "../../runtime/clock.js";
import { quantity } from "../../tui/quantity.js";
import { exchangeTime } from "../exchange-time.js";
import {
  type AssumedRisk,
  type ImportWays,
  type KeptFile,
  keepOwn,
  keepRows,
} from "../import-rows.js";
import { type Brought, broughtBy, type Reading } from "../import-store.js";
import { setUp } from "../setup.js";
import { columnsOf, type GeneralFlags, print, printJson, say } from "../terminal.js";
import { tradeJson } from "../trade-figures.js";
import { tradeTable } from "../trade-table.js";

/** Flags of `trades import`. */
export interface TradesImportFlags extends GeneralFlags {
  readonly account?: string;
  readonly tz?: string;
  readonly symbol?: string;
  readonly strategy: string;
  readonly risk?: string;
  readonly stopTicks?: number;
  readonly strict?: true;
  readonly dryRun?: true;
}

/** Rows that are named one by one before the rest is counted. */
const NAMED_ROWS = 20;

/** What one file gave. */
interface FileRead extends KeptFile {
  readonly path: string;
  readonly source: string;
  readonly format: string;
  /** Of stamps without one; null where every stamp has its own. */
  readonly zone: string | null;
  readonly isZoneGuessed: boolean;
  readonly hasFills: boolean;
}

function riskOf({ risk, stopTicks }: TradesImportFlags): AssumedRisk {
  if (risk !== undefined && stopTicks !== undefined) {
    throw new UserError("--risk and --stop-ticks say the same in two ways; give one");
  }
  if (risk !== undefined) return { kind: "money", money: risk };
  return stopTicks === undefined ? null : { kind: "ticks", ticks: stopTicks };
}

function readOne(path: string, ways: ImportWays, flags: TradesImportFlags): FileRead {
  const sheet = readSheet(path);
  if (isTradesHeader(sheet.rows[0]?.cells ?? [])) {
    const { trades, bad } = readTradesFile(path, ways.local, whyImpossible);
    const kept = keepOwn(trades, bad, ways);
    return {
      ...kept,
      path,
      source: "trades-csv",
      format: "trades CSV",
      zone: null,
      isZoneGuessed: false,
      hasFills: false,
    };
  }
  const wishes = { tz: flags.tz ?? null, symbol: flags.symbol ?? null, nowMs: systemClock.nowMs() };
  const file = readTrades(path, wishes);
  if (file.fills.length > 0 && ways.risk === null) {
    throw new UserError(
      `${path} has no stops (${file.format}), so that no trade's R can be known; give what you ` +
        "risk on a trade, as --risk <money> or --stop-ticks <n>",
    );
  }
  const { source, format, zone, isZoneGuessed } = file;
  const hasFills = file.fills.length > 0;
  return { ...keepRows(file, ways), path, source, format, zone, isZoneGuessed, hasFills };
}

function sayRows(path: string, bad: readonly BadRow[]): void {
  for (const { line, reason } of bad.slice(0, NAMED_ROWS)) {
    say(`${path}, line ${line}: left out: ${reason}`);
  }
  if (bad.length > NAMED_ROWS) say(`${path}: ${counted(bad.length, "row")} left out in all`);
}

/** Whether a file has trades, and not one that cost anything. */
function isFree({ accounts }: FileRead): boolean {
  const costs = accounts.flatMap(({ fills, trades }) => [
    ...fills.map(({ commission }) => Number(commission)),
    ...trades.map(({ commission }) => commission),
  ]);
  return costs.length > 0 && costs.every((cost) => cost === 0);
}

function sayFile(file: FileRead): void {
  const { path, format, zone, isZoneGuessed, hasFills, unknown, bad } = file;
  const where = zone === null ? "" : `, ${zone}`;
  const guess = isZoneGuessed ? " (the file does not say; --tz does)" : "";
  say(`${path}: ${format}${where}${guess}`);
  for (const contract of unknown) {
    say(`${path}: nobody describes ${contract}: its money is in points; see \`instruments\``);
  }
  if (isFree(file)) say(`${path}: no commission in it: results are before commission`);
  sayRows(path, bad);
  if (hasFills && bad.length > 0) {
    say(`${path}: a fill that is left out shifts every later trade of its contract; mend the file`);
  }
}

/** Refuses what `--strict` does not let pass, and files of which nothing can be used. */
function refuse(files: readonly FileRead[], isStrict: boolean): void {
  for (const { path, bad, accounts } of files) {
    const [first] = bad;
    if (first === undefined) {
      if (accounts.length > 0) continue;
      throw new UserError(`${path}: there is no trade in it; nothing was imported`);
    }
    if (!isStrict && accounts.length > 0) continue;
    const rows = counted(bad.length, "row");
    const what = accounts.length === 0 ? "none of its rows can be used" : `${rows} cannot be used`;
    throw new UserError(
      `${path}: ${what} (line ${first.line}: ${first.reason}); nothing was imported`,
    );
  }
}

function openText({ contract, side, qty, account }: OpenRest): string {
  return `${side} ${quantity(qty)} ${contract} of ${account}`;
}

function listed(trade: ImportedTrade): ListedTrade {
  const { parts: _, ...rest } = trade;
  return { ...rest, tags: [] };
}

function figures(files: readonly FileRead[], brought: Brought, isDry: boolean): object {
  const { newFills, knownFills, newTrades, knownTrades, open } = brought;
  return {
    files: files.map(({ path, source, format, zone, bad }) => ({
      ...{ path, source, format, zone, bad_rows: bad },
    })),
    dry_run: isDry,
    fills: { new: newFills, known: knownFills },
    trades: { new: newTrades.length, known: knownTrades },
    new_trades: newTrades.map((trade) => tradeJson(listed(trade))),
    open: open.map(({ account, contract, side, qty, since }) => ({
      ...{ account, contract, side, qty, since_ts: new Date(since).toISOString() },
    })),
  };
}

function riskText(risk: AssumedRisk): string {
  if (risk === null) return "";
  return risk.kind === "money" ? `${risk.money} a trade` : `${plain(risk.ticks, 0)} ticks a trade`;
}

function sayBrought(brought: Brought, risk: AssumedRisk, isDry: boolean): void {
  const { newFills, knownFills, newTrades, knownTrades, open } = brought;
  const known = knownFills + knownTrades;
  const old = known === 0 ? "" : `; ${counted(known, "row")} known already`;
  const fills = newFills === 0 ? "" : ` from ${counted(newFills, "fill")}`;
  if (newTrades.some((trade) => trade.risk === "assumed")) {
    say(`R is measured by an assumed risk of ${riskText(risk)}: lists mark it with ~`);
  }
  if (open.length > 0) say(`not flat, so no trade yet: ${open.map(openText).join(", ")}`);
  const done = isDry ? "would import" : "imported";
  say(`${done} ${counted(newTrades.length, "trade")}${fills}${old}`);
  if (!isDry && newTrades.length > 0)
    say("see them with `transmission trades list --source import`");
}

/**
 * Imports files. Throws UserErrors: a file is none of trades, or R cannot be known (2); the disk
 * refuses (1). Rows that cannot be used are said, and the rest is imported all the same.
 */
export async function importTrades(
  paths: readonly string[],
  flags: TradesImportFlags,
): Promise<void> {
  const setup = await setUp({ file: flags.config });
  const { strategy } = flags;
  const ways: ImportWays = {
    ...{ setup, local: exchangeTime(setup), risk: riskOf(flags), strategy },
    account: flags.account ?? null,
  };
  const files = paths.map((path) => readOne(path, ways, flags));
  for (const file of files) sayFile(file);
  refuse(files, flags.strict === true);
  const folder = await dataFolder();
  const readings: Reading[] = files.flatMap(({ path, source, accounts }) =>
    accounts.map((kept) => ({ source, file: basename(path), kept })),
  );
  const isDry = flags.dryRun === true;
  let brought: Brought;
  try {
    const stored = readImports(nodeDisk, folder).files.map(({ content }) => content);
    brought = broughtBy(readings, stored, ways);
    if (!isDry) for (const content of brought.files) writeImport(nodeDisk, folder, content);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    throw new UserError(`${error.message}; import again, nothing is taken twice`, 1);
  }
  if (flags.json) return printJson(figures(files, brought, isDry));
  if (isDry && brought.newTrades.length > 0) {
    const rows = [...brought.newTrades].reverse().map(listed);
    await print(`${tradeTable(rows, columnsOf(process.stdout), setup.instruments)}\n`);
  }
  sayBrought(brought, ways.risk, isDry);
}

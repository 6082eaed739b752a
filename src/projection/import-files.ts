// What was imported: a folder of files in the data folder, one for each import that brought
// something, never changed afterwards. A file is named by the hash of its content, so that one that
// was cut is told, and two that import the same at once write the same file. Taking a file away
// takes its trades away.

import { hash } from "node:crypto";
import { join } from "node:path";
import * as z from "zod";
import { type Disk, DiskError } from "../disk/disk.js";

const FOLDER_NAME = "imports";
const NAME = /^([0-9a-f]{24})\.json$/;

const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
const time = z.iso.datetime();
const day = z.iso.date();
const hour = z.int().min(0).max(23);
const weekday = z.int().min(0).max(6);

const instrumentSchema = z.strictObject({
  /** What it is called in lists; its contracts are paired apart. */
  symbol: z.string(),
  tick: decimal,
  point_value: decimal,
  /** Account currency per 1.0 of the instrument's. */
  fx_rate: decimal,
});

const fillSchema = z.strictObject({
  /** Tells it from every other fill of its account and contract. */
  key: z.string(),
  /** Id of the order that it filled, where the file says it; empty where not. */
  order: z.string(),
  /** It is the whole of that order, at its mean price. */
  is_order: z.boolean(),
  contract: z.string(),
  ts: time,
  side: z.enum(["buy", "sell"]),
  qty: decimal,
  price: decimal,
  /** In the account's currency, positive is paid. */
  commission: decimal,
  /** Exchange time and trading day of the fill. */
  hour,
  weekday,
  day,
});

const number = z.number();
const tradeSchema = z.strictObject({
  /** Tells it from every other trade of its account. */
  key: z.string(),
  symbol: z.string(),
  side: z.enum(["long", "short"]),
  strategy: z.string(),
  regime: z.string(),
  entry_ts: time,
  exit_ts: time,
  ...{ qty: number, entry_price: number, exit_price: number, initial_stop: number },
  exit_reason: z.string(),
  ...{ gross_pnl: number, commission: number, net_pnl: number, result_R: number },
  ...{ bars_held: number, mae_R: number, mfe_R: number, slippage_ticks: number },
  ...{ entry_hour: hour, entry_weekday: weekday, exit_day: day },
  risk: z.enum(["stop", "assumed"]),
});

const fileSchema = z.strictObject({
  format: z.literal(1),
  /** The program that wrote what was imported. */
  source: z.string(),
  account: z.string(),
  /** Names of the files that were read. */
  files: z.array(z.string()),
  strategy: z.string(),
  /** What R is measured by where there is no stop: money a trade, or ticks; null where all have. */
  risk: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("money"), money: decimal }),
      z.strictObject({ kind: z.literal("ticks"), ticks: z.int().positive() }),
    ])
    .nullable(),
  /** By contract. */
  instruments: z.record(z.string(), instrumentSchema),
  fills: z.array(fillSchema),
  trades: z.array(tradeSchema),
});

/** What one import brought: fills, to be paired with all others, and trades that are whole. */
export type ImportFile = z.output<typeof fileSchema>;
/** One fill of it. */
export type StoredFill = ImportFile["fills"][number];
/** One whole trade of it. */
export type StoredTrade = ImportFile["trades"][number];

/** What the folder holds. */
export interface ImportsFound {
  /** In the order of their names. */
  readonly files: readonly { readonly name: string; readonly content: ImportFile }[];
  /** Paths of files that are not as they were written. */
  readonly damaged: readonly string[];
}

function nameOf(text: string): string {
  return `${hash("sha256", text).slice(0, 24)}.json`;
}

/** Names of the files of a data folder: as long as they are the same, so is what they hold. */
export function importNames(disk: Disk, folder: string): readonly string[] {
  return disk.list(join(folder, FOLDER_NAME)).filter((name) => NAME.test(name));
}

/** Reads all of it. Throws a `DiskError`. */
export function readImports(disk: Disk, folder: string): ImportsFound {
  const files: { name: string; content: ImportFile }[] = [];
  const damaged: string[] = [];
  for (const name of importNames(disk, folder)) {
    const path = join(folder, FOLDER_NAME, name);
    const text = disk.read(path).toString("utf8");
    // Whole, it is as it was checked when it was written; an older version may have known less.
    const parsed = nameOf(text) === name ? fileSchema.safeParse(JSON.parse(text)) : null;
    if (parsed?.success) files.push({ name, content: parsed.data });
    else damaged.push(path);
  }
  return { files, damaged };
}

/** Keeps what an import brought; it is on the disk when this returns. Throws a `DiskError`. */
export function writeImport(disk: Disk, folder: string, content: ImportFile): void {
  const text = `${JSON.stringify(fileSchema.parse(content))}\n`;
  const within = join(folder, FOLDER_NAME);
  const path = join(within, nameOf(text));
  disk.makeFolder(within);
  // What a crash left under this name is not whole and makes room.
  if (disk.exists(path) && disk.read(path).equals(Buffer.from(text))) return;
  if (disk.exists(path)) disk.remove(path);
  writeNew(disk, path, Buffer.from(text));
  disk.syncFolder(within);
}

function writeNew(disk: Disk, path: string, bytes: Buffer): void {
  let file: ReturnType<Disk["open"]>;
  try {
    file = disk.open(path, "new");
  } catch (error) {
    // Another process writes the same there at this moment.
    if (error instanceof DiskError && error.code === "EEXIST") return;
    throw error;
  }
  try {
    for (let at = 0; at < bytes.length; ) {
      const taken = file.append(bytes.subarray(at));
      if (taken <= 0) throw new DiskError("ENOSPC", "written", path);
      at += taken;
    }
    file.sync();
  } finally {
    file.close();
  }
}

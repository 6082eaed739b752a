// What a flatten that had to work without the engine leaves for it: `flatten-hold.json` in the data
// folder. It is written before anything is cancelled, so that a flatten which dies half-way holds
// as well. The next engine takes it for the operator's flatten (entries are held until `resume`),
// journals that, and only then removes the file.

import { join } from "node:path";
import * as z from "zod";
import type { Disk } from "../disk/disk.js";
import { UserError } from "../engine/errors.js";

const FILE_NAME = "flatten-hold.json";

const fillSchema = z.strictObject({
  /** Of its bar, as fills carry it: the feed's time, ISO-8601 UTC. */
  ts: z.iso.datetime(),
  client_order_id: z.string(),
  execution_id: z.string(),
  symbol: z.string(),
  side: z.enum(["buy", "sell"]),
  /** Units, a price as a decimal, and the account's money. */
  qty: z.number(),
  price: z.number(),
  commission: z.number(),
  /** No bar came within an interval, so the last durable price was used. */
  stale_price: z.boolean(),
});

const holdSchema = z.strictObject({
  /** When it was asked, by the machine's clock, ISO-8601 UTC. */
  ts: z.iso.datetime(),
  by: z.string(),
  /** Null for everything. */
  symbol: z.string().nullable(),
  /** What filled at the broker on its way out, oldest first. */
  fills: z.array(fillSchema),
});

const fileSchema = z.strictObject({ format: z.literal(1), holds: z.array(holdSchema) });

/** One fill of a flatten. */
export type FlattenFill = z.infer<typeof fillSchema>;
/** One flatten that worked without the engine. */
export type FlattenHold = z.infer<typeof holdSchema>;

type HoldDisk = Pick<Disk, "exists" | "read" | "replace" | "remove" | "syncFolder">;

function pathOf(folder: string): string {
  return join(folder, FILE_NAME);
}

/**
 * Flattens that the engine has not heard of yet, oldest first. Throws a UserError (exit 1) where
 * the file cannot be read as one: what it held is then not known, and nothing may start over it.
 */
export function readFlattenHold(disk: HoldDisk, folder: string): FlattenHold[] {
  const path = pathOf(folder);
  if (!disk.exists(path)) return [];
  try {
    return fileSchema.parse(JSON.parse(disk.read(path).toString("utf8"))).holds;
  } catch {
    throw new UserError(
      `${path}: cannot be read; a flatten left it there, so look at the account, then remove it`,
      1,
    );
  }
}

/** Leaves the holds for the engine; durable when this returns. */
export function writeFlattenHold(
  disk: HoldDisk,
  folder: string,
  holds: readonly FlattenHold[],
): void {
  const text = `${JSON.stringify({ format: 1, holds })}\n`;
  disk.replace(pathOf(folder), Buffer.from(text));
  disk.syncFolder(folder);
}

/** The engine has journalled them. */
export function clearFlattenHold(disk: HoldDisk, folder: string): void {
  if (!disk.exists(pathOf(folder))) return;
  disk.remove(pathOf(folder));
  disk.syncFolder(folder);
}

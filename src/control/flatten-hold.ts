// What a flatten that had to work without the engine leaves for it: a file of its own in the data
// folder, so that several at once do not write over each other. It is written before anything is
// cancelled, so that a flatten which dies half-way holds as well. The next engine takes it for the
// operator's flatten (entries are held until `resume`), journals that, and only then removes it.

import { join } from "node:path";
import * as z from "zod";
import type { Disk } from "../disk/disk.js";
import { UserError } from "../engine/errors.js";

/** `flatten-hold.<run>.json`. */
const FILE_NAME = /^flatten-hold\.(?:[0-9a-z]+\.)?json$/;

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

type HoldDisk = Pick<Disk, "list" | "read" | "replace" | "remove" | "syncFolder">;

/** Flattens that the engine has not heard of yet, and the files that they stand in. */
export interface FlattenHolds {
  /** Oldest first. */
  readonly holds: readonly FlattenHold[];
  readonly paths: readonly string[];
  /** Files that cannot be read as one. */
  readonly unreadable: readonly string[];
}

/** Looks for holds. */
export function findFlattenHolds(disk: HoldDisk, folder: string): FlattenHolds {
  const holds: FlattenHold[] = [];
  const paths: string[] = [];
  const unreadable: string[] = [];
  for (const name of disk.list(folder)) {
    if (!FILE_NAME.test(name)) continue;
    const path = join(folder, name);
    try {
      holds.push(...fileSchema.parse(JSON.parse(disk.read(path).toString("utf8"))).holds);
      paths.push(path);
    } catch {
      unreadable.push(path);
    }
  }
  return { holds: holds.sort((a, b) => (a.ts < b.ts ? -1 : 1)), paths, unreadable };
}

/**
 * The same for an engine that starts. Throws a UserError (exit 1) where a file cannot be read as
 * one: what it held is then not known, and nothing may start over it.
 */
export function readFlattenHolds(disk: HoldDisk, folder: string): FlattenHolds {
  const found = findFlattenHolds(disk, folder);
  const [path] = found.unreadable;
  if (path === undefined) return found;
  throw new UserError(
    `${path}: cannot be read; a flatten left it there, so look at the account, then remove it`,
    1,
  );
}

/**
 * Leaves a hold for the engine; durable when this returns.
 * @param run letters and digits that no other flatten has
 */
export function writeFlattenHold(
  disk: HoldDisk,
  folder: string,
  run: string,
  hold: FlattenHold,
): void {
  const text = `${JSON.stringify({ format: 1, holds: [hold] })}\n`;
  disk.replace(join(folder, `flatten-hold.${run}.json`), Buffer.from(text));
  disk.syncFolder(folder);
}

/** The engine has journalled what stood in these files. */
export function removeFlattenHolds(disk: HoldDisk, folder: string, paths: readonly string[]): void {
  if (paths.length === 0) return;
  for (const path of paths) disk.remove(path);
  disk.syncFolder(folder);
}

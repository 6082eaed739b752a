// Ids of signals that were taken: `webhook-ids.json` in the data folder. Each is kept for as long
// as its time would let it in again, so that there are never many.

import { join } from "node:path";
import * as z from "zod";
import type { Disk } from "../disk/disk.js";
import { UserError } from "../engine/errors.js";

const FILE_NAME = "webhook-ids.json";

/** More than this at a time, and no more are taken. */
const MOST_IDS = 500;

const fileSchema = z.strictObject({
  format: z.literal(1),
  /** Until when, UTC epoch ms. */
  ids: z.array(z.strictObject({ id: z.string(), until: z.number() })),
});

/** What the ids are kept by. */
export interface SeenIdsOptions {
  readonly disk: Pick<Disk, "exists" | "read" | "replace" | "syncFolder">;
  /** The data folder. */
  readonly folder: string;
  /** The wall clock, UTC epoch ms. */
  readonly nowMs: () => number;
}

/** Ids that were seen. */
export class SeenIds {
  readonly #options: SeenIdsOptions;
  readonly #path: string;
  readonly #until = new Map<string, number>();

  /** Throws a UserError (exit 1) where the file cannot be read as one. */
  constructor(options: SeenIdsOptions) {
    this.#options = options;
    this.#path = join(options.folder, FILE_NAME);
    const { disk } = options;
    if (!disk.exists(this.#path)) return;
    try {
      const { ids } = fileSchema.parse(JSON.parse(disk.read(this.#path).toString("utf8")));
      for (const { id, until } of ids) this.#until.set(id, until);
    } catch {
      const risk = "a signal of the last minutes may then be taken twice";
      throw new UserError(`${this.#path}: cannot be read; remove it (${risk})`, 1);
    }
  }

  has(id: string): boolean {
    return this.#until.has(id);
  }

  /**
   * Remembers an id; durable when this returns. False where there are too many. Throws a
   * `DiskError`, and has not remembered it then.
   * @param until UTC epoch ms after which it is not needed any more
   */
  add(id: string, until: number): boolean {
    const { disk, folder, nowMs } = this.#options;
    const now = nowMs();
    for (const [old, end] of this.#until) if (end < now) this.#until.delete(old);
    if (this.#until.size >= MOST_IDS) return false;
    const ids = [...this.#until, [id, until] as const].map(([one, end]) => ({
      id: one,
      until: end,
    }));
    disk.replace(this.#path, Buffer.from(`${JSON.stringify({ format: 1, ids })}\n`));
    disk.syncFolder(folder);
    this.#until.set(id, until);
    return true;
  }
}

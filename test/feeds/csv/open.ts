// Bars from text or a file, and what came of them as plain rows.

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBars } from "../../../src/feeds/csv/read.js";
import type { BarSource, SourceOptions } from "../../../src/feeds/feed.js";

/** ts, open, high, low, close, volume. */
export type Row = readonly [number, number, number, number, number, number];

const folder = mkdtempSync(join(tmpdir(), "bars-"));

/** Writes a file of its own and gives its path. */
export function fileOf(content: string | Uint8Array, name = "MNQ.csv"): string {
  const path = join(mkdtempSync(join(folder, "one-")), name);
  writeFileSync(path, content);
  return path;
}

export function openText(
  content: string | Uint8Array,
  options: SourceOptions = {},
  name = "MNQ.csv",
): Promise<BarSource> {
  return openBars(fileOf(content, name), options);
}

export async function rowsOf(source: BarSource): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const batch = await source.next();
    if (batch === null) return rows;
    for (let at = 0; at < batch.length; at++) {
      const { ts, open, high, low, close, volume } = batch;
      const cells = [ts, open, high, low, close, volume].map((column) => column[at] ?? Number.NaN);
      rows.push(cells as unknown as Row);
    }
  }
}

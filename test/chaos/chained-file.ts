// Files of chained lines, `{"h":"<16 hex>","b":<body>}`, read from their bytes by what the format
// says of itself and by nothing of the program's own.

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";

/** What one file holds. */
export interface ChainedFile {
  readonly path: string;
  /** Bodies of the lines that hold, parsed. */
  readonly bodies: readonly Record<string, unknown>[];
  /** Bytes of those lines, and the hash of the last. */
  readonly bytes: number;
  readonly hash: string;
  /** What is wrong, in words; null where there is nothing but perhaps a torn last line. */
  readonly damage: string | null;
}

const NEWLINE = 10;
const FORM = /^\{"h":"([0-9a-f]{16})","b":(.*)\}$/s;

/** Reads a file; one that is not there is empty. */
export function readChained(path: string): ChainedFile {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const bodies: Record<string, unknown>[] = [];
  let hash = "0".repeat(16);
  let at = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, at)) {
    const match = FORM.exec(bytes.toString("utf8", at, end));
    const [, stated, body = ""] = match ?? [];
    const own = createHash("sha256")
      .update(hash + body)
      .digest("hex")
      .slice(0, 16);
    if (stated !== own) {
      const isLast = bytes.indexOf(NEWLINE, end + 1) < 0;
      const what = `${path}: line ${bodies.length + 1} does not hang on the one before it`;
      return { path, bodies, bytes: at, hash, damage: isLast ? null : what };
    }
    hash = own;
    bodies.push(JSON.parse(body));
    at = end + 1;
  }
  return { path, bodies, bytes: at, hash, damage: null };
}

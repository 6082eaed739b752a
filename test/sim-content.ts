// What a simulated disk holds, and what a crash may leave of changes that were not synced.

/** Bytes that reach the disk together; small, so that a short line has several. */
const BLOCK = 16;

/** What was done to a file since it was synced. */
export type Change =
  | { readonly kind: "append"; readonly bytes: Buffer; isLost: boolean }
  | { readonly kind: "rewrite"; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: "truncate"; readonly size: number };

/** A file. */
export interface Node {
  durable: Buffer;
  now: Buffer;
  changes: Change[];
}

/** What was done to a folder since it was synced; `node` is null where the name was taken away. */
export interface EntryChange {
  readonly folder: string;
  readonly names: readonly { readonly path: string; readonly node: Node | null }[];
}

/** A file after a change of which some blocks came. */
export function applied(before: Buffer, change: Change, keep: (block: number) => boolean): Buffer {
  if (change.kind === "truncate") return Buffer.from(before.subarray(0, change.size));
  const bytes = Buffer.from(change.bytes);
  if (change.kind === "rewrite") {
    const after = Buffer.from(before);
    for (let at = 0; at < bytes.length; at += BLOCK) {
      if (keep(at)) bytes.copy(after, change.at + at, at, Math.min(at + BLOCK, bytes.length));
    }
    return after;
  }
  for (let at = 0; at < bytes.length; at += BLOCK) {
    if (change.isLost || !keep(at)) bytes.fill(0, at, Math.min(at + BLOCK, bytes.length));
  }
  return Buffer.concat([before, bytes]);
}

/** No bytes. */
export const nothing = (): Buffer => Buffer.alloc(0);

/** Gives a name to a file, or takes it away. */
export function enterInto(
  map: Map<string, Node>,
  { path, node }: { readonly path: string; readonly node: Node | null },
): void {
  if (node === null) map.delete(path);
  else map.set(path, node);
}

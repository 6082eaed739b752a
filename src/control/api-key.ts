// The key with which writes over TCP are asked for, and how other secrets are compared. What is
// stored is a hash: the key itself is 256 bits of chance, so that nothing slower is needed.

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Where a request carries the key. */
export const KEY_HEADER = "x-api-key";

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();

/** A key of its own, for a header. */
export function newApiKey(): string {
  return `tx_${randomBytes(32).toString("base64url")}`;
}

/** What is kept of a key: `sha256:` and 64 hex digits. */
export function hashOfApiKey(key: string): string {
  return `sha256:${digestOf(key).toString("hex")}`;
}

/** Whether a key is the one of which the hash is kept; takes as long whichever it is. */
export function isApiKey(key: string, hash: string): boolean {
  return isSame(hashOfApiKey(key), hash);
}

/** Whether two texts are the same; takes as long wherever they differ. */
export function isSame(given: string, right: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(right));
}

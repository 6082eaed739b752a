// What must be in no log: the values themselves, whatever name they are written under.

import type { Config } from "../config/schema.js";

/** An address is called by more than its whole: its path, its user and its password. */
function partsOf(address: string): string[] {
  const { pathname, search, username, password } = new URL(address);
  return [address, `${pathname}${search}`, pathname, search, username, password];
}

/**
 * Every secret that a run knows.
 * @param webhookSecret `TRANSMISSION_WEBHOOK_SECRET`, empty where there is none
 */
export function secretsOf({ notify, api }: Config, webhookSecret: string): string[] {
  const texts = [webhookSecret, notify.command ?? [], api.key_hash ?? []].flat();
  const addresses = [notify.url ?? [], notify.heartbeat_url ?? []].flat();
  // The longest first, so that none is blotted out in part.
  return [...texts, ...addresses.flatMap(partsOf)]
    .filter((text) => text !== "")
    .sort((a, b) => b.length - a.length);
}

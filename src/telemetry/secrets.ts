// What must be in no log: the values themselves, whatever name they are written under.

/** The part of a configuration that has any. */
interface Secretive {
  readonly notify: {
    readonly command: string | readonly string[] | null;
    readonly url: string | null;
    readonly heartbeat_url: string | null;
  };
  readonly api: { readonly key_hash: string | null };
}

/** An address is called by more than its whole: its path, its user and its password. */
function partsOf(address: string): string[] {
  const { pathname, search, username, password } = new URL(address);
  return [address, `${pathname}${search}`, pathname, search, username, password];
}

/**
 * Every secret that a run knows.
 * @param webhookSecret `TRANSMISSION_WEBHOOK_SECRET`, empty where there is none
 */
export function secretsOf({ notify, api }: Secretive, webhookSecret: string): string[] {
  const texts = [webhookSecret, notify.command ?? [], api.key_hash ?? []].flat();
  const addresses = [notify.url ?? [], notify.heartbeat_url ?? []].flat();
  // The longest first, so that none is blotted out in part.
  return [...texts, ...addresses.flatMap(partsOf)]
    .filter((text) => text !== "")
    .sort((a, b) => b.length - a.length);
}

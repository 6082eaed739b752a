// A place on TCP as it is written: `host:port`.

/** A place to listen. */
export interface TcpAddress {
  readonly host: string;
  /** 0 leaves it to the system. */
  readonly port: number;
}

/** Reads `host:port`, an IPv6 address in brackets; null where it is none. */
export function tcpAddressOf(text: string): TcpAddress | null {
  const [, bracketed, plain, digits] =
    /^(?:\[([\da-f:.]+)\]|([^\s:/[\]]+)):(\d{1,5})$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  return host === undefined || port > 65_535 ? null : { host, port };
}

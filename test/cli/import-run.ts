// `trades import` as tests call it, and what it answers.

import { join } from "node:path";
import { expect } from "vitest";
import { called } from "./called.js";

/** A file as another program writes it, made by ourselves. */
export const fixture = (name: string): string => join("test/fixtures/trades", name);
/** A trade as lists have it. */
export interface Row {
  readonly trade_id: string;
  readonly symbol: string;
  readonly side: string;
  readonly qty: number;
  readonly entry_ts: string;
  readonly exit_ts: string;
  readonly gross_pnl: number;
  readonly commission: number;
  readonly net_pnl: number;
  readonly result_R: number;
  readonly initial_stop: number;
  readonly exit_reason: string;
  readonly account: string;
  readonly source: string;
  readonly strategy: string;
  readonly risk: string;
}

/** What an import answers. */
export interface Report {
  readonly files: readonly {
    readonly format: string;
    readonly zone: string | null;
    readonly bad_rows: readonly { readonly line: number; readonly reason: string }[];
  }[];
  readonly fills: { readonly new: number; readonly known: number };
  readonly trades: { readonly new: number; readonly known: number };
  readonly new_trades: readonly Row[];
  readonly open: readonly { readonly contract: string }[];
}

/** Imports what can be imported. */
export async function imported(...args: string[]): Promise<Report> {
  const { stdout, stderr, code } = await called("trades", "import", ...args, "--json");
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

/** Trades as a list answers them. */
export async function listed(...args: string[]): Promise<Row[]> {
  const { stdout, code, stderr } = await called("trades", "list", "--json", ...args);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

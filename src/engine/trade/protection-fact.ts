import type { FactHead } from "../fact-head.js";

/** Whether working stops cover what is open. The last three are a live run's. */
export interface ProtectionFact extends FactHead<"protection"> {
  trade_id: string;
  state: "PROTECTED" | "NAKED" | "UNKNOWN";
  qty: number;
  protected_qty: number;
  /** How long it was, or has been, without its stop, ms of the machine's clock. */
  naked_ms?: number;
  /** Since when, by the machine's clock. */
  since_ts?: number;
  /** That this lasts too long is said, once. */
  alarm?: boolean;
}

/** What every fact has. `symbol` and `trace_id` are null where none is meant. */
export interface FactHead<Type extends string> {
  seq: number;
  ts: number;
  type: Type;
  symbol: string | null;
  trace_id: string | null;
}

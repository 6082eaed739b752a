import { UserError } from "../engine/errors.js";
import { StrategyFault } from "../engine/strategy-turn.js";

/** A strategy's fault as a line for the user; whatever else was thrown as it is. */
export function asUserError(error: unknown): unknown {
  if (!(error instanceof StrategyFault)) return error;
  const at = new Date(error.ts).toISOString();
  return new UserError(
    `strategy ${error.strategy} at bar ${at} ${error.fault}; mend the strategy and run again`,
  );
}

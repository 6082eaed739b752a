// The registry: which strategies are built in, what they can be given, and how one is made from
// a configuration.

import { UserError } from "../engine/errors.js";
import { nearestName } from "../engine/nearest.js";
import type { Strategy } from "../engine/strategy.js";
import { meanReversion, meanReversionParameters } from "./mean-reversion.js";
import { orbRetest, orbRetestParameters } from "./orb-retest.js";
import { defaultsOf, type ParameterTable } from "./parameter.js";
import { vwapPullback, vwapPullbackParameters } from "./vwap-pullback.js";

/** A strategy that comes with the program. */
export interface BuiltInStrategy {
  readonly name: string;
  /** Every parameter with its default, bounds, unit and meaning. */
  readonly parameters: ParameterTable;
  /** Defaults by parameter name. */
  readonly defaults: Readonly<Record<string, number>>;
  /** Builds it; values left out take their defaults, and the values are not checked again. */
  create(values: Readonly<Record<string, number>>): Strategy;
}

/** The built-in strategies, in the order in which they are asked. */
export const builtInStrategies: readonly BuiltInStrategy[] = [
  {
    name: "vwap_pullback",
    parameters: vwapPullbackParameters,
    defaults: defaultsOf(vwapPullbackParameters),
    create: vwapPullback,
  },
  {
    name: "orb_retest",
    parameters: orbRetestParameters,
    defaults: defaultsOf(orbRetestParameters),
    create: orbRetest,
  },
  {
    name: "mean_reversion",
    parameters: meanReversionParameters,
    defaults: defaultsOf(meanReversionParameters),
    create: meanReversion,
  },
];

function meant(typed: string, names: readonly string[]): string {
  const nearest = nearestName(typed, names);
  return nearest === null ? `use one of: ${names.join(", ")}` : `did you mean '${nearest}'?`;
}

function checkedValue(strategy: BuiltInStrategy, name: string, value: unknown): number {
  const where = `strategies.${strategy.name}.${name}`;
  const names = Object.keys(strategy.parameters);
  const parameter = names.includes(name) ? strategy.parameters[name] : undefined;
  if (parameter === undefined) {
    throw new UserError(
      `unknown parameter '${name}' of strategy ${strategy.name}; ${meant(name, names)}`,
    );
  }
  const { min, max, unit } = parameter;
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new UserError(
      `${where}: ${JSON.stringify(value) ?? typeof value} is not a number; ` +
        `give a number from ${min} to ${max} (${unit})`,
    );
  }
  const whole = unit === "bars" || unit === "ticks";
  if (value < min || value > max || (whole && !Number.isInteger(value))) {
    throw new UserError(
      `${where}: ${value} is out of bounds; give a ${whole ? "whole " : ""}number ` +
        `from ${min} to ${max} (${unit})`,
    );
  }
  return value;
}

/**
 * Builds a built-in strategy with the parameters given, the rest at their defaults. Throws a
 * UserError for an unknown strategy, an unknown parameter or an impossible value.
 */
export function createStrategy(name: string, params: Readonly<Record<string, unknown>>): Strategy {
  const strategy = builtInStrategies.find((candidate) => candidate.name === name);
  if (strategy === undefined) {
    const names = builtInStrategies.map((candidate) => candidate.name);
    const nearest = nearestName(name, names);
    const hint = nearest === null ? "" : `did you mean '${nearest}'? `;
    throw new UserError(
      `unknown strategy '${name}'; ${hint}built in are ${names.join(", ")}, ` +
        "and --strategy takes a file of your own",
    );
  }
  const values: Record<string, number> = {};
  for (const [key, value] of Object.entries(params)) {
    values[key] = checkedValue(strategy, key, value);
  }
  return strategy.create(values);
}

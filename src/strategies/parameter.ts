// Parameters of the built-in strategies: one table per strategy is at once its documentation,
// its defaults and what a configured value is held to.

/** One number that a strategy can be given. */
export interface Parameter {
  readonly value: number;
  /** Smallest and largest value that makes sense, both allowed. */
  readonly min: number;
  readonly max: number;
  /** `atr` counts in average true ranges, `bars` in base bars, `rsi` in points of 0 to 100. */
  readonly unit: "atr" | "bars" | "ticks" | "rsi" | "R";
  readonly meaning: string;
}

/** Parameters by name. */
export type ParameterTable<Name extends string = string> = Readonly<Record<Name, Parameter>>;

/** The default of every parameter. */
export function defaultsOf<Name extends string>(
  parameters: ParameterTable<Name>,
): Record<Name, number> {
  const values = {} as Record<Name, number>;
  for (const name of Object.keys(parameters) as Name[]) values[name] = parameters[name].value;
  return values;
}

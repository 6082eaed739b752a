/** A symbol's open shadows: part of what is observed, plain data. */
export interface Shadow {
  readonly strategy: string;
}

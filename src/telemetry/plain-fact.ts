// A fact as telemetry is told it.

/** A fact as plain JSON, the way it is journalled. */
export type PlainFact = Readonly<Record<string, unknown>> & { readonly seq: number };

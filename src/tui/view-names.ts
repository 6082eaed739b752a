// The views by name.

/** The views, in the order of their keys. */
export const VIEWS = ["dash", "trades", "analytics", "risk", "log"] as const;

/** A view by its name, which is also its command. */
export type ViewName = (typeof VIEWS)[number];

/** One letter: park, recovering, neutral, drive, low. */
export type Gear = "P" | "R" | "N" | "D" | "L";

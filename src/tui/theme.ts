// What a piece of text means, and how that is shown. Colour only repeats what sign, glyph, word
// and place say already.

/** What a piece of text means. */
export type Role =
  | "plain"
  | "dim"
  | "strong"
  | "title"
  | "gain"
  | "loss"
  | "alarm"
  | "banner"
  | "chosen";

/** Text of one meaning. */
export interface Span {
  readonly text: string;
  readonly role: Role;
}

/** One row of a panel. */
export type Line = readonly Span[];

/** Whether two rows look the same. */
export function sameLine(a: Line, b: Line): boolean {
  if (a.length !== b.length) return false;
  return a.every(({ text, role }, place) => {
    const other = b[place];
    return other !== undefined && other.text === text && other.role === role;
  });
}

/** Ink's own names for it; the sixteen colours that every terminal lets its user choose. */
export interface Style {
  readonly color?: "cyan" | "yellow" | "red";
  readonly bold?: true;
  readonly dimColor?: true;
  readonly inverse?: true;
}

const STYLES: Readonly<Record<Role, Style>> = {
  plain: {},
  dim: { dimColor: true },
  strong: { bold: true },
  title: { bold: true, dimColor: true },
  gain: { color: "cyan" },
  loss: { color: "yellow" },
  alarm: { color: "red", bold: true, inverse: true },
  banner: { bold: true, inverse: true },
  chosen: { bold: true, inverse: true },
};

/** How a role looks. Without colour weight and inversion stay, as they carry no hue. */
export function styleOf(role: Role, isColorful: boolean): Style {
  const { color, ...rest } = STYLES[role];
  return isColorful && color !== undefined ? { ...rest, color } : rest;
}

/** The role that a number's sign asks for. */
export function toneOf(value: number): Role {
  if (value > 0) return "gain";
  return value < 0 ? "loss" : "plain";
}

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

/** The themes by their names. */
export const THEMES = ["default", "classic", "mono"] as const;
/** One of them. */
export type ThemeName = (typeof THEMES)[number];

/** What the terminal's own ground is. */
export const BACKGROUNDS = ["dark", "light"] as const;
/** One of them. */
export type Background = (typeof BACKGROUNDS)[number];

/** How the screen is to look. */
export interface Look {
  readonly theme: ThemeName;
  readonly background: Background;
  /** Where colour may not be used the theme is `mono`, whatever is asked for. */
  readonly isColorful: boolean;
  /** Nothing but ASCII is drawn. */
  readonly isAscii: boolean;
}

/** What is shown where nothing else is asked for. */
export const PLAIN_LOOK: Look = {
  ...{ theme: "default", background: "dark", isColorful: true, isAscii: false },
};

/** Ink's own names for it; the sixteen colours that every terminal lets its user choose. */
interface Style {
  readonly color?: "cyan" | "yellow" | "red" | "redBright" | "green" | "blue" | "gray";
  readonly bold?: true;
  readonly dimColor?: true;
  readonly underline?: true;
  readonly inverse?: true;
}

/** How each role looks. */
export type Palette = Readonly<Record<Role, Style>>;

/** Weight and inversion, which carry no hue and are the same in every theme. */
const WEIGHTS: Palette = {
  plain: {},
  dim: { dimColor: true },
  strong: { bold: true },
  title: { bold: true, dimColor: true },
  gain: {},
  loss: {},
  alarm: { bold: true, inverse: true },
  banner: { bold: true, inverse: true },
  chosen: { bold: true, inverse: true },
};
const MONO: Palette = { ...WEIGHTS, gain: { bold: true }, loss: { underline: true } };
const ALARM: Style = { ...WEIGHTS.alarm, color: "red" };

/** What many terminals make of faint letters on a light ground cannot be read: grey can. */
const ON_LIGHT = { dim: { color: "gray" }, title: { bold: true } } as const;

const PALETTES: Readonly<Record<ThemeName, Readonly<Record<Background, Palette>>>> = {
  // Blue and orange as the sixteen have them: on a dark ground blue is too dark, on a light one
  // cyan and yellow are too pale.
  default: {
    dark: { ...WEIGHTS, gain: { color: "cyan" }, loss: { color: "yellow" }, alarm: ALARM },
    light: {
      ...{ ...WEIGHTS, ...ON_LIGHT, alarm: ALARM },
      ...{ gain: { color: "blue" }, loss: { color: "red" } },
    },
  },
  classic: {
    dark: { ...WEIGHTS, gain: { color: "green" }, loss: { color: "redBright" }, alarm: ALARM },
    light: {
      ...{ ...WEIGHTS, ...ON_LIGHT, alarm: ALARM },
      ...{ gain: { color: "green" }, loss: { color: "red" } },
    },
  },
  mono: { dark: MONO, light: { ...MONO, dim: {}, title: { bold: true } } },
};

/** How roles look; of equal looks the same object. */
export function paletteOf({ theme, background, isColorful }: Look): Palette {
  return PALETTES[isColorful ? theme : "mono"][background];
}

/** What is less reads as 0.00, and has no sign. */
const SHOWN = 0.005;

/** The role that a number's sign asks for, as it is read with two places. */
export function toneOf(value: number): Role {
  if (Math.abs(value) < SHOWN) return "plain";
  return value > 0 ? "gain" : "loss";
}

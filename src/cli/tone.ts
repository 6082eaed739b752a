import type { ChalkInstance } from "chalk";

/** Colour that repeats what the sign of a figure says; none for what is shown as nothing. */
export function toned(
  text: string,
  value: number | null | undefined,
  paint: ChalkInstance,
): string {
  if (value === null || value === undefined || !/[1-9]/.test(text)) return text;
  return value > 0 ? paint.cyan(text) : paint.yellow(text);
}

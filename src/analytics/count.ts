// Counts with their noun.

import { plain } from "./figures.js";

/** `1 bar`, `4,140 bars`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${plain(count, 0)} ${count === 1 ? one : many}`;
}

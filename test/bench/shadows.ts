// What shadow trades cost: the same file over and over in one process, with them and without.

import { readFileSync } from "node:fs";
import type { Plugin } from "esbuild";
import type { PassFigures } from "./passes.js";
import type { Runner } from "./process.js";

/** Builds the product so that no refused signal lives on. */
export const withoutShadows: Plugin = {
  name: "without-shadows",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]engine[\\/]shadow\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const cut = text.replace("export function openShadow(", "export function openAsEver(");
      if (cut === text) throw new Error(`${path} opens shadows in another way`);
      return { contents: `${cut}\nexport function openShadow() {}\n`, loader: "ts" };
    });
  },
};

/** By which share of a warm replay without them shadows lengthen it; the quickest passes count. */
export function measureShadows(
  runner: Runner,
  programs: { readonly shadows: string; readonly withoutShadows: string },
  file: string,
  turns: number,
  passes: number,
): number {
  const leastMs = (program: string): number => {
    const { output } = runner.run({ args: [program, file, String(passes)] });
    return (JSON.parse(output) as PassFigures).leastMs;
  };
  let [on, off] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let turn = 0; turn < turns; turn++) {
    on = Math.min(on, leastMs(programs.shadows));
    off = Math.min(off, leastMs(programs.withoutShadows));
  }
  return on / off - 1;
}

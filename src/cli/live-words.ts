// A live engine without a screen: what happens, a line each, in words or as JSON.

import type { LiveRun } from "../runtime/live.js";
import type { FactJson, LiveSession } from "../runtime/session.js";
import { sentenceOf } from "../tui/fact-sentence.js";
import type { RunFlags } from "./live-run.js";

/**
 * Says every fact until the run ends: all of them as JSON, or what matters in words.
 * @param fromSeq the last fact of the run before
 * @param isUnheard nobody takes any words but the log, which has every fact anyway
 */
export async function followHeadless(
  session: LiveSession,
  { json }: RunFlags,
  run: LiveRun,
  fromSeq: number,
  isUnheard: () => boolean,
): Promise<void> {
  const { symbols } = await session.snapshot();
  const decimalsOf = (symbol: string | null): number =>
    symbols.find((one) => one.symbol === symbol)?.decimals ?? 2;
  const tell = (fact: FactJson): void => {
    if (isUnheard()) return;
    if (json === true) {
      process.stdout.write(`${JSON.stringify(fact)}\n`);
      return;
    }
    const { text, isDetail } = sentenceOf(fact, decimalsOf);
    if (isDetail) return;
    const name = typeof fact.symbol === "string" ? `${fact.symbol} ` : "";
    process.stdout.write(`${String(fact.ts).slice(0, 19)}Z ${name}${text}\n`);
  };
  const end = await session.subscribe(fromSeq, tell);
  await run.finished.finally(end);
}

// Replays a file over and over in one process, as a session does, and says what a pass takes once
// everything is compiled.
//
//   node passes.mjs <file> <passes>

import { FactViews } from "../../src/runtime/fact-views.js";
import { Replay } from "../../src/runtime/replay.js";
import { prepareDefault } from "./prepare.js";

/** Processor time of the quickest pass, ms. */
export interface PassFigures {
  readonly leastMs: number;
}

/** This part of the passes only warms. */
const WARMING = 1 / 3;

async function pass(file: string): Promise<number> {
  const options = await prepareDefault(file);
  const views = new FactViews(null, 0);
  let replay: Replay | null = null;
  replay = new Replay({
    ...options,
    onFact: (fact) => views.take(replay?.engine.core ?? null, fact),
  });
  const before = process.cpuUsage();
  await replay.advance();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const [file = "", passes = "1"] = process.argv.slice(2);
let leastMs = Number.POSITIVE_INFINITY;
for (let done = 0; done < Number(passes); done++) {
  const ms = await pass(file);
  if (done >= Number(passes) * WARMING) leastMs = Math.min(leastMs, ms);
}
process.stdout.write(`${JSON.stringify({ leastMs } satisfies PassFigures)}\n`);

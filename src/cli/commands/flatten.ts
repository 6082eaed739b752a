// `flatten`: out of everything. Through the engine where one answers; at the broker itself where
// none does, or where it cannot do it.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { counted } from "../../analytics/count.js";
import { dataFolder } from "../../config/store.js";
import { CommandRefused, ControlClient } from "../../control/client.js";
import { type FlattenEnd, Overtaken } from "../../control/flatten.js";
import { statusOf } from "../../control/status.js";
import { EngineUnreachable } from "../../control/transport.js";
import { nodeDisk } from "../../disk/node-disk.js";
import { UserError } from "../../engine/errors.js";
import type { Residual } from "../../runtime/session.js";
import { flattenPaper } from "../flatten-paper.js";
import {
  type FlattenPlan,
  knownSymbols,
  planFromPaper,
  planFromStatus,
  planLines,
  symbolOf,
} from "../flatten-plan.js";
import { type GeneralFlags, print, printJson, say } from "../terminal.js";

/** Flags of `flatten`. */
export interface FlattenFlags extends GeneralFlags {
  readonly confirm?: true;
  readonly symbol?: string;
  /** How long the broker may take to say flat, s. */
  readonly wait?: number;
}

/** Longer than a bar of a minute, at whose open an exit fills. */
const FLAT_WAIT_S = 90;
/** Between two looks whether it is flat, ms. */
const LOOK_MS = 250;
/** Looks in a row at which the engine has no link, after which it is taken to have lost it. */
const MOST_DOWNS = 12;

/** Looks at who has taken the account from a flatten: longer than an engine takes to start. */
const MOST_TAKER_LOOKS = 60;

/** Waiting for an engine's first answer, ms, and for each while it flattens. */
const PROBE_MS = 3_000;
/** Between two looks whether an engine that flattens still answers, ms. */
const WATCH_MS = 1_000;
/** Looks in a row without an answer after which it is taken to hang. */
const MOST_SILENCES = 2;

/** Refusals of an engine that cannot do it: it is ending, or another one has its account. */
const UNABLE: ReadonlySet<string> = new Set(["stopping", "fenced"]);

/** What `--json` prints; `engine` says who did it, or would. */
interface Printed {
  readonly confirmed: boolean;
  readonly engine: "running" | "none" | "hung";
  readonly plan?: FlattenPlan;
  readonly residual?: Residual;
}

/** Leaves the market, or shows what that would be. Throws a UserError where it is not done. */
export async function flatten(flags: FlattenFlags): Promise<void> {
  const folder = await dataFolder();
  const client = new ControlClient({ folder, by: "cli", answerMs: PROBE_MS });
  const engine = await engineOf(client);
  if (!flags.confirm) return showPlan(folder, client, engine, flags);
  if (engine === "running") {
    const residual = await throughEngine(folder, flags);
    if (residual !== null) return tell({ confirmed: true, engine, residual }, null, flags);
  } else if (engine === "hung") {
    say("the engine does not answer: its account is taken from it, and flattened at the broker");
  }
  const end = await atBroker(folder, client, flags);
  if (end === "overtaken") return flatten(flags);
  if (end !== null)
    return tell({ confirmed: true, engine, residual: end.residual }, end.why, flags);
  if (existsSync(join(folder, "journal"))) {
    throw new UserError(
      `${folder}: the paper book is gone, and a journal is here: what is open nobody knows; ` +
        "bring back book.<fence>.jsonl",
      1,
    );
  }
  const residual: Residual = { positions: [], orders: [] };
  if (flags.json) await printJson({ confirmed: true, engine, residual } satisfies Printed);
  else say(`${folder}: no paper account is here, so nothing is open`);
}

/**
 * At the broker itself. Who takes the account meanwhile finds the flatten written down: another
 * flatten gets it done, and an engine that has started is asked (`overtaken`).
 */
async function atBroker(
  folder: string,
  client: ControlClient,
  flags: FlattenFlags,
): Promise<FlattenEnd | "overtaken" | null> {
  const only = flags.symbol ?? null;
  try {
    return await flattenPaper(nodeDisk, folder, only, say);
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error;
    for (let look = 0; look < MOST_TAKER_LOOKS; look++) {
      if ((await engineOf(client)) === "running") return "overtaken";
      const { positions, orders } = planFromPaper(nodeDisk, folder, only);
      const residual: Residual = { positions: [], orders: [] };
      if (positions.length === 0 && orders.length === 0) return { residual, why: null };
      await sleep(LOOK_MS);
    }
    throw error;
  }
}

async function engineOf(client: ControlClient): Promise<Printed["engine"]> {
  try {
    await client.status();
    return "running";
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // One that answers with an error is there, and cannot be left to do it.
    if (!(error instanceof EngineUnreachable)) return "hung";
    if (error.kind === "denied") throw error;
    return error.kind === "none" ? "none" : "hung";
  }
}

/** The symbols of a running engine. */
async function symbolsIn(client: ControlClient): Promise<string[]> {
  return (await client.snapshot()).symbols.map(({ symbol }) => symbol);
}

async function showPlan(
  folder: string,
  client: ControlClient,
  engine: Printed["engine"],
  flags: FlattenFlags,
): Promise<void> {
  const only = flags.symbol ?? null;
  const known = engine === "running" ? await symbolsIn(client) : knownSymbols(nodeDisk, folder);
  // A slip of the keyboard must not read as "flat".
  if (only !== null) symbolOf(only, known);
  const plan =
    engine === "running"
      ? planFromStatus(await client.status(), only)
      : planFromPaper(nodeDisk, folder, only);
  if (flags.json) await printJson({ confirmed: false, engine, plan } satisfies Printed);
  else await print(`${planLines(plan).join("\n")}\n`);
  throw new UserError("nothing was done; `transmission flatten --confirm` does it", 3);
}

/** What the engine left; null where it hangs or fails, so that somebody else has to do it. */
async function throughEngine(folder: string, flags: FlattenFlags): Promise<Residual | null> {
  const asking = new ControlClient({ folder, by: "cli" });
  const giveUp = new AbortController();
  const done = new AbortController();
  // An answer may take its time; one that hangs meanwhile answers nothing else.
  const watched = watch(folder, done.signal).then((isLost) => {
    if (isLost) giveUp.abort();
  });
  try {
    await asking.flatten(flags.symbol, giveUp.signal);
    return await untilFlat(asking, flags);
  } catch (error) {
    if (error instanceof CommandRefused && !UNABLE.has(error.reason)) throw error;
    // A wrong request is the user's to mend; nothing is taken from an engine for it.
    if (error instanceof UserError && error.exitCode === 2) throw error;
    if (!(error instanceof UserError) && !giveUp.signal.aborted) throw error;
    const why = giveUp.signal.aborted ? "it stopped answering" : (error as Error).message;
    say(`the engine cannot do it (${why}): flattening at the broker itself`);
    return null;
  } finally {
    done.abort();
    await watched;
  }
}

/**
 * Looks until nothing is left, or the patience is at its end: an exit at the market waits for its
 * next price. Throws an `EngineUnreachable` where the engine has lost the broker, as one does of
 * which the account was taken.
 */
async function untilFlat(client: ControlClient, flags: FlattenFlags): Promise<Residual> {
  const looks = Math.ceil(((flags.wait ?? FLAT_WAIT_S) * 1_000) / LOOK_MS);
  let downs = 0;
  for (let look = 0; ; look++) {
    const snapshot = await client.snapshot();
    const plan = planFromStatus(statusOf(snapshot), flags.symbol ?? null);
    if (plan.positions.length === 0 && plan.orders.length === 0) return residualOf(plan);
    downs = snapshot.broker?.is_up === false ? downs + 1 : 0;
    if (downs > MOST_DOWNS) {
      throw new EngineUnreachable(`no link to the broker, ${snapshot.broker?.words}`, "lost");
    }
    if (look >= looks) return residualOf(plan);
    if (look === 0) say(`waiting for the broker to say flat: ${leftText(plan)} left`);
    await sleep(LOOK_MS);
  }
}

/** `1 position and 2 orders`. */
function leftText({ positions, orders }: FlattenPlan | Residual): string {
  return `${counted(positions.length, "position")} and ${counted(orders.length, "order")}`;
}

/** Whether the engine stopped answering before `done`. */
async function watch(folder: string, done: AbortSignal): Promise<boolean> {
  const client = new ControlClient({ folder, by: "cli", answerMs: PROBE_MS });
  for (let silences = 0; !done.aborted; ) {
    await sleep(WATCH_MS, null, { signal: done }).catch(() => {});
    if (done.aborted) return false;
    try {
      await client.status();
      silences = 0;
    } catch {
      silences++;
    }
    if (silences >= MOST_SILENCES) return !done.aborted;
  }
  return false;
}

function residualOf({ positions, orders }: FlattenPlan): Residual {
  return {
    positions: positions.map(({ symbol: name, side, qty }) => {
      return { symbol: name, qty: side === "long" ? qty : -qty };
    }),
    orders: orders.map(({ client_order_id, symbol: name }) => ({ client_order_id, symbol: name })),
  };
}

async function tell(printed: Printed, why: string | null, flags: FlattenFlags): Promise<void> {
  const { positions, orders } = printed.residual ?? { positions: [], orders: [] };
  if (flags.json) await printJson(printed);
  const what = flags.symbol ?? "everything";
  if (positions.length === 0 && orders.length === 0 && why === null) {
    if (!flags.json) say(`${what} is flat; entries are held until \`transmission resume\``);
    return;
  }
  if (!flags.json) {
    const lines = [
      ...positions.map(({ symbol, qty }) => `left: ${symbol} ${qty}`),
      ...orders.map(({ client_order_id, symbol }) => `left: ${symbol} order ${client_order_id}`),
    ];
    await print(lines.map((line) => `${line}\n`).join(""));
  }
  const reason = why === null ? "" : ` (${why})`;
  throw new UserError(
    `not flat yet: ${leftText({ positions, orders })} left${reason}; ` +
      "entries are held, exits go on working: ask again",
    1,
  );
}

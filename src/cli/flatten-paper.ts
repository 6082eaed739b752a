// Flattens a paper account of which no engine takes care: its book is taken over, as a new engine
// would, so that one which hangs finds itself fenced off when it goes on.

import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { OUTSIDE_ID } from "../brokers/broker.js";
import { openPaperBook } from "../brokers/paper/open.js";
import { AccountTaken } from "../brokers/paper/segments.js";
import { type FlattenEnd, flattenAtBroker, Overtaken } from "../control/flatten.js";
import {
  type FlattenFill,
  type FlattenHold,
  findFlattenHolds,
  removeFlattenHolds,
  writeFlattenHold,
} from "../control/flatten-hold.js";
import { type Disk, DiskError } from "../disk/disk.js";
import { assert } from "../engine/assert.js";
import type { OrderSide } from "../engine/effect.js";
import type { ReportEvent } from "../engine/event.js";
import { fromSteps, type Instrument } from "../engine/market/instrument.js";
import { systemClock } from "../runtime/clock.js";
import { knownSymbols, symbolOf } from "./flatten-plan.js";

/** Rounds with the broker until what is left is told; on paper the first does it. */
const ROUNDS = 40;
const ROUND_MS = 250;

/**
 * Leaves a paper account's market, or that of one symbol, at the last prices it was told, and
 * leaves a hold for the next engine; null where there is no account. Throws a UserError where the
 * symbol is none of the account's.
 * @param say told of each fill, and of what a person has to know
 */
export async function flattenPaper(
  disk: Disk,
  folder: string,
  asked: string | null,
  say: (line: string) => void,
): Promise<FlattenEnd | null> {
  const known = knownSymbols(disk, folder);
  if (known.length === 0) return null;
  const meant = asked === null ? null : symbolOf(asked, known);
  const run = randomBytes(5).toString("hex");
  const holds = new HoldFile(disk, folder, run, meant, say);
  const broker = openBook(disk, folder, holds, say);
  if (broker === null) throw new Error("the paper book was there a moment ago");
  const instruments = broker.symbols.map(({ instrument }) => instrument);
  let exits = 0;
  try {
    return await flattenAtBroker({
      ...{ broker, instruments, rounds: ROUNDS },
      only: meant === null ? null : instruments.findIndex(({ symbol }) => symbol === meant),
      nextId: () => `${OUTSIDE_ID}${run}${++exits}-x`,
      wait: () => sleep(ROUND_MS),
      onFill: (report, side) => {
        const fill = fillOf(report, side, instruments);
        holds.add(fill);
        const price = fill.stale_price ? "the last price it was told, with slippage" : "its price";
        const verb = fill.side === "buy" ? "bought" : "sold";
        say(`${fill.symbol}: ${verb} ${fill.qty} at ${fill.price}, ${price}`);
      },
    });
  } catch (error) {
    throw asOvertaken(error);
  } finally {
    await broker.close();
  }
}

function asOvertaken(error: unknown): unknown {
  return error instanceof AccountTaken ? new Overtaken(error.message) : error;
}

/** What is written down is done at the next start, whatever comes of it here: that is said. */
function openBook(
  disk: Disk,
  folder: string,
  holds: HoldFile,
  say: (line: string) => void,
): ReturnType<typeof openPaperBook> {
  try {
    return openPaperBook({ disk, folder });
  } catch (error) {
    const known = asOvertaken(error);
    if (known instanceof Overtaken) throw known;
    if (holds.isKept) say("nothing is done yet; the engine does it as soon as it is started again");
    throw error;
  }
}

function fillOf(
  report: ReportEvent,
  side: OrderSide,
  instruments: readonly Instrument[],
): FlattenFill {
  const instrument = instruments[report.symbol];
  assert(instrument !== undefined, "the broker speaks of symbols that it was opened with");
  return {
    ts: new Date(report.ts).toISOString(),
    client_order_id: report.clientOrderId,
    execution_id: report.executionId,
    symbol: instrument.symbol,
    side,
    qty: fromSteps(report.qty, instrument.lot),
    price: fromSteps(report.price, instrument.tick),
    commission: report.commissionNano / 1e9,
    stale_price: report.stalePrice,
  };
}

/** The hold of this flatten. */
class HoldFile {
  /** Whether the next engine will know of it. */
  isKept = false;
  readonly #hold: FlattenHold;

  constructor(
    private readonly disk: Disk,
    private readonly folder: string,
    private readonly run: string,
    symbol: string | null,
    private readonly say: (line: string) => void,
  ) {
    const { unreadable } = findFlattenHolds(disk, folder);
    // What those held nobody knows, so that everything is.
    for (const path of unreadable) say(`${path}: cannot be read; now everything is held`);
    const held = unreadable.length > 0 ? null : symbol;
    const ts = new Date(systemClock.nowMs()).toISOString();
    this.#hold = { ts, by: "cli", symbol: held, fills: [] };
    this.#keep(() => {
      this.#write();
      removeFlattenHolds(disk, folder, unreadable);
    });
  }

  add(fill: FlattenFill): void {
    this.#hold.fills.push(fill);
    this.#keep(() => this.#write());
  }

  #write(): void {
    writeFlattenHold(this.disk, this.folder, this.run, this.#hold);
    this.isKept = true;
  }

  /** Getting out goes before everything: a disk that takes no hold does not keep anyone in. */
  #keep(write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.say(`${error.message}: the next engine will not know of this flatten; pause it at once`);
    }
  }
}

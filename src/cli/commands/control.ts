// The commands that ask a running engine to act.

import { plain } from "../../analytics/figures.js";
import { dataFolder } from "../../config/store.js";
import { CommandRefused, ControlClient, type SignalBody } from "../../control/client.js";
import { UserError } from "../../engine/errors.js";
import { refusalWords } from "../../tui/reason-words.js";
import { meantSymbol } from "../flatten-plan.js";
import { restWords } from "../rest-words.js";
import { type GeneralFlags, print, printJson, say } from "../terminal.js";
import { padded } from "../text-table.js";

/** Flags of `close`. */
export interface CloseFlags extends GeneralFlags {
  /** Of what no exit takes off already, above 0 and up to 100. */
  readonly pct?: number;
}

/** Flags of `signal`. Prices are decimals, the quantity units. */
export interface SignalFlags extends GeneralFlags {
  readonly stop?: number;
  readonly target?: number;
  readonly qty?: number;
  readonly tag?: string;
  readonly dryRun?: true;
}

type Side = SignalBody["side"];
type Status = Awaited<ReturnType<ControlClient["status"]>>;

/** What still holds entries back after a `resume`; the rest passes by itself, as a session does. */
const HOLDS = new Set(["paused", "halted", "reconcile_hold", "governor", "daily_loss_limit"]);

function holds(reason: string): boolean {
  return HOLDS.has(reason) || reason.startsWith("tripwire_");
}

/** Asks, and prints the answer as JSON where that is wanted; a refusal too. */
async function asked<Answer>(
  flags: GeneralFlags,
  work: (client: ControlClient) => Promise<Answer>,
): Promise<Answer> {
  const client = new ControlClient({ folder: await dataFolder(), by: "cli" });
  try {
    const answer = await work(client);
    if (flags.json) await printJson(answer);
    return answer;
  } catch (error) {
    if (flags.json && error instanceof CommandRefused) {
      await printJson({ accepted: false, reason: error.reason, message: error.message });
    }
    throw error;
  }
}

/** Cancels working entries and refuses new ones. */
export async function pause(flags: GeneralFlags): Promise<void> {
  await asked(flags, (client) => client.pause());
  if (!flags.json) say("paused: no entries until `transmission resume`; stops and targets go on");
}

/** Ends a pause. Throws a UserError (exit 3) where something still holds entries back. */
export async function resume(flags: GeneralFlags): Promise<void> {
  const { can_trade, reason } = await asked(flags, async (client) => {
    const taken = await client.resume();
    const { can_trade: can, reason: why } = await client.status();
    return { ...taken, can_trade: can, reason: why };
  });
  if (!can_trade && reason !== null && holds(reason)) {
    throw new UserError(`resumed, but no entries: ${refusalWords(reason)} (${reason}) holds on`, 3);
  }
  if (flags.json) return;
  const rest = reason === null ? "" : `; no entry just now: ${refusalWords(reason)}`;
  say(`resumed${can_trade ? "" : rest}`);
}

/** Ends the engine, and says what stays open without it. */
export async function stop(flags: GeneralFlags): Promise<void> {
  let status: Promise<Status | null> = Promise.resolve(null);
  await asked(flags, (client) => {
    // Where it will not say, it is asked to end all the same, and not any later.
    status = client.status().catch(() => null);
    return client.stop();
  });
  if (!flags.json) say(`the engine ends; ${leftWords(await status)}`);
}

function leftWords(status: Status | null): string {
  if (status === null) return "what is open stays open, with the stops that work";
  const open = status.positions.map((position) => {
    const { symbol, side, qty, entry } = position;
    return `${symbol} ${side} ${qty} from ${entry} stays open, ${restWords(position)}`;
  });
  // It may fill with nobody there.
  const entries = status.orders
    .filter(({ role }) => role === "entry")
    .map(({ symbol, client_order_id, state }) => {
      return `${symbol} entry ${client_order_id} (${state}) is left at the broker`;
    });
  const parts = [...open, ...entries];
  return parts.length === 0 ? "nothing is open" : parts.join("; ");
}

/** Says how the trader feels. */
export async function mood(score: number, flags: GeneralFlags): Promise<void> {
  await asked(flags, (client) => client.mood(score));
  if (!flags.json) say(`noted: ${score} of 5, until the day rolls`);
}

/** Leaves a position, or a part of it. */
export async function close(symbol: string, flags: CloseFlags): Promise<void> {
  const { pct } = flags;
  await asked(flags, (client) => client.close(pct === undefined ? { symbol } : { symbol, pct }));
  const part = pct === undefined ? symbol : `${plain(pct, 0)} % of ${symbol}`;
  if (!flags.json) say(`leaving ${part} at the market`);
}

/** Tightens a stop. */
export async function moveStop(symbol: string, price: number, flags: GeneralFlags): Promise<void> {
  const stop = await asked(flags, async (client) => {
    const answer = await client.moveStop({ symbol, price });
    const { positions } = await client.status();
    // On its tick, which what was asked for need not be.
    const names = positions.map(({ symbol: name }) => name);
    const meant = meantSymbol(symbol, names);
    return { ...answer, stop: positions.find((one) => one.symbol === meant)?.stop ?? price };
  });
  if (!flags.json) say(`the stop of ${symbol} goes to ${stop.stop}`);
}

/** Cancels an order. */
export async function cancel(order: string, flags: GeneralFlags): Promise<void> {
  await asked(flags, (client) => client.cancel(order));
  if (!flags.json) say(`asked to cancel ${order}`);
}

/** Lets a strategy trade again. */
export async function rearm(strategy: string, flags: GeneralFlags): Promise<void> {
  await asked(flags, (client) => client.rearm(strategy));
  if (!flags.json) say(`${strategy} may enter again`);
}

/** Proposes a trade, or shows what would become of it. */
export async function signal(symbol: string, side: Side, flags: SignalFlags): Promise<void> {
  const { stop: at, target, qty, tag } = flags;
  if (side !== "exit" && at === undefined) {
    throw new UserError(`signal ${symbol} ${side}: give --stop <price>; no entry goes without one`);
  }
  const body: SignalBody = {
    symbol,
    side,
    ...(at === undefined ? {} : { stop: at }),
    ...(target === undefined ? {} : { target }),
    ...(qty === undefined ? {} : { qty }),
    ...(tag === undefined ? {} : { tag }),
  };
  if (flags.dryRun) return dryRun(body, flags);
  await asked(flags, (client) => client.signal(body));
  const words = side === "exit" ? `leaving ${symbol}` : `${symbol} ${side} passed the guards`;
  if (!flags.json) say(words);
}

async function dryRun(body: SignalBody, flags: GeneralFlags): Promise<void> {
  const { qty, R, verdicts } = await asked(flags, (client) => client.dryRun(body));
  if (flags.json) return;
  const objections = verdicts.filter(({ ok }) => !ok);
  const size =
    objections.length > 0 || qty === 0
      ? "nothing would be traded"
      : `${qty} would be traded, ${plain(R, 2)} at risk`;
  const rows = verdicts.map(({ guard, ok, inputs }) => [
    ok ? "pass" : "REFUSE",
    guard,
    Object.keys(inputs).length === 0 ? "" : JSON.stringify(inputs),
  ]);
  await print(`${body.symbol} ${body.side}: ${size}\n\n${padded(rows)}\n`);
}

/** Has a running engine read its calendars again now. */
export async function reloadCalendars(flags: GeneralFlags): Promise<void> {
  await asked(flags, (client) => client.reloadCalendars());
  if (!flags.json) say("the calendars are read again; the engine's words say what came of it");
}

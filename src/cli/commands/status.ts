// `status`: a running engine at a glance.

import { counted } from "../../analytics/count.js";
import { duration, inR, plain } from "../../analytics/figures.js";
import { dataFolder } from "../../config/store.js";
import { ControlClient } from "../../control/client.js";
import type { Snapshot } from "../../runtime/session.js";
import { clip } from "../../tui/line.js";
import { refusalWords } from "../../tui/reason-words.js";
import { columnsOf, type GeneralFlags, print, printJson } from "../terminal.js";
import { padded } from "../text-table.js";

const GEARS: Readonly<Record<Snapshot["gear"], string>> = {
  P: "park",
  R: "recovering",
  N: "neutral",
  D: "drive",
  L: "low",
};

/** Prints the status of the running engine. */
export async function showStatus(flags: GeneralFlags): Promise<void> {
  const client = new ControlClient({ folder: await dataFolder(), by: "cli" });
  if (flags.json) return printJson(await client.status());
  const lines = statusLines(await client.snapshot());
  const { stdout } = process;
  // Where no terminal has to lay it out, nothing is cut off.
  const columns = stdout.isTTY ? columnsOf(stdout) : Number.POSITIVE_INFINITY;
  await print(`${lines.map((line) => clip(line, columns)).join("\n")}\n`);
}

/** ISO-8601 UTC as `2025-11-18 15:42 UTC`. */
const minuteOf = (time: string): string => `${time.slice(0, 16).replace("T", " ")} UTC`;

const withReason = (text: string, reason: string | null): string =>
  reason === null || reason === "" ? text : `${text}, ${reason}`;

/** A price or quantity with the places that it has. */
const bare = (value: number): string => String(value).replace("-", "−");

function statusLines(snapshot: Snapshot): string[] {
  const { mode, state, state_reason, gear, gear_reason, engine, broker } = snapshot;
  const { can_trade, reason, unguarded, feed } = snapshot;
  const trades = can_trade ? "yes" : `no, ${reason === null ? "held" : refusalWords(reason)}`;
  const link = broker === null ? "" : `${broker.name} broker ${broker.words}`;
  const rows: [string, string][] = [
    ["state", withReason(`${mode} ${state}`, state_reason)],
    ["gear", withReason(`${gear} (${GEARS[gear]})`, gear_reason)],
    ["can trade", unguarded ? `${trades} (UNGUARDED)` : trades],
    ["governor", governorText(snapshot.governor)],
    ["results", resultsText(snapshot)],
    ["feed", feedText(feed)],
    ...(link === "" ? [] : [["broker", link] as [string, string]]),
    ["engine", `pid ${engine.pid}, up since ${minuteOf(engine.started)}, fact ${engine.seq}`],
    ...newsRows(snapshot),
  ];
  return [padded(rows), "", ...positionLines(snapshot), ...orderLines(snapshot)].flatMap((text) =>
    text.split("\n"),
  );
}

function governorText({ badge, multiplier, reason, cooldown_bars_left }: Snapshot["governor"]) {
  const size = multiplier === 1 ? badge : `${badge} ×${plain(multiplier, 2)}`;
  const left = cooldown_bars_left === null ? "" : `, ${counted(cooldown_bars_left, "bar")} left`;
  return withReason(`${size}${left}`, reason);
}

function resultsText({ day_R, week_R, current_R, equity, currency }: Snapshot): string {
  const money = `equity ${plain(equity, 2)} ${currency}`;
  return `day ${inR(day_R)}, week ${inR(week_R)}, open ${inR(current_R)}, ${money}`;
}

/** Seconds as long as they say something. */
function agoText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return seconds < 120 ? `${seconds} s` : duration(seconds / 60);
}

function feedText({ last_ts, age_ms, words }: Snapshot["feed"]): string {
  if (last_ts === null) return `${words}, no bar yet`;
  const age = age_ms === null ? "" : `, ${agoText(age_ms)} ago`;
  return `${words}, last bar ${minuteOf(last_ts)}${age}`;
}

const NO_NEWS: Readonly<Record<Snapshot["calendar"], string>> = {
  read: "none ahead",
  none: "no calendar, so what is to come is not known",
  off: "not asked",
};

function newsRows({ news, calendar }: Snapshot): [string, string][] {
  return news.length === 0 ? [["news", NO_NEWS[calendar]]] : news.map(newsRow);
}

function newsRow({ symbol, in_blackout, title, from, to }: Snapshot["news"][number]) {
  const when = in_blackout ? `until ${minuteOf(to)}` : `from ${minuteOf(from)}`;
  return [in_blackout ? "NEWS" : "news", `${symbol} ${title}, ${when}`] as [string, string];
}

function positionLines({ positions }: Snapshot): string[] {
  if (positions.length === 0) return ["no position"];
  const head = ["position", "qty", "entry", "last", "stop", "R", "protection", "state"];
  const rows = positions.map((each) => [
    `${each.symbol} ${each.side}`,
    bare(each.qty),
    bare(each.entry),
    bare(each.last),
    bare(each.stop),
    inR(each.R),
    each.protection,
    each.trade_state,
  ]);
  return [padded([head, ...rows], ["left", "right", "right", "right", "right", "right"])];
}

function orderLines({ orders }: Snapshot): string[] {
  if (orders.length === 0) return ["no order"];
  const head = ["order", "qty", "price", "state", "id"];
  const rows = orders.map((each) => [
    `${each.symbol} ${each.role}, ${each.side} ${each.type}`,
    bare(each.qty),
    each.price === null ? "market" : bare(each.price),
    each.state,
    each.client_order_id,
  ]);
  return ["", padded([head, ...rows], ["left", "right", "right"])];
}

// What a death left behind: at which of the numbered points of the recovery protocol it fell, as
// far as the files tell, and what of a broker's misbehaviour the journal has seen.

import { nakedQty } from "./book-file.js";
import type { Event } from "./journal-file.js";
import type { Judgement } from "./oracle.js";

/** Adds up counts by name. */
export type Tally = Record<string, number>;

/** One more of it. */
export function tally(counts: Tally, name: string, count = 1): void {
  counts[name] = (counts[name] ?? 0) + count;
}

/** The states a death was found in; several may hold at once. */
export function sceneOf({ book, journal, orders }: Judgement): string[] {
  const scene: string[] = [];
  const all = [...orders.orders.values()];
  const isOver = (state: string): boolean => !["SENT", "WORKING", "PARTIAL"].includes(state);
  if (journal.groups.length === 0) scene.push("C1 before anything was written");
  if (all.some(({ id, state }) => !isOver(state) && !book.orders.has(id))) {
    scene.push("C3-C5 an order decided, not at the broker");
  }
  if (all.some(({ id, state }) => state === "SENT" && book.orders.has(id))) {
    scene.push("C6-C8 an order at the broker, its ack not in the journal");
  }
  if ([...book.executions.keys()].some((id) => !orders.fills.has(id))) {
    scene.push("C10-C12 a fill at the broker, not in the journal");
  }
  const partial = all.some(
    ({ role, state, filled }) => role === "entry" && state === "PARTIAL" && filled > 0,
  );
  if (partial) scene.push("C13 an entry filled in part");
  if ([...book.worths.keys()].some((symbol) => nakedQty(book, symbol) > 0)) {
    scene.push("C15 a position whose stop is not at the broker");
  }
  const moved = all.some(({ id, role, state }) => {
    const there = book.orders.get(id);
    return role === "stop" && state === "WORKING" && there !== undefined && isMoving(journal, id);
  });
  if (moved) scene.push("C18 a stop being moved");
  if (all.some(({ role, state }) => role === "exit" && !isOver(state))) {
    scene.push("C19 an exit under way while a stop rests");
  }
  if (isInRecovery(journal)) scene.push("C22 in recovery");
  if (book.positions.size > 0) scene.push("a position open");
  return scene.length === 0 ? ["nothing at stake"] : scene;
}

/** The last line that names a stop asks for a change of it. */
function isMoving({ groups }: Judgement["journal"], id: string): boolean {
  for (const { steps, orders } of [...groups].reverse()) {
    if (orders.some((order) => order.kind === "amend" && order.clientOrderId === id)) return true;
    if (steps.some(({ event }) => event.clientOrderId === id)) return false;
  }
  return false;
}

/** The last boot has not been reconciled yet. */
function isInRecovery({ groups }: Judgement["journal"]): boolean {
  const types = groups.flatMap(({ steps }) => steps.map(({ event }) => event.type));
  return types.lastIndexOf("boot") > types.lastIndexOf("reconcile");
}

/** Kinds of misbehaviour whose traces are in the journal, with how often. */
export function mischiefSeen({ journal, orders }: Judgement): Tally {
  const seen: Tally = {};
  const executions = new Set<string>();
  const acked = new Set<string>();
  for (const { event } of journal.groups.flatMap(({ steps }) => steps)) {
    if (event.type === "condition" && event.condition === "broker_down" && event.isOn === true) {
      tally(seen, "link lost");
    }
    if (event.type !== "report") continue;
    const id = String(event.clientOrderId);
    if (event.kind === "ack") acked.add(id);
    for (const name of tracesOf(event, executions, acked)) tally(seen, name);
    const isEntry = orders.orders.get(id)?.role === "entry";
    if (
      event.kind === "cancelled" &&
      isEntry &&
      Number(event.cumQty) > 0 &&
      event.reason !== "rest"
    ) {
      tally(seen, "partly filled entry cancelled by the broker");
    }
  }
  return seen;
}

function tracesOf(event: Event, executions: Set<string>, acked: Set<string>): string[] {
  const reason = String(event.reason);
  if (event.kind === "fill") {
    const execution = String(event.executionId);
    const isTwice = executions.has(execution);
    executions.add(execution);
    if (isTwice) return ["fill told twice"];
    return acked.has(String(event.clientOrderId)) ? [] : ["fill before its ack"];
  }
  if (event.kind === "unknown") {
    if (reason.startsWith("500")) return ["server error, outcome unknown"];
    if (reason.includes("link")) return ["link lost with a request on the way"];
    return ["no answer"];
  }
  if (event.kind === "expired") return ["entry presumed lost"];
  if (event.kind !== "rejected") return [];
  if (reason.includes("429")) return ["refused as one too many"];
  return reason.includes("mischief") ? ["refused"] : [];
}

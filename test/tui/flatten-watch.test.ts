// How a flatten stands that was sent: an alarm where it hangs, and none where it only waits for its
// price.

import { describe, expect, it } from "vitest";
import type { CommandAnswer, Snapshot } from "../../src/runtime/session.js";
import { ALONE } from "../../src/tui/standing.js";
import { FakeLiveSession } from "./fake-live-session.js";
import { OPEN, openLive as open, pause } from "./live-cockpits.js";
import { NOW, ORDERS, POSITION } from "./states.js";

const EXIT: Snapshot["orders"][number] = {
  ...{ client_order_id: "tx-exit", symbol: "MNQ", side: "buy", type: "market", qty: 3 },
  ...{ price: null, state: "WORKING", role: "exit" },
};
const LEAVING: Partial<Snapshot> = {
  ...{ state: "FLATTENING", state_reason: "flatten", positions: [POSITION] },
  orders: [...ORDERS, EXIT],
};
const FLAT: Partial<Snapshot> = {
  ...{ state: "PAUSED", state_reason: "flatten", positions: [], orders: [] },
};
const OUTSIDE = /in another shell: transmission flatten --confirm/;
const WAITS = /taken: flattening, waits for the next price \(1 position, exit working\)/;

/** A flatten that was sent to an engine that has not answered. */
async function sent() {
  const session = new FakeLiveSession(OPEN);
  let answer = (_: Partial<CommandAnswer>): void => {};
  session.answer = ({ command_id }) =>
    new Promise((resolve) => {
      answer = (change) => resolve({ accepted: true, command_id, ...change } as CommandAnswer);
    });
  const cockpit = await open(session);
  await cockpit.type("K", ..."flat", "enter");
  await cockpit.terminal.shows(/flatten was sent/);
  return { ...cockpit, session, answer: (change: Partial<CommandAnswer>) => answer(change) };
}

const LEFT = {
  positions: [{ symbol: "MNQ", qty: -3 }],
  orders: [{ client_order_id: "tx-exit", symbol: "MNQ" }],
};

describe("a flatten that the engine has taken", () => {
  it("is said to wait for its price, and no alarm is made of that", async () => {
    const { terminal, session, passes, answer } = await sent();
    session.change(LEAVING);
    await terminal.shows(WAITS);
    for (let turn = 0; turn < 5; turn++) {
      passes(5_000);
      await pause(250);
      expect(await terminal.shows(/FLATTENING/)).not.toMatch(OUTSIDE);
    }
    // The engine's patience is at its end before the price has come.
    answer({ residual: LEFT });
    await pause(500);
    expect(await terminal.shows(/FLATTENING/)).not.toMatch(/NOT FLAT|another shell/);
    session.change(FLAT);
    await terminal.shows(/flat: no position and no order is left; entries are held/);
  });

  it("is an alarm where no exit works, or none could", async () => {
    const { terminal, session, passes } = await sent();
    session.change({ ...LEAVING, orders: [...ORDERS, { ...EXIT, state: "SENT" }] });
    await terminal.shows(/FLATTENING/);
    passes(4_000);
    await terminal.shows(/taken, but NO EXIT WORKS for MNQ; in another shell: transmission fl/);
    // One of a part does not get out of all of it.
    session.change({ ...LEAVING, orders: [...ORDERS, { ...EXIT, qty: 2 }] });
    await pause(400);
    await terminal.shows(/NO EXIT WORKS for MNQ/);
    session.change(LEAVING);
    await terminal.shows(WAITS);
    session.change({ broker: { name: "paper", account: "sim-1", is_up: false, words: "down" } });
    await terminal.shows(/taken, but the broker cannot be reached; in another shell: /);
  });

  it("is an alarm where no price comes for two minutes", async () => {
    const { terminal, session, passes } = await sent();
    session.change(LEAVING);
    await terminal.shows(WAITS);
    passes(119_000 - 8_000);
    await pause(300);
    expect(await terminal.shows(/FLATTENING/)).not.toMatch(OUTSIDE);
    passes(10_000);
    await terminal.shows(/taken 2 min ago, and no price has come/);
  });

  it("is an alarm where the engine does not answer any more", async () => {
    const session = new FakeLiveSession(OPEN);
    session.answer = () => new Promise(() => {});
    const standing = { ...ALONE, isAttached: true, isWorthWaiting: () => true };
    const size = { columns: 100, rows: 30 };
    const { terminal, type, passes } = await open(session, () => null, size, standing);
    await type("K", ..."flat", "enter");
    session.change(LEAVING);
    await terminal.shows(WAITS);
    session.snapshot = async () => {
      throw new Error("no engine is running");
    };
    passes(4_000);
    await terminal.shows(/no answer now; in another shell: transmission flatten --confirm/);
  });

  it("is known by the engine's own fact, too, and not by one that was there before", async () => {
    const { terminal, session, passes } = await sent();
    const fact = { type: "operator", command: "flatten", symbol: null, by: "cockpit", inputs: {} };
    session.tell({ ...fact, seq: 399, ts: NOW, trace_id: null });
    passes(4_000);
    await terminal.shows(/no answer yet/);
    session.change({ orders: [...ORDERS, EXIT] });
    session.tell({ ...fact, seq: 401, ts: NOW, trace_id: null });
    await terminal.shows(WAITS);
  });

  it("is NOT FLAT where the engine gave it up with something left", async () => {
    const { terminal, session, answer } = await sent();
    session.change(LEAVING);
    await terminal.shows(WAITS);
    answer({ residual: LEFT });
    session.change({ state: "READY", orders: [...ORDERS] });
    await terminal.shows(/NOT FLAT: MNQ 3, 2 orders left; press K again or call the broker/);
  });
});

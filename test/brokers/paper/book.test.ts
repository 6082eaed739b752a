// The book on the disk: what a person reads in it, who may write it, and what is made of one that
// is torn, damaged or newer.

import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { PaperBroker } from "../../../src/brokers/paper/broker.js";
import { UserError } from "../../../src/engine/errors.js";
import { placing } from "../../contracts/broker-account.js";
import { bar, FIRST_TS } from "../../fixtures.js";
import { SimDisk } from "../../sim-disk.js";
import { connected, FOLDER, open, tradedDisk } from "./sim-account.js";

const SEGMENT = (fence: number): string => `${FOLDER}/book.${fence}.jsonl`;

const TRY_AGAIN = "if that was not you, see who else uses it; else try again";

/** Bodies of a segment's lines. */
function linesOf(disk: SimDisk, fence: number): Record<string, unknown>[] {
  const lines = disk.read(SEGMENT(fence)).toString().trimEnd().split("\n");
  return lines.map((line) => (JSON.parse(line) as { b: Record<string, unknown> }).b);
}

function lastLine(disk: SimDisk, fence: number): Record<string, unknown> {
  return linesOf(disk, fence).at(-1) ?? {};
}

describe("lines of a paper book", () => {
  it("tell a fill by the names of the journal, with decimals and the bar's time", async () => {
    const disk = await tradedDisk();
    const fill = linesOf(disk, 1).find(({ type }) => type === "fill");
    expect(fill).toMatchObject({
      ...{ type: "fill", symbol: "TST", ts: new Date(FIRST_TS).toISOString() },
      ...{ client_order_id: "in", side: "buy", role: "entry", qty: 2, cum_qty: 2 },
      ...{ price: 100.25, commission: 1.24, last: 100 },
    });
    expect(fill?.execution_id).toMatch(/^TST-1-1$/);
  });

  it("tell what a fill did to its group in the same line", async () => {
    const disk = new SimDisk();
    const account = await connected(open(disk));
    await account.goLong();
    await account.trade(bar(1, 100, 106, 99, 105, 10));
    const fill = linesOf(disk, 1).findLast(({ type }) => type === "fill");
    expect(fill).toMatchObject({
      client_order_id: "target",
      qty: 1,
      also: [{ type: "amended", client_order_id: "stop", qty: 1, price: 95, reason: "" }],
    });
  });

  it("say what an order was told", async () => {
    const disk = await tradedDisk();
    const stop = linesOf(disk, 1).find(({ client_order_id }) => client_order_id === "stop");
    expect(stop).toMatchObject({
      ...{ type: "order", side: "sell", order_type: "stop", role: "stop", qty: 2, price: 95 },
      group: "g",
    });
  });
});

describe("who takes a paper book over", () => {
  it("begins with the whole state and how much of the last segment counts", async () => {
    const disk = await tradedDisk();
    const bytes = disk.read(SEGMENT(1)).length;
    open(disk);
    const [first] = linesOf(disk, 2);
    expect(first).toMatchObject({
      ...{ type: "book", format: 1, fence: 2, after: { fence: 1, bytes } },
      symbols: [{ position: { side: "buy", entry_lots: 2 } }],
    });
    disk.remove(SEGMENT(1));
    const account = await connected(open(disk));
    expect(account.one.broker.capabilities.dedupesIds).toBe(true);
    const { positions, orders } = await account.snapshot();
    expect(positions).toMatchObject([{ lots: 2 }]);
    expect(orders.map(({ clientOrderId }) => clientOrderId)).toEqual(["stop", "target"]);
    expect(await account.one.broker.find("in")).toMatchObject({ state: "FILLED" });
  });

  it("ignores what its predecessor still writes, which notices it", async () => {
    const disk = new SimDisk();
    const first = await connected(open(disk));
    await first.goLong();
    // Another takes over in the middle of a request: after the look, before the line.
    let taken: PaperBroker | null = null;
    const list = disk.list.bind(disk);
    disk.list = (folder) => {
      const names = list(folder);
      disk.list = list;
      taken = open(disk);
      return names;
    };
    const outcome = await first.send(placing("late"));
    expect(outcome).toEqual({ kind: "unknown", reason: "fenced" });
    expect(first.heard.of("late", "ack")).toEqual([]);
    expect(first.heard.fenced).toHaveLength(1);
    expect(lastLine(disk, 1)).toMatchObject({ type: "order", client_order_id: "late" });
    const next = await connected(taken ?? expect.fail("nobody took over"));
    expect(await next.one.broker.find("late")).toBeNull();
    // Nor does a third one take that line for its own.
    const third = await connected(open(disk));
    expect(await third.one.broker.find("late")).toBeNull();
    expect(await first.send(placing("later"))).toEqual({ kind: "not_sent", reason: "fenced" });
  });

  it("is not connected to where another has taken it over since it was opened", async () => {
    const disk = new SimDisk();
    const first = open(disk);
    open(disk);
    await expect(connected(first)).rejects.toMatchObject({
      exitCode: 3,
      message: `${SEGMENT(2)} has just taken the account over; ${TRY_AGAIN}`,
    });
  });

  it("passes over a segment whose writer died before its first line was whole", async () => {
    const disk = await tradedDisk();
    disk.put(SEGMENT(2), Buffer.alloc(0));
    disk.put(SEGMENT(3), Buffer.from('{"h":"0123456789abcdef","b":{"type":"bo'));
    const account = await connected(open(disk));
    expect(disk.exists(SEGMENT(4))).toBe(true);
    expect((await account.snapshot()).positions).toMatchObject([{ lots: 2 }]);
    expect(linesOf(disk, 4)[0]).toMatchObject({ after: { fence: 1 } });
  });

  it("refuses where that segment's predecessor is gone, as its state is", async () => {
    const disk = await tradedDisk();
    disk.put(SEGMENT(3), Buffer.alloc(0));
    const message = /book\.3\.jsonl:1: .*book\.2\.jsonl is gone/;
    expect(() => open(disk)).toThrow(message);
  });

  it("goes on before a line that is torn, and leaves it where it is", async () => {
    const disk = await tradedDisk();
    const whole = disk.read(SEGMENT(1));
    const lengths = [1, 7, 40];
    for (const cut of lengths) {
      const torn = new SimDisk();
      torn.put(SEGMENT(1), whole.subarray(0, whole.length - cut));
      const account = await connected(open(torn));
      expect(await account.one.broker.find("target")).toBeNull();
      expect(await account.one.broker.find("stop")).toMatchObject({ state: "WORKING" });
      expect(torn.read(SEGMENT(1)).length).toBe(whole.length - cut);
    }
  });

  it("refuses a book with one damaged byte, by line, and changes nothing", async () => {
    const disk = await tradedDisk();
    const bytes = disk.read(SEGMENT(1));
    const second = bytes.indexOf("\n") + 60;
    bytes[second] = (bytes[second] ?? 0) ^ 1;
    disk.put(SEGMENT(1), bytes);
    const before = disk.image();
    const attempt = (): unknown => open(disk);
    expect(attempt).toThrow(UserError);
    expect(attempt).toThrow(/book\.1\.jsonl:2: /);
    expect(disk.image()).toEqual(before);
  });

  it("refuses a book of a newer version by name", async () => {
    const disk = new SimDisk();
    open(disk);
    const body = JSON.stringify({ ...linesOf(disk, 1)[0], format: 2 });
    const hash = createHash("sha256")
      .update(`${"0".repeat(16)}${body}`)
      .digest("hex");
    disk.put(SEGMENT(1), Buffer.from(`{"h":"${hash.slice(0, 16)}","b":${body}}\n`));
    expect(() => open(disk)).toThrow(/book\.1\.jsonl: .*newer version/);
  });
});

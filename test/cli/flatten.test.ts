// `flatten`: through an engine, and at a paper account that no engine answers for.

import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openPaperBook } from "../../src/brokers/paper/open.js";
import { flattenPaper } from "../../src/cli/flatten-paper.js";
import { readFlattenHolds } from "../../src/control/flatten-hold.js";
import { socketPath } from "../../src/control/socket.js";
import { type Disk, DiskError } from "../../src/disk/disk.js";
import { nodeDisk } from "../../src/disk/node-disk.js";
import { FakeSession, snapshotOf } from "../control/fake-session.js";
import { deadSocket } from "../control/listening.js";
import { bar } from "../fixtures.js";
import { market } from "../tui/states.js";
import { called } from "./called.js";
import { dataPath, engine, giveHome, homePath, leaveAccount, segments } from "./engine-at.js";

giveHome();

const NOTHING_DONE = "transmission: nothing was done; `transmission flatten --confirm` does it\n";

describe("flatten with an engine", () => {
  it("shows without --confirm what it would do, and does nothing", async () => {
    const session = new FakeSession();
    await engine(session);
    const { stdout, stderr, code } = await called("flatten");
    expect(stdout.split("\n")).toEqual([
      "leave   MNQ: sell 2 at the market (long 2)",
      "cancel  MNQ sell stop 2 at 24990.25 (txab1cd-7s), once it is flat",
      "hold    entries until `resume`",
      "",
    ]);
    expect([stderr, code]).toEqual([NOTHING_DONE, 3]);
    expect(session.commands).toEqual([]);
  });

  it("does not read as flat where a symbol is mistyped", async () => {
    const session = new FakeSession();
    session.shown = snapshotOf({ symbols: [market("MNQ")] });
    await engine(session);
    const { stdout, stderr, code } = await called("flatten", "--symbol", "MNX");
    expect([stdout, stderr, code]).toEqual([
      "",
      "transmission: --symbol MNX: the account has only MNQ\n",
      2,
    ]);
  });

  it("asks it, and is done once nothing is left", async () => {
    const session = new FakeSession();
    session.answer = ({ command_id }) => {
      // Its exit fills a moment after it was answered.
      setTimeout(() => {
        session.shown = snapshotOf({ positions: [], orders: [] });
      }, 300);
      const residual = { positions: [{ symbol: "MNQ", qty: 2 }], orders: [] };
      return { accepted: true, command_id, residual };
    };
    await engine(session);
    const { stdout, stderr, code } = await called("flatten", "--confirm", "--symbol", "MNQ");
    expect([stdout, code]).toEqual(["", 0]);
    expect(stderr).toBe(
      "waiting for the broker to say flat: 1 position and 1 order left\n" +
        "MNQ is flat; entries are held until `transmission resume`\n",
    );
    expect(session.commands).toMatchObject([{ command: "flatten", symbol: "MNQ", by: "cli" }]);
    expect(readFlattenHolds(nodeDisk, dataPath()).paths).toEqual([]);
  });

  it("prints what is left after its patience and ends with 1", async () => {
    await engine(new FakeSession());
    const residual = {
      positions: [{ symbol: "MNQ", qty: 2 }],
      orders: [{ client_order_id: "txab1cd-7s", symbol: "MNQ" }],
    };
    const told = await called("flatten", "--confirm", "--wait", "0.5");
    expect(told.stdout).toBe("left: MNQ 2\nleft: MNQ order txab1cd-7s\n");
    expect(told.stderr).toContain("not flat yet: 1 position and 1 order left");
    expect(told.code).toBe(1);
    const asJson = await called("flatten", "--confirm", "--wait", "0", "--json");
    expect(JSON.parse(asJson.stdout)).toEqual({ confirmed: true, engine: "running", residual });
    expect(asJson.code).toBe(1);
    // Of another symbol nothing is left.
    expect((await called("flatten", "--confirm", "--wait", "0", "--symbol", "MES")).code).toBe(0);
  });

  it.each([
    ["is ending", "stopping"],
    ["says that another one has its account", "fenced"],
  ])("does it itself, and at once, where the engine %s", async (words, reason) => {
    await leaveAccount();
    const session = new FakeSession();
    session.answer = ({ command_id }) => {
      return { accepted: false, command_id, code: reason, message: `the engine ${words}` };
    };
    await engine(session);
    const { stderr, code } = await called("flatten", "--confirm");
    expect(stderr).toContain(`the engine cannot do it (the engine ${words})`);
    expect(code).toBe(0);
    expect(segments()).toContain("book.2.jsonl");
  });

  it("leaves the account to an engine that refuses", async () => {
    await leaveAccount();
    const session = new FakeSession();
    session.answer = ({ command_id }) => {
      return { accepted: false, command_id, code: "symbol", message: "no symbol XYZ runs" };
    };
    await engine(session);
    const { stderr, code } = await called("flatten", "--confirm", "--symbol", "XYZ");
    expect([stderr, code]).toEqual(["transmission: no symbol XYZ runs\n", 3]);
    expect(segments()).toEqual(["book.1.jsonl"]);
  });

  it("does it itself where the engine fails", async () => {
    await leaveAccount();
    const session = new FakeSession();
    session.answer = () => Promise.reject(new Error("a fault"));
    await engine(session);
    const { stderr, code } = await called("flatten", "--confirm");
    expect(stderr).toContain("the engine cannot do it");
    expect(code).toBe(0);
    expect(segments()).toContain("book.2.jsonl");
  });
});

describe("flatten of a paper account that no engine answers for", () => {
  it("shows what it would do and takes the account from nobody", async () => {
    const before = await leaveAccount();
    await deadSocket(socketPath(dataPath()));
    const { stdout, stderr, code } = await called("flatten");
    expect(stdout.split("\n")).toEqual([
      "cancel  MNQ sell limit 1 at 25020 (txaaaaa-3-t)",
      "leave   MNQ: sell 2 at the market (long 2)",
      "leave   MES: buy 1 at the market (short 1)",
      "cancel  MNQ sell stop 2 at 24990 (txaaaaa-2-s), once it is flat",
      "cancel  MES buy stop 1 at 6010 (txaaaaa-5-s), once it is flat",
      "hold    entries until `resume`",
      "",
    ]);
    expect([stderr, code]).toEqual([NOTHING_DONE, 3]);
    expect(segments()).toEqual(["book.1.jsonl"]);
    expect((await before.snapshot()).orders).toHaveLength(3);
    expect(readFlattenHolds(nodeDisk, dataPath()).paths).toEqual([]);
  });

  it("leaves at the last price it was told and says so", async () => {
    await leaveAccount();
    const { stdout, stderr, code } = await called("flatten", "--confirm", "--json");
    expect(JSON.parse(stdout)).toEqual({
      ...{ confirmed: true, engine: "none", residual: { positions: [], orders: [] } },
    });
    expect(code).toBe(0);
    // One tick of slippage against each: 25,005 − 0.25 and 6,000 + 0.25.
    expect(stderr).toBe(
      "MNQ: sold 2 at 25004.75, the last price it was told, with slippage\n" +
        "MES: bought 1 at 6000.25, the last price it was told, with slippage\n",
    );
    const broker = openPaperBook({ disk: nodeDisk, folder: dataPath() });
    const { positions, orders, cashNano } = (await broker?.snapshot()) ?? {};
    expect([positions, orders]).toEqual([[], []]);
    // MNQ 2 × 4.50 × 2, MES (5,999.75 − 6,000.25) × 2, six sides at 0.62.
    expect(cashNano).toBe(50_000_000_000_000n + 18_000_000_000n - 1_000_000_000n - 3_720_000_000n);
  });

  it("says what is written down where the account cannot be taken", async () => {
    await leaveAccount();
    const full = new DiskError("ENOSPC", "written", `${dataPath()}/book.2.jsonl`);
    const disk: Disk = {
      ...nodeDisk,
      open: (path, how) => {
        if (path === full.path) throw full;
        return nodeDisk.open(path, how);
      },
    };
    const said: string[] = [];
    const flat = flattenPaper(disk, dataPath(), null, (line) => said.push(line));
    await expect(flat).rejects.toBe(full);
    expect(said).toEqual([
      "nothing is done yet; the engine does it as soon as it is started again",
    ]);
    expect(readFlattenHolds(nodeDisk, dataPath()).holds).toMatchObject([
      { symbol: null, fills: [] },
    ]);
  });

  it("leaves a hold with its fills for the next engine", async () => {
    await leaveAccount();
    await called("flatten", "--confirm", "--symbol", "MNQZ5");
    await called("flatten", "--confirm");
    const { holds } = readFlattenHolds(nodeDisk, dataPath());
    expect(holds.map(({ symbol, by }) => [symbol, by])).toEqual([
      ["MNQ", "cli"],
      [null, "cli"],
    ]);
    const told = holds.map(({ fills }) =>
      fills.map(({ symbol, side, qty, price, commission, stale_price }) => {
        return [symbol, side, qty, price, commission, stale_price];
      }),
    );
    expect(told).toEqual([
      [["MNQ", "sell", 2, 25_004.75, 1.24, true]],
      [["MES", "buy", 1, 6_000.25, 0.62, true]],
    ]);
    // They carry the open of the last bar that the book was told of.
    const stamp = new Date(bar(1, 0, 0, 0, 0).ts).toISOString();
    expect(holds.flatMap(({ fills }) => fills.map(({ ts }) => ts))).toEqual([stamp, stamp]);
    const ids = holds.flatMap(({ fills }) => fills.map((fill) => fill.client_order_id));
    expect(ids).toEqual([
      expect.stringMatching(/^txflat0-[0-9a-f]+-x$/),
      expect.stringMatching(/^txflat0-[0-9a-f]+-x$/),
    ]);
    expect(new Set(ids).size).toBe(2);
  });

  it("leaves one symbol alone and knows it by any of its names", async () => {
    await leaveAccount();
    const { stderr, code } = await called("flatten", "--confirm", "--symbol", "/MES");
    expect(stderr).toContain("MES: bought 1");
    expect(stderr).not.toContain("MNQ");
    expect(code).toBe(0);
    const broker = openPaperBook({ disk: nodeDisk, folder: dataPath() });
    const { positions, orders } = (await broker?.snapshot()) ?? {};
    expect(positions).toMatchObject([{ symbol: 0, lots: 2 }]);
    expect(orders).toHaveLength(2);
  });

  it("refuses a symbol that the account does not have, by name", async () => {
    await leaveAccount();
    const { stderr, code } = await called("flatten", "--confirm", "--symbol", "CL");
    expect([stderr, code]).toEqual([
      "transmission: --symbol CL: the account has only MNQ, MES\n",
      2,
    ]);
    expect(segments()).toEqual(["book.1.jsonl"]);
  });

  it("works beside a configuration that cannot be read", async () => {
    await leaveAccount();
    writeFileSync(homePath("config.json"), "{");
    expect((await called("flatten", "--confirm")).code).toBe(0);
  });

  it("holds everything where an earlier hold cannot be read", async () => {
    await leaveAccount();
    writeFileSync(`${dataPath()}/flatten-hold.json`, "{");
    const { stderr, code } = await called("flatten", "--confirm", "--symbol", "MNQ");
    expect(stderr).toContain("now everything is held");
    expect(code).toBe(0);
    expect(readFlattenHolds(nodeDisk, dataPath()).holds).toMatchObject([{ symbol: null }]);
  });

  it("changes nothing where the book is damaged, and names the line", async () => {
    await leaveAccount();
    const path = `${dataPath()}/book.1.jsonl`;
    const [first = "", ...rest] = readFileSync(path, "utf8").split("\n");
    writeFileSync(path, [first, rest[0]?.replace(/MNQ/, "MNX"), ...rest.slice(1)].join("\n"));
    const { stderr, code } = await called("flatten", "--confirm");
    expect(code).toBe(1);
    expect(stderr).toContain("book.1.jsonl:2");
    expect(segments()).toEqual(["book.1.jsonl"]);
  });

  it("has nothing to do where there is no account", async () => {
    const plan = await called("flatten");
    expect([plan.stdout, plan.code]).toEqual([
      "no position is open and no order works; entries would be held until `resume`\n",
      3,
    ]);
    const done = await called("flatten", "--confirm", "--json");
    expect(JSON.parse(done.stdout)).toEqual({
      ...{ confirmed: true, engine: "none", residual: { positions: [], orders: [] } },
    });
    expect(done.code).toBe(0);
  });
});

// The view of a journal: every table against a fold that knows all facts at once.

import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import initSqlJs from "sql.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addFact, createMetrics, metricsOf } from "../../src/analytics/metrics.js";
import type { Fact } from "../../src/engine/effect.js";
import { type ProjectedLine, Projection } from "../../src/projection/projection.js";
import { metricsIn } from "../../src/projection/results.js";
import { SCHEMA_VERSION } from "../../src/projection/schema.js";
import { writeSealed } from "../../src/projection/sealed-file.js";
import { seeded } from "../bare-run.js";
import { recordedWalk } from "../engine/recorded-walk.js";
import { anySteps } from "./any-facts.js";
import { naiveView } from "./naive-view.js";
import { contentOf, linesOf, toldBy } from "./views.js";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "view-"));
  path = join(folder, "projection.sqlite");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function linesOfWalk(seed: number, bars = 400): Promise<ProjectedLine[]> {
  const { steps } = await recordedWalk({ seed, bars, isLive: true });
  return linesOf(steps);
}

/** Takes lines, saves, and answers what a reader then finds in the file. */
async function saved(lines: readonly ProjectedLine[]): Promise<Record<string, unknown[]>> {
  const projection = await Projection.open(path);
  projection.takeAll(lines);
  projection.save();
  projection.close();
  return found();
}

async function found(): Promise<Record<string, unknown[]>> {
  const projection = await Projection.open(path);
  const content = contentOf(projection);
  projection.close();
  return content;
}

function expectSame(content: Record<string, unknown[]>, lines: readonly ProjectedLine[]): void {
  const naive = naiveView(toldBy(lines));
  const near = (rows: unknown[] = []): unknown[] =>
    rows.map((row) => ({
      ...(row as { r: number }),
      r: expect.closeTo((row as { r: number }).r, 9),
    }));
  expect(Object.keys(content).sort()).toEqual(Object.keys(naive).sort());
  for (const table of Object.keys(naive)) {
    const rows = naive[table] as unknown[];
    expect(content[table], table).toEqual(table === "days" ? near(rows) : rows);
  }
}

describe("the tables", () => {
  it("say of live walks what their facts say", async () => {
    const sums: Record<string, number> = {};
    const count = (name: string, more = 1) => {
      sums[name] = (sums[name] ?? 0) + more;
    };
    for (const seed of [1, 2, 4]) {
      rmSync(path, { force: true });
      const lines = await linesOfWalk(seed);
      const content = await saved(lines);
      expectSame(content, lines);
      for (const [table, rows] of Object.entries(content)) count(table, rows.length);
      for (const { outcome } of content.decisions as { outcome: string }[]) count(outcome);
      for (const day of content.days as Record<string, number>[]) {
        for (const name of ["naked_ms", "reconciles", "tripwires"]) count(name, day[name]);
      }
    }
    // Nothing was compared with nothing.
    const met = [...Object.keys(sums)].filter((name) => (sums[name] ?? 0) > 0);
    expect(met).toEqual(
      expect.arrayContaining([
        ...["trades", "fills", "orders", "order_states", "stop_moves", "protections"],
        ...["decisions", "refusals", "shadows", "days", "naked_ms", "reconciles", "tripwires"],
        ...["exit", "refused", "accepted"],
      ]),
    );
  });

  it("add up to what their facts add up to, carried on or counted anew", async () => {
    let refused = 0;
    for (const seed of [2, 6, 8]) {
      rmSync(path, { force: true });
      const lines = await linesOfWalk(seed);
      const half = Math.floor(lines.length / 2);
      await saved(lines.slice(0, half));
      const view = await Projection.open(path);
      view.takeAll(lines.slice(half));
      const state = createMetrics();
      for (const { fact } of toldBy(lines)) addFact(state, fact);
      const expected = JSON.parse(JSON.stringify(metricsOf(state)));
      expect(JSON.parse(JSON.stringify(metricsOf(metricsIn(view, {}))))).toEqual(expected);
      // What asks for something is counted row by row.
      const anew = metricsOf(metricsIn(view, { fromTs: 0 }));
      expect(JSON.parse(JSON.stringify(anew))).toEqual(expected);
      refused += anew.guards.reduce((sum, row) => sum + row.refused, 0);
      view.close();
    }
    expect(refused).toBeGreaterThan(0);
  });

  it("are the same whether all is read at once or in parts, by way of the file", async () => {
    const lines = await linesOfWalk(5, 300);
    const whole = await saved(lines);
    const random = seeded(11);
    for (let round = 0; round < 3; round++) {
      rmSync(path);
      for (let at = 0; at < lines.length; ) {
        const to = at + 1 + Math.floor(random() * 120);
        await saved(lines.slice(at, to));
        at = to;
      }
      expect(await found()).toEqual(whole);
    }
  });

  it("say of any facts what these say, whatever their order", async () => {
    await fc.assert(
      fc.asyncProperty(anySteps(), async (steps) => {
        const lines = linesOf(steps, 5);
        const projection = await Projection.create(path);
        projection.takeAll(lines);
        const content = contentOf(projection);
        projection.close();
        expectSame(content, lines);
      }),
      { numRuns: 60 },
    );
  });

  it("take a fact that lacks what later code writes, or has a number that was none", async () => {
    const event = { type: "clock", ts: 0 } as const;
    const head = { seq: 1, ts: 0, symbol: "MNQ", trace_id: "t-1" };
    const stop = { ...head, type: "stop_moved", trade_id: "1", from: null, to: 5, why: "atr" };
    const signal = { ...head, seq: 2, type: "signal", strategy: "mine", side: "long" };
    const facts = [stop, signal] as unknown as Fact[];
    const content = await saved(linesOf([{ event, facts, orders: [] }]));
    expect(content.stop_moves).toMatchObject([{ from_price: null, to_price: 5 }]);
    expect(content.decisions).toMatchObject([{ strategy: "mine", price: null, origin: null }]);
  });
});

describe("the file", () => {
  let lines: ProjectedLine[];
  let whole: Record<string, unknown[]>;
  beforeEach(async () => {
    lines = await linesOfWalk(7, 200);
    whole = await saved(lines);
  });

  it("is its owner's alone, with nothing beside it", () => {
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["projection.sqlite"]);
  });

  it("is an SQLite database to who knows nothing of us", async () => {
    const { Database } = await initSqlJs();
    const database = new Database(readFileSync(path));
    expect(database.exec("PRAGMA integrity_check")[0]?.values).toEqual([["ok"]]);
    const [trades] = database.exec("SELECT count(*) FROM trades");
    expect(trades?.values).toEqual([[whole.trades?.length]]);
    const [meta] = database.exec("SELECT last_seq, hash, epoch, account, schema_version FROM meta");
    const { place } = lines.at(-1) as ProjectedLine;
    expect(meta?.values).toEqual([[place.lastSeq, place.hash, "test0", "paper", SCHEMA_VERSION]]);
    database.close();
  });

  it("is begun anew wherever it was cut or garbled", async () => {
    const bytes = readFileSync(path);
    const random = seeded(3);
    const spoilt: Buffer[] = [
      Buffer.alloc(0),
      Buffer.from("no database at all"),
      bytes.subarray(1),
    ];
    for (let round = 0; round < 20; round++) {
      spoilt.push(bytes.subarray(0, Math.floor(random() * bytes.length)));
      const copy = Buffer.from(bytes);
      const at = Math.floor(random() * bytes.length);
      copy.writeUInt8((copy.readUInt8(at) + 1 + Math.floor(random() * 255)) % 256, at);
      spoilt.push(copy);
    }
    for (const each of spoilt) {
      writeFileSync(path, each);
      const projection = await Projection.open(path);
      expect(projection.place).toBeNull();
      expect(Object.values(projection.counts()).every((rows) => rows === 0)).toBe(true);
      projection.close();
    }
    expect(await saved(lines)).toEqual(whole);
  });

  it("is begun anew when another tool has changed a row of it", async () => {
    const { Database } = await initSqlJs();
    const database = new Database(readFileSync(path));
    database.run("UPDATE trades SET net_pnl = net_pnl + 1");
    writeFileSync(path, database.export());
    database.close();
    const projection = await Projection.open(path);
    expect(projection.place).toBeNull();
    projection.close();
  });

  it("is begun anew when it has the tables of another version", async () => {
    const { Database } = await initSqlJs();
    const database = new Database(readFileSync(path));
    database.run("UPDATE meta SET schema_version = 0");
    writeSealed(path, database.export());
    const older = await Projection.open(path);
    expect(older.place).toBeNull();
    older.close();
    database.run("DROP TABLE meta");
    writeSealed(path, database.export());
    database.close();
    expect(await saved(lines)).toEqual(whole);
  });

  it("stays as it is when lines after it cannot be read", async () => {
    const bytes = readFileSync(path);
    const more = linesOf((await recordedWalk({ seed: 8, bars: 60, isLive: true })).steps);
    const failing = function* () {
      yield* more.slice(0, 3).map((line) => ({ ...line, group: { steps: [] } }));
      throw new Error("line 4 is damaged");
    };
    const projection = await Projection.open(path);
    expect(() => projection.takeAll(failing())).toThrow("line 4 is damaged");
    expect(projection.place).toEqual(lines.at(-1)?.place);
    projection.save();
    projection.close();
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it("is whole whoever of several readers writes last", async () => {
    const rest = lines.slice(lines.length / 2);
    rmSync(path);
    const half = await saved(lines.slice(0, lines.length / 2));
    const [slow, quick] = [await Projection.open(path), await Projection.open(path)];
    quick.takeAll(rest);
    quick.save();
    slow.takeAll(rest.slice(0, 2));
    expect(await found()).toEqual(whole);
    slow.save();
    expect(readdirSync(folder)).toEqual(["projection.sqlite"]);
    expect((await found()).fills?.length).toBeGreaterThanOrEqual(half.fills?.length ?? 0);
    expect(await saved(rest.slice(2))).toEqual(whole);
    slow.close();
    quick.close();
  });

  it("takes away what other tools and dead readers left beside it", async () => {
    for (const end of ["-journal", "-wal", "-shm", ".0.part", ".1.part"]) {
      writeFileSync(`${path}${end}`, "left");
    }
    const hourAgo = new Date(statSync(path).mtimeMs - 3_600_000);
    utimesSync(`${path}.0.part`, hourAgo, hourAgo);
    const projection = await Projection.create(path);
    projection.takeAll(lines);
    projection.save();
    projection.close();
    // The draft of a reader that may be at work stays.
    expect(readdirSync(folder)).toEqual(["projection.sqlite", "projection.sqlite.1.part"]);
    expect(await found()).toEqual(whole);
  });
});

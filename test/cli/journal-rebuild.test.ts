// `journal rebuild`, and the view that its readers keep up to date.

import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Projection } from "../../src/projection/projection.js";
import { contentOf } from "../projection/views.js";
import type { RecordedStep } from "../recorded.js";
import { called } from "./called.js";
import { append, factsIn, journalFolder, record, viewPath, walkSteps } from "./recorded-journal.js";
import { giveFolders, path } from "./replay-run.js";

giveFolders();

let steps: readonly RecordedStep[];
beforeAll(async () => {
  steps = await walkSteps(3);
});

const rebuild = (...args: string[]) => called("journal", "rebuild", ...args);
const read = () => called("metrics", "export");

async function content(): Promise<Record<string, unknown[]>> {
  const projection = await Projection.open(viewPath());
  const found = contentOf(projection);
  projection.close();
  return found;
}

/** All that lies in the journal's folder. */
function journalFiles(): Record<string, string> {
  const names = readdirSync(journalFolder());
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(join(journalFolder(), name), "latin1")]),
  );
}

describe("journal rebuild", () => {
  beforeEach(() => {
    record(steps).close();
  });

  it("says how many rows there are of what the facts tell", async () => {
    const facts = factsIn(steps);
    const countOf = (type: string): number => facts.filter((one) => one.type === type).length;
    const { stdout, stderr, code } = await rebuild("--json");
    expect([stderr, code]).toEqual(["", 0]);
    const said = JSON.parse(stdout);
    expect(said).toMatchObject({ path: viewPath(), last_seq: facts.length });
    expect(said.rows).toMatchObject({
      trades: countOf("trade_closed"),
      fills: countOf("fill"),
      orders: countOf("order_submitted"),
      order_states: countOf("order_state"),
      stop_moves: countOf("stop_moved"),
      decisions: countOf("signal"),
    });
    expect(said.rows.trades).toBeGreaterThan(3);
    const { stdout: words } = await rebuild();
    expect(words).toMatch(new RegExp(`^trades +${said.rows.trades} rows\n`));
    const last = `\n${viewPath()}: made from ${facts.length} facts in `;
    expect(words.replaceAll(/(\d),(\d)/g, "$1$2")).toContain(last);
    expect(statSync(viewPath()).mode & 0o777).toBe(0o600);
  });

  it("makes the same whatever was there before, and leaves the journal alone", async () => {
    const before = journalFiles();
    await rebuild();
    const whole = await content();
    const bytes = readFileSync(viewPath());
    const spoil = [
      () => rmSync(viewPath()),
      () => writeFileSync(viewPath(), bytes.subarray(0, bytes.length / 2)),
      () => writeFileSync(viewPath(), "SQLite format 3"),
    ];
    for (const each of spoil) {
      each();
      await rebuild();
      expect(await content()).toEqual(whole);
      // A reader mends it as well.
      each();
      expect((await read()).code).toBe(0);
      expect(await content()).toEqual(whole);
    }
    expect(journalFiles()).toEqual(before);
  });

  it("exits 1 with the segment and line of damage, and keeps the view that there is", async () => {
    await rebuild();
    const bytes = readFileSync(viewPath());
    const segment = join(journalFolder(), "2026-01-05.jsonl");
    const lines = readFileSync(segment, "utf8").split("\n");
    lines[6] = lines[6]?.replace('"wall":6', '"wall":7') ?? "";
    writeFileSync(segment, lines.join("\n"));
    const { stdout, stderr, code } = await rebuild();
    expect([stdout, code]).toEqual(["", 1]);
    expect(stderr).toMatch(/^transmission: \S+2026-01-05\.jsonl:7: the line's hash does not .*\n$/);
    expect(readFileSync(viewPath()).equals(bytes)).toBe(true);
    rmSync(viewPath());
    expect((await read()).code).toBe(1);
  });

  it("says where the view cannot be written; a reader tells its numbers all the same", async () => {
    mkdirSync(viewPath());
    const { stderr, code } = await rebuild();
    expect(stderr).toMatch(
      /^transmission: \S+projection\.sqlite: cannot be written \(EISDIR\); .*\n$/,
    );
    expect(code).toBe(1);
    const told = await read();
    expect(told.stderr).toMatch(/EISDIR.*; what is told is up to date all the same\n$/);
    expect(told.code).toBe(0);
    expect(JSON.parse(told.stdout).trades).toBeGreaterThan(3);
    // Nothing half-made stays behind.
    expect(readdirSync(path("home/data")).sort()).toEqual(["journal", "projection.sqlite"]);
  });

  it("says where older segments are missing", async () => {
    rmSync(join(journalFolder(), "2026-01-05.jsonl"));
    const { stderr, code } = await rebuild();
    expect(code).toBe(0);
    expect(stderr).toBe(
      "the journal's segments before number 2 are missing, " +
        "and what was traded in them is not told\n",
    );
  });
});

describe("the view", () => {
  it("follows a journal that is being written, half a line and all", async () => {
    const half = Math.floor(steps.length / 2);
    const journal = record(steps.slice(0, half));
    expect((await read()).code).toBe(0);
    const first = await content();
    append(journal, steps.slice(half));
    journal.close();
    const last = readdirSync(journalFolder())
      .filter((name) => name.endsWith(".jsonl"))
      .at(-1);
    appendFileSync(join(journalFolder(), last ?? ""), '{"h":"0123456789abcdef","b":{"wa');
    const { stderr, code } = await read();
    expect([stderr, code]).toEqual(["", 0]);
    const grown = await content();
    expect(grown.fills?.length).toBeGreaterThan(first.fills?.length ?? 0);
    expect(grown.fills?.slice(0, first.fills?.length)).toEqual(first.fills);
    rmSync(viewPath());
    await rebuild();
    expect(await content()).toEqual(grown);
  });

  it("is of the journal that is there, not of one before it", async () => {
    record(steps).close();
    await read();
    rmSync(journalFolder(), { recursive: true });
    record(await walkSteps(4)).close();
    await read();
    const followed = await content();
    await rebuild();
    expect(followed).toEqual(await content());
  });

  it.each([
    ["journal", "rebuild"],
    ["metrics", "export"],
    ["trades", "list"],
    ["trades", "export", "--json"],
  ])("is none without a journal: %s %s", async (...args) => {
    const { stdout, stderr, code } = await called(...args);
    expect([stdout, code]).toEqual(["", 2]);
    expect(stderr).toBe(
      `transmission: ${journalFolder()} holds no journal yet; ` +
        "one is begun by `transmission run`\n",
    );
  });
});

// The short form of `npm run chaos`, and that its oracle can fail: files of a sound run, spoilt one
// way each, with their hashes made anew so that nothing but the spoilt thing is wrong.

import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readChained } from "./chained-file.js";
import { type Judgement, judge } from "./oracle.js";
import { sail } from "./voyage.js";
import { NAKED_MS, sailWhole } from "./whole-run.js";
import { writeWorkload } from "./workload.js";

const PROGRAM = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const SPEED = 540_000;
const SLOW = 180_000;

let folder: string;
let base: Parameters<typeof sailWhole>[0];
let whole: Judgement;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tx-kill-"));
  base = { program: PROGRAM, folder, workload: writeWorkload(folder, 3, 5), speed: SPEED };
  whole = await sailWhole(base);
}, SLOW);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a process that is killed at random moments", () => {
  it.each([
    [false, 5],
    [true, 4],
  ])("loses nothing (broker misbehaves: %s)", { timeout: SLOW }, async (isMischievous, deaths) => {
    const plan = { seed: isMischievous ? 7001 : 7000, deaths, isMischievous };
    const result = await sail(plan, { ...base, whole });
    expect(result.problems).toEqual([]);
    expect(result.survived).toBe(deaths);
    if (!isMischievous) expect(result.same).toBeGreaterThan(0);
  });
});

type Body = Record<string, unknown>;

/** Writes a file anew from its bodies; answers the last hash. */
function rechain(path: string, bodies: readonly Body[]): string {
  let hash = "0".repeat(16);
  const lines = bodies.map((one) => {
    const body = JSON.stringify(one);
    hash = createHash("sha256").update(`${hash}${body}`).digest("hex").slice(0, 16);
    return `{"h":"${hash}","b":${body}}\n`;
  });
  writeFileSync(path, lines.join(""));
  return hash;
}

interface Step {
  event: Body;
  facts: Body[];
}

/** A copy of the sound run whose journal and book were changed. */
function spoilt(change: {
  journal?: (steps: Step[]) => void;
  book?: (lines: Body[]) => Body[];
}): string {
  const data = join(mkdtempSync(join(folder, "spoilt-")), "data");
  cpSync(join(folder, "whole", "data"), data, {
    recursive: true,
    filter: (path) => !path.endsWith(".sock"),
  });
  const journal = join(data, "journal");
  const files = readdirSync(journal)
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => readChained(join(journal, name)))
    .sort((a, b) => Number(a.bodies[0]?.number) - Number(b.bodies[0]?.number));
  const groups = files.flatMap(({ bodies }) => bodies.slice(1));
  change.journal?.(groups.flatMap(({ steps }) => steps as Step[]));
  let previous: string | null = null;
  for (const { path, bodies } of files) {
    const [header, ...rest] = bodies;
    previous = rechain(path, [{ ...header, previous }, ...rest]);
  }
  const book = join(data, "book.1.jsonl");
  rechain(book, change.book?.([...readChained(book).bodies]) ?? readChained(book).bodies);
  return data;
}

/** Invariants that the oracle finds broken. */
function broken(data: string, secrets: readonly string[] = []): string[] {
  const { mostQty } = base.workload;
  const question = { isQuiet: true, isHonest: true, mostQty, secrets, nakedMs: NAKED_MS };
  const { problems } = judge(data, question);
  return [...new Set(problems.map((problem) => problem.split(":")[0] ?? ""))].sort();
}

const factOf = (steps: Step[], type: string, match: Body = {}): Body => {
  const fact = steps
    .flatMap(({ facts }) => facts)
    .find((one) => {
      return one.type === type && Object.entries(match).every(([key, value]) => one[key] === value);
    });
  if (fact === undefined) throw new Error(`no ${type}`);
  return fact;
};

describe("the oracle", () => {
  it("finds nothing in a sound run whose hashes were made anew", () => {
    expect(broken(spoilt({}))).toEqual([]);
  });

  it("finds a cent", () => {
    const journal = (steps: Step[]): void => {
      const fact = factOf(steps, "trade_closed");
      fact.net_pnl = Number(fact.net_pnl) + 0.01;
    };
    expect(broken(spoilt({ journal }))).toEqual(["I5"]);
  });

  it("finds a fill that is not booked", () => {
    const journal = (steps: Step[]): void => {
      const step = steps.find(({ facts }) => facts.some(({ role }) => role === "target"));
      const fact = steps.flatMap(({ facts }) => facts).find(({ type }) => type === "fill");
      if (step === undefined || fact === undefined) throw new Error("no fill");
      fact.type = "signal";
    };
    expect(broken(spoilt({ journal }))).toEqual(expect.arrayContaining(["I4", "I6"]));
  });

  it("finds a fill that is booked twice", () => {
    const journal = (steps: Step[]): void => {
      const step = steps.find(({ facts }) => facts.some(({ type }) => type === "fill"));
      const fact = step?.facts.find(({ type }) => type === "fill");
      if (step !== undefined && fact !== undefined) step.facts.push({ ...fact });
    };
    expect(broken(spoilt({ journal }))).toEqual(expect.arrayContaining(["I4", "I7"]));
  });

  it("finds an order that comes back from its end", () => {
    const journal = (steps: Step[]): void => {
      const fact = factOf(steps, "order_state", { state: "CANCELLED" });
      const step = steps.find(({ facts }) => facts.includes(fact));
      step?.facts.push({ ...fact, state: "WORKING" });
    };
    expect(broken(spoilt({ journal }))).toContain("I7");
  });

  it("finds an entry of a time when there should be none", () => {
    const journal = (steps: Step[]): void => {
      factOf(steps, "mode_changed", { to: "READY" }).to = "PAUSED";
    };
    expect(broken(spoilt({ journal }))).toContain("I8");
  });

  it("finds an order at the broker that nobody decided", () => {
    const book = (lines: Body[]): Body[] => {
      const order = lines.find(({ type, role }) => type === "order" && role === "entry");
      return [...lines, { ...order, client_order_id: "tx00000-1-e" }];
    };
    expect(broken(spoilt({ book }))).toContain("I8");
  });

  it("finds a stop that never reached the broker", () => {
    const book = (lines: Body[]): Body[] => {
      const stop = lines.find(({ type, role }) => type === "order" && role === "stop");
      return lines.filter(({ client_order_id: id }) => id !== stop?.client_order_id);
    };
    expect(broken(spoilt({ book }))).toContain("I1");
  });

  it("finds an order that was placed twice", () => {
    const book = (lines: Body[]): Body[] => {
      return lines.flatMap((line) =>
        line.type === "order" && line.role === "entry" ? [line, line] : [line],
      );
    };
    expect(broken(spoilt({ book }))).toContain("I3");
  });

  it("finds a byte, and a secret", () => {
    const data = spoilt({});
    writeFileSync(join(data, "note.txt"), "the key is sesame-77");
    expect(broken(data, ["sesame-77"])).toEqual(["I15"]);
    const name =
      readdirSync(join(data, "journal")).filter((one) => one.endsWith(".jsonl"))[0] ?? "";
    const path = join(data, "journal", name);
    const { bodies } = readChained(path);
    rechain(path, [...bodies.slice(0, -1), { ...bodies.at(-1), wall: 1 }]);
    expect(broken(data)).toContain("I7");
  });
});

// The trader's own demonstration: open a trade, kill -9, start again, and all is as it was. Real
// processes of the built program, whose files and answers are all that is looked at.

import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { command, EngineProcess, type Place, type Status, statusAt } from "./engine-process.js";
import { type Fact, readJournal } from "./journal-file.js";
import { type Judgement, judge } from "./oracle.js";
import { compareTrades } from "./trades-told.js";
import { flagsOf, NAKED_MS, sailWhole } from "./whole-run.js";
import { BAR_MINUTES, type Workload, writeWorkload } from "./workload.js";

const PROGRAM = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const SPEED = 540_000;
/** So slow that no bar comes while one looks. */
const STILL = 0.001;
const SLOW = 180_000;

let folder: string;
let workload: Workload;
let whole: Judgement;
let homes = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tx-demo-"));
  workload = writeWorkload(folder, 5, 5);
  whole = await sailWhole({ program: PROGRAM, folder, workload, speed: SPEED });
}, SLOW);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function newPlace(env: Record<string, string> = {}): Place {
  const home = join(folder, `h${++homes}`);
  mkdirSync(home);
  return { program: PROGRAM, home, env };
}

interface Start {
  readonly bars?: string;
  readonly speed?: number;
  readonly extra?: readonly string[];
}

function start(place: Place, { bars = workload.bars, speed = SPEED, extra = [] }: Start = {}) {
  return new EngineProcess(place, [
    ...flagsOf({ ...workload, bars }, speed),
    ...extra.flatMap((setting) => ["--set", setting]),
  ]);
}

/** A status without what belongs to the process, and without how long ago something was. */
function lasting({ engine: _engine, feed, ...rest }: Status) {
  return { ...rest, last: feed.last_ts };
}

/** Facts of the journal in a home. */
const factsOf = ({ home }: Place): readonly Fact[] => readJournal(join(home, "data")).facts;

/** The bars up to one that closes at `ts`, in a file of the same name. */
function barsUntil(ts: string): string {
  const close = Date.parse(ts);
  const [head = "", ...rows] = readFileSync(workload.bars, "utf8").trimEnd().split("\n");
  const kept = rows.filter((row) => {
    return Date.parse(row.split(",")[0] ?? "") + BAR_MINUTES * 60_000 <= close;
  });
  const part = join(folder, `part-${++homes}`);
  mkdirSync(part);
  const path = join(part, workload.bars.split("/").at(-1) ?? "");
  writeFileSync(path, `${[head, ...kept].join("\n")}\n`);
  return path;
}

/** Close of a bar on which a stop had been moved and its trade went on for two more bars. */
function momentOfMovedStop(): string {
  const { facts } = whole.journal;
  const moved = facts.find((fact) => {
    if (fact.type !== "stop_moved") return false;
    const closed = facts.find(
      (one) => one.type === "trade_closed" && one.trade_id === fact.trade_id,
    );
    return Date.parse(String(closed?.exit_ts)) - Date.parse(fact.ts) >= 2 * BAR_MINUTES * 60_000;
  });
  if (moved === undefined) throw new Error("no stop was moved");
  return moved.ts;
}

describe("a trade that is open when its engine is killed", () => {
  it("is there again as it was, and goes on as if nothing had been", {
    timeout: SLOW,
  }, async () => {
    const place = newPlace();
    const bars = barsUntil(momentOfMovedStop());
    const first = start(place, { bars });
    expect(await first.untilFileEnds()).toBe(true);
    const before = await statusAt(place);
    expect(before.positions).toMatchObject([{ trade_state: "MANAGED", protection: "PROTECTED" }]);
    await first.kill();
    const deadSeq = factsOf(place).at(-1)?.seq ?? 0;

    const second = start(place, { bars, speed: STILL });
    expect(await second.untilUp()).toBe(true);
    await second.until(() => second.facts.some(({ to }) => to === "READY"), 10_000);
    const after = await statusAt(place);
    expect(lasting(after)).toEqual(lasting(before));
    const stop = after.orders.find(({ role }) => role === "stop");
    expect(stop).toMatchObject({
      price: after.positions[0]?.stop,
      qty: after.positions[0]?.qty,
      state: "WORKING",
    });
    await second.kill();
    const reconciled = factsOf(place).filter(
      ({ seq, type }) => seq > deadSeq && type === "reconcile",
    );
    expect(reconciled).toMatchObject([{ trigger: "boot", agrees: true, positions: [] }]);

    copyFileSync(workload.bars, bars);
    const third = start(place, { bars });
    await third.until((fact) => fact?.type === "fill");
    await third.kill();
    const last = start(place, { bars });
    expect(await last.untilFileEnds()).toBe(true);
    await last.stop();
    const judgement = judge(join(place.home, "data"), {
      ...{ isQuiet: true, isHonest: true, mostQty: workload.mostQty, secrets: [] },
      nakedMs: NAKED_MS,
    });
    expect(judgement.problems).toEqual([]);
    const { same, lost, problems } = compareTrades(judgement, whole);
    expect(problems).toEqual([]);
    expect(same).toBeGreaterThanOrEqual(whole.orders.closed.length - 1);
    expect(same + lost).toBe(whole.orders.closed.length);
  });
});

/** A preload that lets the machine's clock say another time. */
function clockShiftedBy(days: number): Record<string, string> {
  const path = join(folder, `shift-${days}.mjs`);
  writeFileSync(
    path,
    `const RealDate = Date; const by = ${days * 86_400_000};
    globalThis.Date = class extends RealDate {
      constructor(...args) { args.length === 0 ? super(RealDate.now() + by) : super(...args); }
      static now() { return RealDate.now() + by; }
    };\n`,
  );
  return { NODE_OPTIONS: `--import ${pathToFileURL(path).href}` };
}

describe("what holds entries back", () => {
  it("a tripwire's lock, against a looser configuration and another clock", {
    timeout: SLOW,
  }, async () => {
    const place = newPlace();
    const first = start(place, { extra: ["tripwires.day_r=-0.5"] });
    expect(await first.until((fact) => fact?.type === "tripwire")).toBe(true);
    await first.kill();
    const tripped = factsOf(place).find(({ type }) => type === "tripwire");
    expect(tripped).toMatchObject({ state: "TRIPPED", action: "LOCK", rule: "tripwire_day" });
    const loose = ["tripwires.day_r=null", "tripwires.day_action=BLOCK"];
    for (const days of [0, 3, -3]) {
      const shifted: Place = { ...place, env: clockShiftedBy(days) };
      const again = start(shifted, { speed: STILL, extra: loose });
      expect(await again.untilUp()).toBe(true);
      await again.until(
        () => again.facts.some(({ to }) => to === "READY" || to === "HALTED"),
        10_000,
      );
      const status = await statusAt(place);
      await expect(command(place, "resume")).rejects.toMatchObject({ code: 3 });
      await again.kill();
      expect([status.can_trade, status.reason]).toEqual([false, "tripwire_day"]);
    }
    const last = start(place, { extra: loose });
    expect(await last.untilFileEnds()).toBe(true);
    await last.stop();
    // The rest of that day has no entry, though signals came; the next day has some.
    const facts = factsOf(place);
    const from = facts.findIndex(({ type }) => type === "tripwire");
    const opened = facts.slice(from).filter(({ type }) => type === "position_opened");
    expect(opened.filter(({ day }) => day === tripped?.day)).toEqual([]);
    const refused = facts.slice(from).filter(({ reason }) => reason === "tripwire_day");
    expect(refused.length).toBeGreaterThan(0);
    expect(opened.length).toBeGreaterThan(0);
  });

  it("the governor's cool-down, with as many bars left", { timeout: SLOW }, async () => {
    const place = newPlace();
    const extra = ["governor.streak=[1,1,1]", "governor.cooldown_bars=30"];
    const first = start(place, { extra });
    const isDown = (fact: Record<string, unknown> | null) => fact?.badge === "COOL-DOWN";
    expect(await first.until(isDown)).toBe(true);
    await first.kill();
    const seen: Status[] = [];
    for (let i = 0; i < 2; i++) {
      const again = start(place, { extra, speed: STILL });
      expect(await again.untilUp()).toBe(true);
      seen.push(await statusAt(place));
      await again.kill();
    }
    // By hand: the cool-down ends 30 bars after it began; the bars since then are in the journal.
    const cooled = factsOf(place).find(({ badge }) => badge === "COOL-DOWN");
    const until = Date.parse(String(cooled?.cooldown_until_ts));
    const last = Date.parse(String(seen[0]?.feed.last_ts)) + BAR_MINUTES * 60_000;
    expect(seen.map(({ governor }) => governor)).toMatchObject([
      { badge: "COOL-DOWN", cooldown_bars_left: seen[0]?.governor.cooldown_bars_left },
      { badge: "COOL-DOWN", cooldown_bars_left: seen[0]?.governor.cooldown_bars_left },
    ]);
    expect(until).toBeGreaterThan(last);
    expect(seen[0]?.governor.cooldown_bars_left).toBeLessThanOrEqual(30);
    expect(seen[0]?.governor.cooldown_bars_left).toBeGreaterThan(0);
  });

  it.each([
    ["a pause", ["pause"]],
    ["a flatten", ["flatten", "--confirm"]],
  ])("%s", { timeout: SLOW }, async (_name, words) => {
    const place = newPlace();
    const opening = start(place, { bars: barsUntil(momentOfMovedStop()) });
    expect(await opening.untilFileEnds()).toBe(true);
    await opening.kill();
    // A bar a second: time for a command while the trade is open.
    const first = start(place, { speed: 60 * BAR_MINUTES });
    expect(await first.untilUp()).toBe(true);
    await command(place, ...words);
    await first.kill();
    const again = start(place, { speed: STILL });
    expect(await again.untilUp()).toBe(true);
    await again.until(() => again.facts.some(({ to }) => to === "PAUSED"), 10_000);
    const held = await statusAt(place);
    expect([held.state, held.can_trade]).toEqual(["PAUSED", false]);
    // What protects goes on: paused, an open trade has its stop; flattened, nothing is left.
    const stops = held.orders.filter(({ role }) => role === "stop");
    if (words[0] === "pause") {
      expect(held.positions).toMatchObject([{ protection: "PROTECTED" }]);
      expect(stops).toMatchObject([{ price: held.positions[0]?.stop, state: "WORKING" }]);
    } else expect([held.positions, held.orders]).toEqual([[], []]);
    await command(place, "resume");
    expect((await statusAt(place)).state).toBe("READY");
    await again.kill();
  });
});

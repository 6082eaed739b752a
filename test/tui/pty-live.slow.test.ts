// A real engine in a real terminal with a position open: it is handed over, and it outlives the
// terminal that it was started from.

import { readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Status } from "../../src/control/status.js";
import { BIN, isAlive, LivePlace, until } from "./live-place.js";

const PROTECTED = /MNQ +▲ LONG .*■ PROTECTED/;
const WAIT_MS = 90_000;

/** What a position is, whatever its price does. */
function held({ positions }: Status) {
  return positions.map(({ symbol, side, qty, entry, stop, protection }) => {
    return { symbol, side, qty, entry, stop, protection };
  });
}

/** The terminal breaks lines wherever they are full. */
const unwrapped = (text: string): string => text.replaceAll(/\s/g, "");

describe.skipIf(process.platform === "win32")("leaving the cockpit with a position", () => {
  it("hands it over to an engine without a screen, which attach shows", async () => {
    const place = new LivePlace();
    const run = place.start(LivePlace.run);
    await run.shows(PROTECTED, WAIT_MS);
    const before = await place.status();
    run.press("q");
    // Whoever presses Ctrl+C once more, when the screen is gone, must not end what hands over.
    await until(async () => run.output.includes("\u001b[?1049l"));
    // Not longer: in a process that is ending anyway Node has let go of the signals.
    const isOver = (): boolean => unwrapped(run.output).includes("handedover");
    for (let press = 0; press < 8 && !isOver(); press++) {
      process.kill(before.engine.pid, "SIGINT");
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const text = await run.shows(/code \d/, WAIT_MS);
    expect(unwrapped(text)).toMatch(/MNQlong1:handedovertoanenginewithoutascreen\(pid\d+\)/);
    expect(text).toMatch(/code 0/);
    const after = await place.status();
    const said = Number(/\(pid(\d+)\)/.exec(unwrapped(text))?.[1]);
    expect(after.engine.pid).toBe(said);
    expect(after.engine.pid).not.toBe(before.engine.pid);
    expect(isAlive(before.engine.pid)).toBe(false);
    expect(after.state).toBe("READY");
    expect(held(after)).toEqual(held(before));
    // In a session of its own, with no terminal: field 6 and 7 of its stat.
    const stat = readFileSync(`/proc/${said}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    expect([Number(stat[3]), Number(stat[4])]).toEqual([said, 0]);
    expect(statSync(join(place.data, "engine.log")).mode & 0o777).toBe(0o600);
    expect(held(await place.goesOn(after))).toEqual(held(before));
    const attached = place.start("attach");
    await attached.shows(PROTECTED, WAIT_MS);
    expect(attached.text).not.toMatch(/VIEW/);
    attached.press("q");
    await attached.shows(/the engine \(pid \d+\) goes on without this screen\s+code 0/, WAIT_MS);
    expect((await place.status()).engine.pid).toBe(said);
  }, 300_000);

  it("says what failed and how to start it again, and the stop rests", async () => {
    const place = new LivePlace();
    const run = place.start(LivePlace.run);
    await run.shows(PROTECTED, WAIT_MS);
    const moved = join(place.home, "elsewhere.csv");
    renameSync(join(place.home, "signals.csv"), moved);
    run.press("\u0003");
    const text = await run.shows(/code \d/, WAIT_MS);
    for (const words of [
      "the engine that was to take over ended (transmission: signals file signals.csv: no such",
      "MNQ long 1 stays open at paper; its stop rests there, nobody manages it",
      "start it again: transmission run --headless --feed bars.csv --speed 30",
      "code 1",
    ]) {
      expect(unwrapped(text)).toContain(unwrapped(words));
    }
    renameSync(moved, join(place.home, "signals.csv"));
    const again = place.start(`${LivePlace.run} --headless`);
    await again.shows(/READY: the broker was asked/, WAIT_MS);
    expect(held(await place.status())).toMatchObject([{ qty: 1, protection: "PROTECTED" }]);
  }, 300_000);

  it("stays in this terminal where bars come on standard input, and asks before", async () => {
    const place = new LivePlace();
    const args = LivePlace.run.replace("--feed bars.csv", "--feed -");
    const run = place.shell(`cat bars.csv | ${process.execPath} ${BIN} ${args}; echo "code $?"`);
    await run.shows(PROTECTED, WAIT_MS);
    const before = await place.status();
    run.press("q");
    await run.shows(/MNQ long 1: bars come on standard input, so the engine stays here/);
    run.press("\r");
    await run.shows(/READY: the broker was asked/, WAIT_MS);
    const after = await place.goesOn(before);
    expect(after.engine.pid).toBe(before.engine.pid);
    expect(held(after)).toEqual(held(before));
    // Ctrl+C ends it: the terminal is an ordinary one again.
    run.press("\u0003");
    await run.shows(/its stop at 24745 rests/, WAIT_MS);
    await until(() => !isAlive(after.engine.pid));
    expect(isAlive(after.engine.pid)).toBe(false);
  }, 300_000);

  it("is not suspended, and says why", async () => {
    const place = new LivePlace();
    const run = place.start(LivePlace.run);
    await run.shows(PROTECTED, WAIT_MS);
    run.press("\u001a");
    await run.shows(/not suspended: the engine would stand still; q leaves/, WAIT_MS);
    const now = await place.status();
    expect(held(await place.goesOn(now))).toEqual(held(now));
  }, 300_000);
});

describe.skipIf(process.platform === "win32")("a terminal that goes away", () => {
  it("takes nothing with it: bars go on, and the engine answers", async () => {
    const place = new LivePlace();
    const run = place.start(LivePlace.run);
    await run.shows(PROTECTED, WAIT_MS);
    const before = await place.status();
    run.hangUp();
    const after = await place.goesOn(before);
    expect(after.engine.pid).toBe(before.engine.pid);
    expect(held(after)).toEqual(held(before));
    await until(() => place.log !== "");
    expect(place.log).toMatch(/the terminal is gone; the engine goes on without one/);
    const attached = place.start("attach");
    await attached.shows(PROTECTED, WAIT_MS);
    expect(attached.text).not.toMatch(/VIEW/);
  }, 300_000);

  it("holds nothing up while nobody reads it", async () => {
    const place = new LivePlace();
    const run = place.start(LivePlace.run, { columns: 200, rows: 60 });
    await run.shows(PROTECTED, WAIT_MS);
    run.pty.pause();
    // Whole frames of some kilobytes each: far more than a terminal holds for who does not read.
    for (let at = 0; at < 20; at++) run.press("\u000c");
    const before = await place.status();
    const after = await place.goesOn(before);
    expect(after.engine.pid).toBe(before.engine.pid);
    expect(held(after)).toEqual(held(before));
    run.pty.resume();
    await run.shows(PROTECTED, WAIT_MS);
  }, 300_000);

  it("takes nothing from an engine without a screen either", async () => {
    const place = new LivePlace();
    const run = place.start(`${LivePlace.run} --headless`);
    await run.shows(/stop covers 1|long 1 at/, WAIT_MS);
    const before = await place.status();
    run.hangUp();
    const after = await place.goesOn(before);
    expect(after.engine.pid).toBe(before.engine.pid);
    expect(held(after)).toEqual(held(before));
  }, 300_000);
});

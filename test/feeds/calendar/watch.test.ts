import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import {
  type CalendarChange,
  type CalendarWatch,
  watchCalendars,
} from "../../../src/feeds/calendar/watch.js";
import { systemClock } from "../../../src/runtime/clock.js";
import { giveFolder, place } from "./folder.js";

giveFolder();

const HEADER = "ts,title,currency,impact";
const text = (...titles: readonly string[]): string =>
  [HEADER, ...titles.map((title) => `2025-11-19T19:00Z,${title},USD,high`), ""].join("\n");
const titlesOf = ({ files }: CalendarChange): string[] =>
  files.flatMap(({ events }) => events.map(({ title }) => title)).sort();

let watch: CalendarWatch | null = null;
afterEach(async () => {
  await watch?.close();
  watch = null;
});

/** Watches, and hands over one change after the other as they come. */
async function watching(...paths: readonly string[]): Promise<() => Promise<CalendarChange>> {
  const changes: CalendarChange[] = [];
  let wake = (): void => {};
  watch = watchCalendars(paths, {}, (change) => {
    changes.push(change);
    wake();
  });
  await watch.ready;
  return async () => {
    for (;;) {
      const change = changes.shift();
      if (change !== undefined) return change;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
}

describe("a watched calendar", () => {
  it("is taken anew when it is written, and when another file takes its place", async () => {
    writeFileSync(place("a.csv"), text("One"));
    const next = await watching(place("a.csv"));
    writeFileSync(place("a.csv"), text("One", "Two"));
    expect(await next()).toMatchObject({ problem: null });
    for (const title of ["Three", "Four"]) {
      writeFileSync(place(".a.csv.swp"), text(title));
      const start = systemClock.monotonicMs();
      renameSync(place(".a.csv.swp"), place("a.csv"));
      const change = await next();
      expect(titlesOf(change)).toEqual([title]);
      expect(systemClock.monotonicMs() - start).toBeLessThan(1000);
    }
  });

  it("is looked at when somebody asks, and told of once", async () => {
    writeFileSync(place("a.csv"), text("One"));
    const changes: CalendarChange[] = [];
    watch = watchCalendars([place("a.csv")], {}, (change) => changes.push(change));
    await watch.ready;
    writeFileSync(place("a.csv"), text("Two"));
    expect(titlesOf(watch.look())).toEqual(["Two"]);
    expect(changes.map(titlesOf)).toEqual([["Two"]]);
    expect(watch.look().problem).toBeNull();
    writeFileSync(place("a.csv"), "what is this\n");
    expect(watch.look()).toMatchObject({ problem: expect.stringContaining("a.csv: line 1") });
    expect(titlesOf(watch.look())).toEqual(["Two"]);
    expect(changes.map(({ problem }) => problem !== null)).toEqual([false, true]);
  });

  it("keeps its last good content while it is broken or empty, and says so once", async () => {
    writeFileSync(place("a.csv"), text("One"));
    writeFileSync(place("b.csv"), text("Other"));
    const next = await watching(place("."));
    writeFileSync(place("a.csv"), "what is this\n");
    const broken = await next();
    expect(broken.problem).toContain("a.csv: line 1 is no calendar's header");
    expect(broken.problem).not.toContain("\n");
    expect(titlesOf(broken)).toEqual(["One", "Other"]);
    writeFileSync(place("b.csv"), text("Else"));
    const other = await next();
    expect([other.problem, titlesOf(other)]).toEqual([null, ["Else", "One"]]);
    writeFileSync(place("a.csv"), "");
    const empty = await next();
    expect(empty.problem).toContain("the file is empty");
    expect(titlesOf(empty)).toEqual(["Else", "One"]);
    writeFileSync(place("a.csv"), text("One"));
    const mended = await next();
    expect([mended.problem, titlesOf(mended)]).toEqual([null, ["Else", "One"]]);
  });

  it("takes its events with it when it is deleted, and brings them when it comes", async () => {
    mkdirSync(place("news"));
    writeFileSync(place("news/a.csv"), text("One"));
    const next = await watching(place("news"));
    writeFileSync(place("news/b.csv"), text("Two"));
    expect(titlesOf(await next())).toEqual(["One", "Two"]);
    rmSync(place("news/a.csv"));
    expect(titlesOf(await next())).toEqual(["Two"]);
    writeFileSync(place("news/a.csv"), text("One"));
    expect(titlesOf(await next())).toEqual(["One", "Two"]);
  });
});

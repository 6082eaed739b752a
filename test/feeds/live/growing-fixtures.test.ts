import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openBars } from "../../../src/feeds/csv/read.js";
import { type Row, rowsOf } from "../csv/open.js";
import { asRows, type Followed, follow, writeOld } from "./by-hand.js";

const FOLDER = join(import.meta.dirname, "../../fixtures/bars");

/** The file as it was when it had fewer rows: the newest are at its end, or at its top. */
function earlierContents(lines: readonly string[], isNewestFirst: boolean): string[] {
  return lines.map((_, at) =>
    isNewestFirst
      ? [lines[0], ...lines.slice(lines.length - at)].join("")
      : lines.slice(0, at + 1).join(""),
  );
}

/** Follows it from the first content on in which there are bars. */
async function followedFrom(
  contents: readonly string[],
  name: string,
  interval: number,
): Promise<{ readonly followed: Followed; readonly start: number }> {
  for (const [start, content] of contents.entries()) {
    const followed = await follow(content, { name, interval }).catch(() => null);
    if (followed !== null) return { followed, start };
  }
  throw new Error(`${name}: never any bars`);
}

describe("each example of a format, written row by row, gives the bars of the whole", () => {
  it.each(readdirSync(FOLDER))("%s", async (name) => {
    const path = join(FOLDER, name);
    const whole = await openBars(path, {});
    const expected = await rowsOf(whole);
    const lines = readFileSync(path, "utf8").split(/(?<=\n)/);
    const isNewestFirst = whole.description.sortedRows > 0;
    const contents = [...earlierContents(lines, isNewestFirst), lines.join("")];
    const { interval } = whole.description;
    const { followed, start } = await followedFrom(contents, name, interval);
    const { feed, path: grown, timer, notices } = followed;
    const rows: Row[] = await rowsOf(feed.history);
    for (let at = start + 1; at < contents.length; at++) {
      const [before = "", content = ""] = [contents[at - 1], contents[at]];
      if (content.startsWith(before)) appendFileSync(grown, content.slice(before.length));
      else writeOld(grown, content);
      rows.push(...asRows(await feed.look()));
    }
    timer.pass(3000);
    rows.push(...asRows(await feed.look()));
    timer.pass(3000);
    rows.push(...asRows(await feed.look()));
    expect(rows).toEqual(expected);
    expect(notices.filter((line) => !/written anew/.test(line))).toEqual([]);
  });
});

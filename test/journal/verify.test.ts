// What `journal verify` finds, by segment and line.

import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { verifyJournal } from "../../src/journal/verify.js";
import { SimDisk } from "../sim-disk.js";
import { edit, FOLDER, groupAt, opened, refusal, threeDays } from "./journals.js";

const at = (name: string): string => `${FOLDER}/${name}`;

function journal(): SimDisk {
  const disk = new SimDisk();
  threeDays(disk);
  return disk;
}

/** Faults as they are said. */
const faultsOf = (disk: SimDisk): string[] =>
  verifyJournal(disk, FOLDER).faults.map(
    ({ segment, line, reason }) => `${segment}:${line}: ${reason}`,
  );

/** Writes lines anew over other bodies, so that every hash is right. */
function forge(disk: SimDisk, name: string, change: (body: string) => string): void {
  let previous = "0".repeat(16);
  const lines = disk.peek(at(name)).toString().trimEnd().split("\n");
  const forged = lines.map((line) => {
    const body = change(line.slice(line.indexOf('"b":') + 4, -1));
    previous = createHash("sha256")
      .update(previous + body)
      .digest("hex")
      .slice(0, 16);
    return `{"h":"${previous}","b":${body}}\n`;
  });
  disk.put(at(name), Buffer.from(forged.join("")));
}

describe("verification", () => {
  it("finds a sound journal sound, and counts what is in it", () => {
    const disk = journal();
    const before = disk.image();
    const day = (which: number, lines: number, facts: number, firstSeq: number) => ({
      name: `2026-01-0${which}.jsonl`,
      day: `2026-01-0${which}`,
      lines,
      facts,
      firstSeq,
      lastSeq: firstSeq + facts - 1,
    });
    expect(verifyJournal(disk, FOLDER)).toEqual({
      segments: [day(5, 4, 3, 1), day(6, 2, 2, 4), day(7, 2, 1, 6)],
      torn: null,
      faults: [],
    });
    expect(disk.image()).toEqual(before);
  });

  it("tells a torn tail at the end from one that segments follow", () => {
    const disk = journal();
    const tear = (name: string) =>
      disk.put(at(name), Buffer.concat([disk.peek(at(name)), Buffer.from('{"h"')]));
    tear("2026-01-07.jsonl");
    expect(verifyJournal(disk, FOLDER)).toMatchObject({
      torn: { segment: "2026-01-07.jsonl", bytes: 4 },
      faults: [],
    });
    tear("2026-01-06.jsonl");
    expect(faultsOf(disk)).toEqual([
      "2026-01-06.jsonl:3: the line has no end, and segments follow",
    ]);
  });

  it("takes a segment without its first line for one that was being begun", () => {
    const disk = journal();
    disk.put(at("2026-01-08.jsonl"), Buffer.from('{"h":"0'));
    expect(verifyJournal(disk, FOLDER)).toMatchObject({
      torn: { segment: "2026-01-08.jsonl", bytes: 7 },
      faults: [],
    });
    disk.put(at("2026-01-09.jsonl"), Buffer.alloc(0));
    expect(faultsOf(disk)).toEqual(["2026-01-09.jsonl:1: the segment has no first line"]);
  });

  it("names the line of an edit", () => {
    const disk = journal();
    edit(disk, at("2026-01-05.jsonl"), '"seq":2', '"seq":3');
    expect(faultsOf(disk)).toEqual([
      "2026-01-05.jsonl:3: the line's hash does not fit it and the line before",
    ]);
  });

  it("names a segment that is missing, or that was put in another's place", () => {
    const disk = journal();
    disk.remove(at("2026-01-06.jsonl"));
    expect(faultsOf(disk)).toEqual([
      "2026-01-07.jsonl:1: a segment before it is missing or doubled " +
        "(it is number 3, and 2026-01-05.jsonl is 1)",
    ]);
    const other = new SimDisk();
    const { journal: stranger } = opened(other);
    for (const seq of [1, 2, 3]) stranger.append({ ...groupAt(seq), wall: 1 }, false);
    stranger.roll("2026-01-06", "after 3");
    const mixed = journal();
    mixed.put(at("2026-01-05.jsonl"), other.peek(at("2026-01-05.jsonl")));
    expect(faultsOf(mixed)).toEqual([
      "2026-01-06.jsonl:1: the line does not go on from the segment before",
    ]);
  });

  it("names facts out of order though every hash is right", () => {
    const disk = journal();
    forge(disk, "2026-01-07.jsonl", (body) => body.replace('"seq":6', '"seq":8'));
    expect(faultsOf(disk)).toEqual(["2026-01-07.jsonl:2: fact 8 follows 5"]);
    forge(disk, "2026-01-07.jsonl", (body) => body.replace('"firstSeq":6', '"firstSeq":8'));
    expect(faultsOf(disk)).toEqual([
      "2026-01-07.jsonl:1: it begins with fact 8 after 5",
      "2026-01-07.jsonl:1: its snapshot is missing, or not the one it began with",
    ]);
  });

  it("names lines that hold no events, and first lines that are no headers", () => {
    const disk = journal();
    forge(disk, "2026-01-07.jsonl", (body) => (body.includes('"steps"') ? "[1]" : body));
    expect(faultsOf(disk)).toEqual([
      expect.stringContaining("2026-01-07.jsonl:2: the line holds no events"),
    ]);
    forge(disk, "2026-01-07.jsonl", (body) => body.replace('"number":3,', ""));
    expect(faultsOf(disk)).toEqual([
      "2026-01-07.jsonl:1: the first line is no header of a journal",
    ]);
  });

  it("names a snapshot that is gone or another", () => {
    const disk = journal();
    disk.remove(at("2026-01-06.snapshot"));
    edit(disk, at("2026-01-07.snapshot"), "after 5", "after 6");
    expect(faultsOf(disk)).toEqual(
      ["06", "07"].map(
        (day) => `2026-01-${day}.jsonl:1: its snapshot is missing, or not the one it began with`,
      ),
    );
  });

  it("refuses what a newer version wrote", () => {
    const disk = journal();
    forge(disk, "2026-01-07.jsonl", (body) => body.replace('"format":1', '"format":3'));
    expect(refusal(() => verifyJournal(disk, FOLDER))).toMatch(
      /^2: .*\(format 3; this one reads 1\)/,
    );
  });
});

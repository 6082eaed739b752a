// The journal from outside: what is recorded comes back, in order, whatever was asked of it.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeDisk } from "../../src/disk/node-disk.js";
import { SimDisk } from "../sim-disk.js";
import { edit, FOLDER, groupAt, opened, refusal, seqsOf, threeDays, upTo } from "./journals.js";

const at = (name: string): string => `${FOLDER}/${name}`;
const FIRST = at("2026-01-05.jsonl");

describe("recording", () => {
  it("gives back the groups as they were, the epoch and the last fact", () => {
    const disk = new SimDisk();
    const first = opened(disk);
    expect([first.recorded.lastSeq, first.recorded.snapshot, [...first.recorded.all()]]).toEqual([
      0,
      null,
      [],
    ]);
    const groups = [groupAt(1), groupAt(2, 3), groupAt(5, 0), groupAt(5)];
    for (const group of groups) first.journal.append(group, false);
    first.journal.close();
    const { recorded, journal } = opened(disk, { createEpoch: () => "zzzzz" });
    expect([...recorded.since()]).toEqual(groups);
    expect([...recorded.since()]).toEqual(groups);
    expect([recorded.epoch, recorded.lastSeq, recorded.torn]).toEqual(["ab12c", 5, null]);
    expect(journal.header).toEqual({
      format: 1,
      account: "paper",
      epoch: "ab12c",
      day: "2026-01-05",
      code: "code-1",
      zones: "2026a",
      firstSeq: 1,
    });
  });

  it("does not count what is appended later to what was found", () => {
    const disk = new SimDisk();
    threeDays(disk);
    const { journal, recorded } = opened(disk);
    journal.append(groupAt(7), false);
    journal.roll("2026-01-08", "after 7");
    journal.append(groupAt(8), false);
    expect([seqsOf(recorded.since()), seqsOf(recorded.all())]).toEqual([[6], upTo(6)]);
  });

  it("refuses a fact out of its order before anything is written", () => {
    const disk = new SimDisk();
    const { journal } = opened(disk);
    journal.append(groupAt(1), false);
    const before = disk.image();
    expect(() => journal.append(groupAt(3), false)).toThrow("fact 3 cannot be recorded after 1");
    expect(() => journal.append(groupAt(1), true)).toThrow("fact 1 cannot be recorded after 1");
    expect(disk.image()).toEqual(before);
    journal.append(groupAt(2), false);
  });

  it("tells how long each sync took, one a line", () => {
    let now = 0;
    const told: number[] = [];
    const onSync = (ms: number) => void told.push(ms);
    const { journal } = opened(new SimDisk(), { monotonicMs: () => (now += 2), onSync });
    journal.append(groupAt(1), false);
    journal.append(groupAt(2, 4), true);
    expect(told).toEqual([2, 2]);
  });
});

describe("rolling", () => {
  it("begins with the snapshot, and knows what was before", () => {
    const disk = new SimDisk();
    threeDays(disk);
    const { recorded, journal } = opened(disk);
    expect([recorded.snapshot, recorded.lastSeq, journal.header.day]).toEqual([
      "after 5",
      6,
      "2026-01-07",
    ]);
    expect([seqsOf(recorded.since()), seqsOf(recorded.all())]).toEqual([[6], upTo(6)]);
  });

  it("never writes over a day that was there, and keeps the order", () => {
    const disk = new SimDisk();
    threeDays(disk);
    for (let count = 7; count < 20; count += 1) {
      const { journal, recorded } = opened(disk);
      expect([recorded.lastSeq, recorded.snapshot]).toEqual([
        count - 1,
        count === 7 ? "after 5" : `before ${count - 1}`,
      ]);
      journal.roll("2026-01-05", `before ${count}`);
      journal.append(groupAt(count), false);
      journal.close();
    }
    expect(disk.list(FOLDER)).toContain("2026-01-05.14.jsonl");
    expect(seqsOf(opened(disk).recorded.all())).toEqual(upTo(19));
  });

  it.each([
    ["is gone", (disk: SimDisk) => disk.remove(at("2026-01-07.snapshot"))],
    ["was edited", (disk: SimDisk) => edit(disk, at("2026-01-07.snapshot"), "after", "afore")],
    [
      "is of another day",
      (disk: SimDisk) => disk.put(at("2026-01-07.snapshot"), disk.peek(at("2026-01-06.snapshot"))),
    ],
  ])("goes back to the one before where a snapshot %s", (_, spoil) => {
    const disk = new SimDisk();
    threeDays(disk);
    spoil(disk);
    const { recorded } = opened(disk);
    expect([recorded.snapshot, seqsOf(recorded.since())]).toEqual(["after 3", [4, 5, 6]]);
  });

  it("does with the last days alone, and says when they are not enough", () => {
    const disk = new SimDisk();
    threeDays(disk);
    disk.remove(FIRST);
    expect(seqsOf(opened(disk).recorded.all())).toEqual([4, 5, 6]);
    for (const day of ["06", "07"]) disk.remove(at(`2026-01-${day}.snapshot`));
    expect(refusal(() => opened(disk))).toMatch(/^1: .*2026-01-06.jsonl: .* missing/);
  });

  it("begins a segment of its own where other code decides, and keeps its day", () => {
    const disk = new SimDisk();
    threeDays(disk);
    const { journal, recorded } = opened(disk, { code: "code-2", day: "2026-01-08" });
    expect([journal.header.code, journal.header.day, journal.header.firstSeq]).toEqual([
      "code-2",
      "2026-01-07",
      7,
    ]);
    expect(seqsOf(recorded.since())).toEqual([6]);
    journal.append(groupAt(7), false);
    journal.close();
    const again = opened(disk, { code: "code-2" });
    expect([again.recorded.snapshot, seqsOf(again.recorded.since())]).toEqual(["after 5", [6, 7]]);
    expect(again.journal.header.firstSeq).toBe(7);
  });
});

describe("on the machine's disk", () => {
  it("records, rolls and comes back", () => {
    const folder = join(mkdtempSync(join(tmpdir(), "journal-")), "data", "journal");
    try {
      const { journal } = opened(nodeDisk, { folder });
      journal.append(groupAt(1), false);
      journal.roll("2026-01-06", "state");
      journal.append(groupAt(2), false);
      journal.close();
      const { recorded } = opened(nodeDisk, { folder });
      expect([recorded.snapshot, seqsOf(recorded.since()), seqsOf(recorded.all())]).toEqual([
        "state",
        [2],
        [1, 2],
      ]);
    } finally {
      rmSync(join(folder, "..", ".."), { recursive: true });
    }
  });
});

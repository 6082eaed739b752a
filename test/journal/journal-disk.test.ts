// A disk that is full, read-only or failing under the journal.

import { describe, expect, it } from "vitest";
import { DiskError } from "../../src/disk/disk.js";
import { JournalFull } from "../../src/journal/journal.js";
import { SimDisk } from "../sim-disk.js";
import { clock, FOLDER, groupAt, opened, refusal, seqsOf, threeDays, upTo } from "./journals.js";

const at = (name: string): string => `${FOLDER}/${name}`;
const FIRST = at("2026-01-05.jsonl");

describe("a disk that refuses", () => {
  it("says that it is read-only", () => {
    const disk = new SimDisk();
    threeDays(disk);
    disk.faults.isReadOnly = true;
    expect(refusal(() => opened(disk))).toMatch(/^1: the journal: .*EROFS.*; check the folder/);
  });

  it("says that it cannot be read", () => {
    const disk = new SimDisk();
    threeDays(disk);
    disk.faults.next.push(["read", "EIO"]);
    expect(refusal(() => opened(disk))).toMatch(/^1: the journal: .*cannot be read \(EIO\)/);
  });

  it.each([
    ["written", "EIO"],
    ["synced", "EIO"],
  ])("lets nothing follow once a line could not be %s (%s)", (action, code) => {
    const disk = new SimDisk();
    const { journal } = opened(disk);
    journal.append(groupAt(1), false);
    disk.faults.next.push([action, code]);
    expect(() => journal.append(groupAt(2), true)).toThrow(code);
    const { calls } = disk;
    expect(() => journal.append(groupAt(2), true)).toThrow("EIO");
    expect(() => journal.roll("2026-01-06", "")).toThrow("EIO");
    expect(disk.calls).toBe(calls);
  });
});

describe("a full disk", () => {
  const used = (disk: SimDisk): number =>
    [...disk.image().values()].reduce((sum, { length }) => sum + length, 0);

  it("keeps room for what protects, refuses the rest, and goes on once there is room", () => {
    clock.ms = 0;
    const disk = new SimDisk();
    const { journal } = opened(disk);
    journal.append(groupAt(1), false);
    disk.faults.capacity = used(disk) + 100;
    const before = disk.peek(FIRST);
    expect(() => journal.append(groupAt(2), false)).toThrow(JournalFull);
    expect(disk.peek(FIRST).equals(before)).toBe(true);
    // The room of the ballast is there, and not for this.
    expect(() => journal.append(groupAt(2), false)).toThrow(JournalFull);
    expect(() => journal.roll("2026-01-06", "")).toThrow(JournalFull);
    for (const seq of [2, 3, 4]) journal.append(groupAt(seq), true);
    // Half a minute later it is tried again: the ballast's own room is not enough.
    clock.ms += 30_000;
    expect(() => journal.append(groupAt(5), false)).toThrow(JournalFull);
    expect(disk.list(FOLDER)).toEqual(["2026-01-05.jsonl"]);
    disk.faults.capacity = Infinity;
    expect(() => journal.append(groupAt(5), false)).toThrow(JournalFull);
    clock.ms += 30_000;
    journal.append(groupAt(5), false);
    expect(disk.list(FOLDER)).toEqual(["2026-01-05.jsonl", "ballast"]);
    journal.close();
    expect(seqsOf(opened(disk).recorded.all())).toEqual(upTo(5));
  });

  it("gives the room at once to what protects", () => {
    const disk = new SimDisk();
    const { journal } = opened(disk);
    disk.faults.capacity = used(disk) + 10;
    journal.append(groupAt(1), true);
    expect(() => journal.append(groupAt(2), false)).toThrow(JournalFull);
    // 4,096 bytes were kept back; a line takes some 300.
    for (let seq = 2; seq < 10; seq += 1) journal.append(groupAt(seq), true);
    expect(() => {
      for (let seq = 10; seq < 40; seq += 1) journal.append(groupAt(seq), true);
      // Not even what protects can be written now: that is the end, and no `JournalFull`.
    }).toThrow(new DiskError("ENOSPC", "written", at("2026-01-05.jsonl")));
    expect(seqsOf(opened(disk.killed()).recorded.all()).slice(0, 9)).toEqual(upTo(9));
  });

  it("keeps on with the day before where there is no room for the next", () => {
    const ends = new Set<string>();
    for (let room = 0; room < 1_500; room += 31) {
      const disk = new SimDisk();
      const { journal } = opened(disk);
      journal.append(groupAt(1), false);
      disk.faults.capacity = used(disk) + room;
      let day = "2026-01-06";
      try {
        journal.roll("2026-01-06", "x".repeat(400));
      } catch (error) {
        expect(error).toBeInstanceOf(JournalFull);
        day = "2026-01-05";
      }
      ends.add(day);
      journal.append(groupAt(2), true);
      expect(journal.header.day).toBe(day);
      const { recorded } = opened(disk.killed());
      expect(seqsOf(recorded.all())).toEqual([1, 2]);
      expect(recorded.snapshot).toBe(day === "2026-01-06" ? "x".repeat(400) : null);
    }
    expect(ends.size).toBe(2);
  });

  it("starts with a torn tail though there is no room to save it but the ballast's", () => {
    const disk = new SimDisk();
    threeDays(disk);
    const path = at("2026-01-07.jsonl");
    disk.put(path, Buffer.concat([disk.peek(path), Buffer.from('{"h":"12')]));
    disk.faults.capacity = used(disk);
    const { recorded } = opened(disk);
    expect([recorded.torn, recorded.lastSeq]).toEqual([at("2026-01-07.torn-6"), 6]);
    expect(disk.peek(at("2026-01-07.torn-6")).toString()).toBe('{"h":"12');
  });
});

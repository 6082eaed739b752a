// The end of a journal, from any place in it.

import { beforeEach, describe, expect, it } from "vitest";
import type { Disk } from "../../src/disk/disk.js";
import { type JournalPlace, readTail, type TailLine } from "../../src/journal/tail.js";
import { SimDisk } from "../sim-disk.js";
import { edit, FOLDER, groupAt, opened, refusal, seqsOf, threeDays, upTo } from "./journals.js";

let disk: SimDisk;
beforeEach(() => {
  disk = new SimDisk();
});

/** Lines after a place. */
function linesAfter(place: JournalPlace | null, on: Disk = disk): TailLine[] {
  return [...(readTail(on, FOLDER, place)?.lines ?? [])];
}

const seqs = (lines: readonly TailLine[]): number[] => seqsOf(lines.map(({ group }) => group));
const pathOf = (day: string): string => `${FOLDER}/${day}.jsonl`;

/** The same disk, with the paths that were read whole noted. */
function noting(read: string[]): Disk {
  return new Proxy(disk, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if (name !== "read") return value.bind(target);
      return (path: string, limit?: number) => {
        if (limit === undefined) read.push(path);
        return target.read(path, limit);
      };
    },
  });
}

describe("the tail of a journal", () => {
  it("is all of it to who has read nothing", () => {
    threeDays(disk);
    const lines = linesAfter(null);
    // Facts 1 to 3 on three lines of the first day, 4 and 5 on one of the second, 6 on the third.
    expect(seqs(lines)).toEqual(upTo(6));
    expect(lines.map(({ day, place }) => [day, place.segment, place.line, place.lastSeq])).toEqual([
      ["2026-01-05", 1, 2, 1],
      ["2026-01-05", 1, 3, 2],
      ["2026-01-05", 1, 4, 3],
      ["2026-01-06", 2, 2, 5],
      ["2026-01-07", 3, 2, 6],
    ]);
    expect(readTail(disk, FOLDER, null)).toMatchObject({ goesOn: false, firstSegment: 1 });
  });

  it("is what follows each place, and goes on as the journal grows", () => {
    threeDays(disk);
    const lines = linesAfter(null);
    for (const { place } of lines) {
      expect(readTail(disk, FOLDER, place)?.goesOn).toBe(true);
      expect(seqs(linesAfter(place))).toEqual(upTo(6).slice(place.lastSeq));
    }
    const { journal } = opened(disk);
    journal.append(groupAt(7), false);
    journal.roll("2026-01-08", "state");
    journal.append(groupAt(8), false);
    expect(seqs(linesAfter(lines.at(-1)?.place ?? null))).toEqual([7, 8]);
  });

  it("reads no segment before the place, and not its own once another follows", () => {
    threeDays(disk);
    const [, second, third, fourth, fifth] = linesAfter(null).map(({ place }) => place);
    const readAfter = (place: JournalPlace | undefined): string[] => {
      const read: string[] = [];
      linesAfter(place ?? null, noting(read));
      return [...new Set(read)];
    };
    const days = ["2026-01-05", "2026-01-06", "2026-01-07"].map(pathOf);
    expect(readAfter(second)).toEqual(days);
    expect(readAfter(third)).toEqual(days.slice(1));
    expect(readAfter(fourth)).toEqual(days.slice(2));
    expect(readAfter(fifth)).toEqual(days.slice(2));
  });

  it("begins anew where the place is no more in the journal", () => {
    threeDays(disk);
    const { place } = linesAfter(null)[1] as TailLine;
    const others: Partial<JournalPlace>[] = [
      { hash: "0123456789abcdef" },
      { epoch: "other" },
      { account: "other" },
      { segment: 9 },
      { line: 3 + 9 },
    ];
    for (const other of others) {
      const tail = readTail(disk, FOLDER, { ...place, ...other });
      expect(tail?.goesOn).toBe(false);
      expect(seqs([...(tail?.lines ?? [])])).toEqual(upTo(6));
    }
  });

  it("leaves out a last line that is being written, and has it once it is whole", () => {
    threeDays(disk);
    const path = pathOf("2026-01-07");
    const whole = disk.peek(path);
    const lineAt = whole.indexOf(10) + 1;
    for (let cut = lineAt; cut < whole.length; cut += 7) {
      disk.put(path, whole.subarray(0, cut));
      expect(seqs(linesAfter(null)), `cut at ${cut}`).toEqual(upTo(5));
    }
    disk.put(path, whole);
    expect(seqs(linesAfter(null))).toEqual(upTo(6));
  });

  it("is no error while a segment is being begun", () => {
    threeDays(disk);
    disk.put(pathOf("2026-01-08"), Buffer.from('{"h":"0123'));
    expect(seqs(linesAfter(null))).toEqual(upTo(6));
  });

  it("names the segment and line of damage", () => {
    threeDays(disk);
    edit(disk, pathOf("2026-01-05"), '"seq":2', '"seq":4');
    expect(refusal(() => linesAfter(null))).toMatch(
      /^1: .*2026-01-05\.jsonl:3: the line's hash does/,
    );
  });

  it("names a segment that is missing", () => {
    threeDays(disk);
    disk.remove(pathOf("2026-01-06"));
    expect(refusal(() => linesAfter(null))).toMatch(
      /^1: .*2026-01-07\.jsonl:1: a segment before it is/,
    );
  });

  it("says where older segments have been taken away", () => {
    threeDays(disk);
    const { place } = linesAfter(null)[3] as TailLine;
    disk.remove(pathOf("2026-01-05"));
    expect(readTail(disk, FOLDER, null)?.firstSegment).toBe(2);
    expect(seqs(linesAfter(null))).toEqual([4, 5, 6]);
    // Who has read them goes on.
    expect(readTail(disk, FOLDER, place)?.goesOn).toBe(true);
  });

  it("is none where there is no journal", () => {
    expect(readTail(disk, FOLDER, null)).toBeNull();
  });
});

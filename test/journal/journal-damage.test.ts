// Journals that are damaged, not ours or too new: each says what it found, and is left as it is.

import { describe, expect, it } from "vitest";
import { SimDisk } from "../sim-disk.js";
import { edit, FOLDER, groupAt, opened, refusal, threeDays, upTo } from "./journals.js";

const at = (name: string): string => `${FOLDER}/${name}`;
const FIRST = at("2026-01-05.jsonl");

describe("what is damaged or not ours", () => {
  const spoilt: [string, (disk: SimDisk) => void, RegExp][] = [
    [
      "an edited line",
      (disk) => edit(disk, at("2026-01-07.jsonl"), '"number":3', '"number":4'),
      /^1: \/data\/journal\/2026-01-07.jsonl:1: the line's hash does not fit.*nothing was changed/,
    ],
    [
      "a segment that is missing in the middle",
      (disk) => disk.remove(at("2026-01-06.jsonl")),
      /^1: .*2026-01-07.jsonl:1: a segment before it is missing or doubled \(it is number 3/,
    ],
    [
      "a segment twice",
      (disk) => disk.put(at("2026-01-09.jsonl"), disk.peek(at("2026-01-07.jsonl"))),
      /^1: .*:1: a segment before it is missing or doubled/,
    ],
    [
      "a segment of another journal",
      (disk) => {
        const other = new SimDisk();
        const { journal } = opened(other, { createEpoch: () => "other" });
        journal.roll("2026-01-08", "");
        disk.put(at("2026-01-08.jsonl"), other.peek(at("2026-01-08.jsonl")));
      },
      /^1: .*:1: it belongs to another journal than/,
    ],
  ];

  it.each(spoilt)("refuses %s, and changes nothing", (_, spoil, words) => {
    const disk = new SimDisk();
    threeDays(disk);
    spoil(disk);
    const before = disk.image();
    expect(refusal(() => opened(disk))).toMatch(words);
    expect(disk.image()).toEqual(before);
  });

  it("refuses a line in the middle that was changed by a letter", () => {
    const disk = new SimDisk();
    const { journal } = opened(disk);
    for (const seq of upTo(9)) journal.append(groupAt(seq), false);
    edit(disk, FIRST, '"seq":5', '"seq":6');
    const before = disk.image();
    // Fact 5 stands in the sixth line: the first is the header.
    expect(refusal(() => opened(disk))).toContain("2026-01-05.jsonl:6: the line's hash");
    expect(disk.image()).toEqual(before);
  });

  it("refuses damage of an earlier day, before a page that holds", () => {
    const disk = new SimDisk();
    threeDays(disk);
    edit(disk, FIRST, '"seq":2', '"seq":3');
    const before = disk.image();
    expect(refusal(() => opened(disk))).toContain("2026-01-05.jsonl:3: the line's hash");
    expect(disk.image()).toEqual(before);
  });

  it("refuses the journal of another account by name", () => {
    const disk = new SimDisk();
    threeDays(disk);
    const before = disk.image();
    expect(refusal(() => opened(disk, { account: "alpaca-7" }))).toBe(
      "2: /data/journal is the journal of account paper, not of alpaca-7; choose that account, " +
        "or another folder with TRANSMISSION_HOME",
    );
    expect(disk.image()).toEqual(before);
  });

  it("refuses the journal of a newer version", () => {
    const disk = new SimDisk();
    const newer = '{"format":2,"account":"paper","something":"new"}';
    // printf '0000000000000000<newer>' | sha256sum
    disk.put(FIRST, Buffer.from(`{"h":"34298c3f6689c793","b":${newer}}\n`));
    expect(refusal(() => opened(disk))).toMatch(
      /^2: .*newer version .*\(format 2; this one reads 1\)/,
    );
  });
});

// `journal verify` as a person meets it.

import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { nodeDisk } from "../../src/disk/node-disk.js";
import { groupAt, opened } from "../journal/journals.js";
import { called } from "./called.js";
import { giveFolders, path } from "./replay-run.js";

giveFolders();

/** Our own journal: facts 1 and 2 on one day, 3 on the next. */
function ownJournal(): string {
  const folder = path("home/data/journal");
  const { journal } = opened(nodeDisk, { folder });
  journal.append(groupAt(1, 2), false);
  journal.roll("2026-01-06", "state");
  journal.append(groupAt(3), false);
  journal.close();
  return folder;
}

const verify = (...args: string[]) => called("journal", "verify", ...args);

describe("journal verify", () => {
  it("says that our own journal is sound, and what is in it", async () => {
    ownJournal();
    expect(await verify()).toEqual({
      stdout:
        "2026-01-05.jsonl  2 lines  2 facts (1 to 2)\n" +
        "2026-01-06.jsonl  2 lines  1 fact (3 to 3)\n" +
        "sound: 2 segments, 4 lines, 3 facts\n",
      stderr: "",
      code: 0,
    });
  });

  it("takes a folder, the data folder above it, or a segment", async () => {
    const folder = ownJournal();
    for (const place of [folder, path("home/data")]) {
      expect((await verify(place)).stdout).toContain("sound: 2 segments");
    }
    const { stdout } = await verify(`${folder}/2026-01-06.jsonl`);
    expect(stdout).toContain("sound: 1 segment, 2 lines, 1 fact\n");
  });

  it("says a torn tail, and finds the journal sound", async () => {
    const folder = ownJournal();
    appendFileSync(`${folder}/2026-01-06.jsonl`, '{"h":"');
    const { stderr, code } = await verify();
    expect([stderr, code]).toEqual([
      "2026-01-06.jsonl: 6 bytes of an unfinished last line; the next start saves them beside it " +
        "and goes on\n",
      0,
    ]);
    const { stdout } = await verify("--json");
    expect(JSON.parse(stdout)).toEqual({
      folder,
      sound: true,
      segments: [
        {
          segment: "2026-01-05.jsonl",
          day: "2026-01-05",
          lines: 2,
          facts: 2,
          first_seq: 1,
          last_seq: 2,
        },
        {
          segment: "2026-01-06.jsonl",
          day: "2026-01-06",
          lines: 2,
          facts: 1,
          first_seq: 3,
          last_seq: 3,
        },
      ],
      torn: { segment: "2026-01-06.jsonl", bytes: 6 },
      faults: [],
    });
  });

  it("exits 1 with the segment and the line of damage", async () => {
    const folder = ownJournal();
    const file = `${folder}/2026-01-05.jsonl`;
    writeFileSync(file, readFileSync(file, "utf8").replace('"seq":2', '"seq":4'));
    const { stderr, code } = await verify();
    expect(stderr).toMatch(
      /^transmission: 2026-01-05\.jsonl:2: the line's hash does not fit .*, and segments follow; /,
    );
    expect(code).toBe(1);
    const { stdout, code: again } = await verify("--json");
    const { sound, faults } = JSON.parse(stdout);
    expect([again, sound, faults.length, faults[0].line]).toEqual([1, false, 1, 2]);
  });

  it("says where there is none", async () => {
    mkdirSync(path("empty"));
    const { stderr, code } = await verify();
    expect([stderr, code]).toEqual([expect.stringContaining("holds no journal yet; one is"), 2]);
    expect((await verify(path("empty"))).stderr).toContain("empty holds no journal; name");
    expect((await verify(path("none"))).stderr).toContain("there is no such file or folder");
  });
});

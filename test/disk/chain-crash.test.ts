// A file of lines whose process dies at any call, with the machine or alone.

import { describe, expect, it } from "vitest";
import { createChain, openChain, readChain } from "../../src/disk/chain.js";
import { seeded } from "../bare-run.js";
import { Died, SimDisk } from "../sim-disk.js";

const FOLDER = "/data";
const PATH = "/data/a.jsonl";
const BODIES = Array.from({ length: 20 }, (_, n) => JSON.stringify({ n, text: "x".repeat(n * 3) }));

const tornName = () => "/data/a.torn-0";
const bodiesOf = (bytes: Buffer): string[] => readChain(bytes).lines.map(({ body }) => body);

describe("a failed sync", () => {
  it("leaves bytes in memory that the next start brings to the disk", () => {
    const random = seeded(2);
    for (let round = 0; round < 50; round += 1) {
      const disk = new SimDisk();
      disk.makeFolder(FOLDER);
      const file = createChain(disk, PATH);
      file.append("1");
      file.sync();
      file.append("2");
      disk.faults.next.push(["synced", "EIO"]);
      expect(() => file.sync()).toThrow("EIO");
      // The line can be read, and a sync of it would say that all is well.
      const next = disk.killed();
      const { file: again, content } = openChain(next, PATH, tornName);
      expect(content.lines).toHaveLength(2);
      again.append("3");
      again.sync();
      expect(bodiesOf(next.crashed(random).read(PATH))).toEqual(["1", "2", "3"]);
    }
  });
});

describe("a crash at any call", () => {
  /** Opens, appends; answers how many appends returned. */
  function session(disk: SimDisk, from: number): number {
    let durable = 0;
    try {
      disk.makeFolder(FOLDER);
      const file = disk.exists(PATH)
        ? openChain(disk, PATH, tornName).file
        : createChain(disk, PATH);
      for (const body of BODIES.slice(from, from + 3)) {
        file.append(body);
        file.sync();
        durable += 1;
      }
    } catch (error) {
      if (!(error instanceof Died)) throw error;
    }
    return durable;
  }

  it("loses no line whose sync returned, and never looks like damage", () => {
    const random = seeded(20);
    const seen = { torn: 0, zeros: 0, late: 0 };
    for (let round = 0; round < 1_500; round += 1) {
      let disk = new SimDisk();
      let sure = 0;
      // Three lives, each of which may end at any call, by power or by a kill.
      for (let life = 0; life < 3; life += 1) {
        disk.faults.dieAt = 1 + Math.floor(random() * 16);
        const there = bodiesOf(disk.peek(PATH)).length;
        const appended = session(disk, there);
        sure = appended === 0 ? sure : there + appended;
        disk = random() < 0.7 ? disk.crashed(random) : disk.killed();
        if (!disk.image().has(PATH)) {
          expect(sure).toBe(0);
          continue;
        }
        const { lines, torn, damage } = readChain(disk.peek(PATH));
        expect(damage).toBeNull();
        expect(lines.map(({ body }) => body)).toEqual(BODIES.slice(0, lines.length));
        expect(lines.length).toBeGreaterThanOrEqual(sure);
        seen.torn += torn.length > 0 ? 1 : 0;
        seen.zeros += torn.includes(0) ? 1 : 0;
        seen.late += lines.length > sure ? 1 : 0;
      }
    }
    // Each of these happened, or nothing was tested.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100);
  });
});

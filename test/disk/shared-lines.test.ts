// Lines of several writers: what is cut or garbled costs itself alone.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appendShared, readShared } from "../../src/disk/shared-lines.js";
import { SimDisk } from "../sim-disk.js";

const PATH = "/data/lines.jsonl";
const body = (n: number): string => JSON.stringify({ n, text: "é".repeat(n) });

function written(count: number): SimDisk {
  const disk = new SimDisk();
  for (let n = 0; n < count; n++) appendShared(disk, PATH, body(n));
  return disk;
}

describe("shared lines", () => {
  it("come back as they were written, none where there is no file", () => {
    expect(readShared(new SimDisk(), PATH)).toEqual({ bodies: [], damaged: [] });
    expect(readShared(written(3), PATH)).toEqual({
      bodies: [body(0), body(1), body(2)],
      damaged: [],
    });
    expect(() => appendShared(new SimDisk(), PATH, "a\nb")).toThrow("line end");
  });

  it("survive a cut anywhere: the line that was cut is lost, later ones are not", () => {
    const whole = written(3).peek(PATH);
    const lastLine = whole.lastIndexOf("\n", whole.length - 2) + 1;
    fc.assert(
      fc.property(fc.integer({ min: lastLine, max: whole.length }), (size) => {
        const disk = new SimDisk();
        disk.put(PATH, whole.subarray(0, size));
        appendShared(disk, PATH, body(7));
        const { bodies, damaged } = readShared(disk, PATH);
        // Without its line end alone a line is whole.
        const kept = size >= whole.length - 1 ? [body(2)] : [];
        expect(bodies).toEqual([body(0), body(1), ...kept, body(7)]);
        expect(damaged).toEqual(kept.length === 1 || size === lastLine ? [] : [3]);
      }),
    );
  });

  it("are not taken where a letter was changed", () => {
    const disk = written(3);
    const text = disk.peek(PATH).toString("utf8").replace('"n":1', '"n":9');
    disk.put(PATH, Buffer.from(text));
    expect(readShared(disk, PATH)).toEqual({ bodies: [body(0), body(2)], damaged: [2] });
  });

  it("are durable once written, and a full disk is said", () => {
    const disk = written(2).crashed(() => 0);
    expect(readShared(disk, PATH).bodies).toEqual([body(0), body(1)]);
    disk.faults.capacity = disk.peek(PATH).length + 10;
    expect(() => appendShared(disk, PATH, body(2))).toThrow("ENOSPC");
    disk.faults.capacity = Infinity;
    appendShared(disk, PATH, body(3));
    expect(readShared(disk, PATH).bodies).toEqual([body(0), body(1), body(3)]);
  });
});

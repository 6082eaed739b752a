// Lines that hang together: every way a file of them can be cut, spoilt or half written.

import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ChainFile, createChain, openChain, readChain } from "../../src/disk/chain.js";
import { type AppendFile, DiskError } from "../../src/disk/disk.js";
import { seeded } from "../bare-run.js";
import { SimDisk } from "../sim-disk.js";

const FOLDER = "/data";
const PATH = "/data/a.jsonl";

/** Some with characters whose neighbours by a bit end a line or a text. */
const BODIES = Array.from({ length: 50 }, (_, at) =>
  JSON.stringify({ n: at, text: ["plain", "J*J", '"quoted"', "€ µ", "{"][at % 5] }),
);

/** The format, written down a second time. */
function naiveLines(bodies: readonly string[]): string[] {
  let previous = "0000000000000000";
  return bodies.map((body) => {
    previous = createHash("sha256")
      .update(previous + body)
      .digest("hex")
      .slice(0, 16);
    return `{"h":"${previous}","b":${body}}\n`;
  });
}

const LINES = naiveLines(BODIES);
const WHOLE = Buffer.from(LINES.join(""));

function diskWith(bytes: Uint8Array): SimDisk {
  const disk = new SimDisk();
  disk.put(PATH, bytes);
  return disk;
}

const tornName = () => "/data/a.torn-0";
const bodiesOf = (bytes: Buffer): string[] => readChain(bytes).lines.map(({ body }) => body);

describe("reading", () => {
  it("takes what the format says", () => {
    // printf '0000000000000000{"a":1}' | sha256sum
    const line = '{"h":"c0045bd5b64fe89f","b":{"a":1}}\n';
    expect(bodiesOf(Buffer.from(line))).toEqual(['{"a":1}']);
    const { lines, size, torn, damage } = readChain(WHOLE);
    expect(lines.map(({ body }) => body)).toEqual(BODIES);
    expect([lines[1]?.offset, lines[1]?.number]).toEqual([Buffer.byteLength(LINES[0] ?? ""), 2]);
    expect([size, torn.length, damage]).toEqual([WHOLE.length, 0, null]);
  });

  it("recovers exactly the whole lines at every cut", () => {
    let at = 0;
    LINES.forEach((line, index) => {
      for (let cut = at; cut < at + Buffer.byteLength(line); cut += 1) {
        const { lines, size, torn, damage } = readChain(WHOLE.subarray(0, cut));
        const found = [lines.length, size, torn.length, damage];
        if (found.join() !== [index, at, cut - at, null].join())
          expect(found).toBe(`cut at ${cut}`);
      }
      at += Buffer.byteLength(line);
    });
    expect(at).toBe(WHOLE.length);
  });

  it("detects every flipped bit, and never takes one before the end for a crash", () => {
    const some = LINES.slice(0, 20);
    const whole = Buffer.from(some.join(""));
    let offset = 0;
    let flips = 0;
    some.forEach((line, index) => {
      const end = offset + Buffer.byteLength(line);
      for (let at = offset; at < end; at += 1) {
        for (let bit = 1; bit < 256; bit *= 2) {
          const bytes = Buffer.from(whole);
          bytes[at] = (bytes[at] ?? 0) ^ bit;
          const { lines, torn, damage } = readChain(bytes);
          const isLast = index === some.length - 1;
          const isFound = damage?.line === index + 1 || (isLast && torn.length > 0);
          if (lines.length !== index || !isFound) expect(`bit ${bit} at ${at}`).toBe("detected");
          flips += 1;
        }
      }
      offset = end;
    });
    expect(flips).toBe(whole.length * 8);
  });

  it("takes zeros at the end for a crash, and zeros in the middle for damage", () => {
    const torn = (bytes: Buffer) => {
      const { torn, lines, damage } = readChain(bytes);
      return [lines.length, torn.length, damage?.line ?? null];
    };
    expect(torn(Buffer.concat([WHOLE, Buffer.alloc(70)]))).toEqual([50, 70, null]);
    const holed = Buffer.from(WHOLE);
    holed.fill(0, WHOLE.length - 20, WHOLE.length - 4);
    const last = Buffer.byteLength(LINES[49] ?? "");
    expect(torn(holed)).toEqual([49, last, null]);
    expect(torn(Buffer.concat([holed, Buffer.alloc(5)]))).toEqual([49, last + 5, null]);
    const early = Buffer.from(WHOLE);
    early.fill(0, 100, 116);
    expect(readChain(early).damage).not.toBeNull();
  });

  it("takes two spoilt lines at the end for damage: a crash spoils one", () => {
    const text = LINES.join("");
    const spoilt = text.replace('"n":48', '"n":8').replace('"n":49', '"n":9');
    const { damage } = readChain(Buffer.from(spoilt));
    expect(damage).toEqual({ line: 49, reason: expect.stringContaining("hash does not fit") });
  });

  it("finds lines that were taken out, doubled or exchanged", () => {
    const lineOfDamage = (lines: readonly string[]) =>
      readChain(Buffer.from(lines.join(""))).damage?.line;
    const [a = "", b = "", c = "", d = ""] = LINES;
    expect(lineOfDamage([a, c, d])).toBe(2);
    expect(lineOfDamage([a, b, b, c])).toBe(3);
    expect(lineOfDamage([a, c, b, d])).toBe(2);
  });
});

describe("writing", () => {
  function written(disk: SimDisk, count: number): ChainFile {
    disk.makeFolder(FOLDER);
    const file = createChain(disk, PATH);
    for (const body of BODIES.slice(0, count)) {
      file.append(body);
      file.sync();
    }
    return file;
  }

  it("makes the format's bytes", () => {
    const disk = new SimDisk();
    const file = written(disk, 50);
    expect(disk.read(PATH).equals(WHOLE)).toBe(true);
    expect([file.size, file.hash]).toEqual([WHOLE.length, LINES[49]?.slice(6, 22)]);
  });

  it("refuses a line before the last is synced, and a body of two lines", () => {
    const file = written(new SimDisk(), 1);
    expect(() => file.append('{"a":\n1}')).toThrow("line end");
    file.append("1");
    expect(() => file.append("2")).toThrow("not synced");
  });

  it("takes back what a full disk left of a line, and writes again once there is room", () => {
    const disk = new SimDisk();
    const file = written(disk, 3);
    const before = disk.read(PATH);
    for (const room of [0, 1, 17, 40]) {
      disk.faults.capacity = before.length + room;
      expect(() => file.append(BODIES[3] ?? "")).toThrow("ENOSPC");
      expect(disk.read(PATH).equals(before)).toBe(true);
    }
    disk.faults.capacity = Infinity;
    file.append(BODIES[3] ?? "");
    file.sync();
    expect(bodiesOf(disk.read(PATH))).toEqual(BODIES.slice(0, 4));
    expect(disk.fired.get("ENOSPC")).toBeGreaterThanOrEqual(4);
  });

  it("writes the rest where a write took a part only", () => {
    const bytes: number[] = [];
    const slow: AppendFile = {
      path: PATH,
      get size() {
        return bytes.length;
      },
      append(part) {
        bytes.push(...part.subarray(0, 7));
        return Math.min(7, part.length);
      },
      sync() {},
      truncate() {},
      close() {},
    };
    new ChainFile(slow, "0".repeat(16)).append(BODIES[0] ?? "");
    expect(Buffer.from(bytes).toString()).toBe(LINES[0]);
  });

  it.each([
    ["written", "EIO"],
    ["synced", "EIO"],
    ["synced", "ENOSPC"],
  ])("writes nothing more after %s failed with %s", (action, code) => {
    const disk = new SimDisk();
    const file = written(disk, 2);
    disk.faults.next.push([action, code]);
    const more = () => {
      file.append("3");
      file.sync();
    };
    expect(more).toThrow(code);
    const { calls } = disk;
    // A sync after a failed one would succeed and mean nothing.
    expect(() => file.sync()).toThrow(DiskError);
    expect(more).toThrow(DiskError);
    expect(disk.calls).toBe(calls);
  });
});

describe("opening", () => {
  it("saves a torn tail beside the file, cuts it and goes on", () => {
    const disk = diskWith(Buffer.concat([WHOLE, Buffer.from('{"h":"12')]));
    const { file, content, saved } = openChain(disk, PATH, tornName);
    expect([content.lines.length, saved]).toEqual([50, "/data/a.torn-0"]);
    expect(disk.read("/data/a.torn-0").toString()).toBe('{"h":"12');
    file.append("1");
    file.sync();
    expect(bodiesOf(disk.read(PATH))).toEqual([...BODIES, "1"]);
  });

  it("keeps what was saved before under the same name", () => {
    const disk = diskWith(Buffer.concat([WHOLE, Buffer.from("second")]));
    disk.put("/data/a.torn-0", Buffer.from("first"));
    expect(openChain(disk, PATH, tornName).saved).toBe("/data/a.torn-0-2");
    expect(disk.read("/data/a.torn-0").toString()).toBe("first");
  });

  it("refuses damage by line, and changes nothing", () => {
    const disk = diskWith(Buffer.from(LINES.join("").replace('"n":7,', '"n":9,')));
    const before = disk.image();
    expect(() => openChain(disk, PATH, tornName)).toThrow(
      `${PATH}:8: the line's hash does not fit it and the line before; nothing was changed`,
    );
    expect(disk.image()).toEqual(before);
  });

  it("brings to the disk what a killed process left in memory", () => {
    const disk = new SimDisk();
    disk.makeFolder(FOLDER);
    const file = createChain(disk, PATH);
    file.append("1");
    const later = disk.killed();
    expect(openChain(later, PATH, tornName).content.lines).toHaveLength(1);
    const random = seeded(1);
    for (let round = 0; round < 20; round += 1) {
      expect(bodiesOf(later.crashed(random).read(PATH))).toEqual(["1"]);
    }
  });
});

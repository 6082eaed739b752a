// The machine's disk, in a folder of its own.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeDisk } from "../../src/disk/node-disk.js";

let folder = "";
const path = (name: string): string => join(folder, name);
const bytes = (text: string): Uint8Array => Buffer.from(text);
const modeOf = (at: string): number => statSync(at).mode & 0o777;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "node-disk-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("the machine's disk", () => {
  it("appends, knows the size, cuts, and goes on at the new end", () => {
    const file = nodeDisk.open(path("a"), "new");
    expect([file.append(bytes("one two")), file.size]).toEqual([7, 7]);
    file.truncate(4);
    file.append(bytes("2"));
    file.sync();
    file.close();
    const again = nodeDisk.open(path("a"), "existing");
    expect(again.size).toBe(5);
    again.append(bytes("!"));
    again.close();
    expect(readFileSync(path("a"), "utf8")).toBe("one 2!");
  });

  it("reads a whole file or its beginning", () => {
    nodeDisk.replace(path("a"), bytes("0123456789"));
    expect(nodeDisk.read(path("a")).toString()).toBe("0123456789");
    expect(nodeDisk.read(path("a"), 3).toString()).toBe("012");
    expect(nodeDisk.read(path("a"), 30).toString()).toBe("0123456789");
  });

  it("replaces a file at once and leaves nothing beside it", () => {
    nodeDisk.replace(path("a"), bytes("long before"));
    nodeDisk.replace(path("a"), bytes("after"));
    expect([readFileSync(path("a"), "utf8"), readdirSync(folder)]).toEqual(["after", ["a"]]);
  });

  it("makes files and folders for their owner alone", () => {
    nodeDisk.makeFolder(path("b/c"));
    nodeDisk.makeFolder(path("b/c"));
    nodeDisk.open(path("b/c/new"), "new").close();
    nodeDisk.replace(path("b/c/replaced"), bytes("1"));
    const modes = ["b", "b/c", "b/c/new", "b/c/replaced"].map((name) => modeOf(path(name)));
    expect(modes).toEqual([0o700, 0o700, 0o600, 0o600]);
  });

  it("lists in order, and nothing where there is no folder", () => {
    for (const name of ["b", "a", "B"]) nodeDisk.replace(path(name), bytes(""));
    expect(nodeDisk.list(folder)).toEqual(["B", "a", "b"]);
    expect(nodeDisk.list(path("none"))).toEqual([]);
    nodeDisk.remove(path("b"));
    nodeDisk.syncFolder(folder);
    expect([nodeDisk.exists(path("a")), nodeDisk.exists(path("b"))]).toEqual([true, false]);
  });

  it("says by code what it refuses", () => {
    nodeDisk.replace(path("a"), bytes("1"));
    const codeOf = (work: () => unknown): unknown => {
      try {
        return work();
      } catch (error) {
        return [(error as { name: string }).name, (error as { code: string }).code];
      }
    };
    expect(codeOf(() => nodeDisk.open(path("a"), "new"))).toEqual(["DiskError", "EEXIST"]);
    expect(codeOf(() => nodeDisk.open(path("z"), "existing"))).toEqual(["DiskError", "ENOENT"]);
    expect(codeOf(() => nodeDisk.read(path("z")))).toEqual(["DiskError", "ENOENT"]);
    expect(codeOf(() => nodeDisk.makeFolder(path("a/b")))).toEqual(["DiskError", "ENOTDIR"]);
    expect(codeOf(() => nodeDisk.replace(path("a/b"), bytes("")))).toEqual([
      "DiskError",
      "ENOTDIR",
    ]);
    expect(codeOf(() => nodeDisk.list(path("a")))).toEqual(["DiskError", "ENOTDIR"]);
    expect(codeOf(() => nodeDisk.remove(path("z")))).toEqual(["DiskError", "ENOENT"]);
  });

  it("fills a disk that has no room left to the last byte it takes, and says ENOSPC", () => {
    // A file that answers every write like a full disk, where the system has one.
    if (!nodeDisk.exists("/dev/full")) return expect(process.platform).not.toBe("linux");
    const file = nodeDisk.open("/dev/full", "existing");
    expect(() => file.append(bytes("1"))).toThrow("/dev/full cannot be written (ENOSPC)");
    file.close();
  });
});

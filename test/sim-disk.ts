// A disk in memory that loses what was not synced: at a crash it keeps of each file what was
// brought to the disk, and of the rest whatever chance says. Lines may be torn at any byte, blocks
// of them be missing while later ones are there, zeros stand where a file grew before its bytes
// came, and entries of folders that were not synced be as they were before.

import { dirname } from "node:path";
import { type AppendFile, type Disk, DiskError } from "../src/disk/disk.js";
import { applied, type EntryChange, enterInto, type Node, nothing } from "./sim-content.js";

/** The process that used the disk has died: nothing of it goes on. */
export class Died extends Error {}

/** What a disk can be told to do wrong. */
export interface Faults {
  /** Bytes of all files together at which it is full. */
  capacity: number;
  isReadOnly: boolean;
  /** The process dies at this call, counted from 1; half of what is appended is written. */
  dieAt: number;
  /** Errors for the next calls of a kind, e.g. `["synced", "EIO"]`; each fires once. */
  next: [action: string, code: string][];
}

/** A disk with its contents. */
export class SimDisk implements Disk {
  readonly faults: Faults = { capacity: Infinity, isReadOnly: false, dieAt: 0, next: [] };
  /** How often each fault fired, by its name. */
  readonly fired = new Map<string, number>();
  /** Calls so far, also the parts of `replace`. */
  calls = 0;
  private isDead = false;
  private files = new Map<string, Node>();
  private durable = new Map<string, Node>();
  private entries: EntryChange[] = [];

  /** Names of folders are as good as written: only what lies in them is lost. */
  private readonly folders = new Set<string>();

  list(folder: string): string[] {
    this.step("listed", folder);
    const names = [...this.files.keys()].filter((path) => dirname(path) === folder);
    return names.map((path) => path.slice(folder.length + 1)).sort();
  }

  exists(path: string): boolean {
    this.step("read", path);
    return this.files.has(path);
  }

  read(path: string, limit = Infinity): Buffer {
    this.step("read", path);
    return Buffer.from(this.node(path, "read").now.subarray(0, limit));
  }

  open(path: string, how: "new" | "existing"): AppendFile {
    this.writeStep("opened", path);
    if (how === "new") {
      if (this.files.has(path)) throw new DiskError("EEXIST", "opened", path);
      this.enter(dirname(path), [
        { path, node: { durable: nothing(), now: nothing(), changes: [] } },
      ]);
    }
    return this.handle(path, this.node(path, "opened"));
  }

  replace(path: string, bytes: Uint8Array): void {
    const temporary = `${path}.tmp`;
    this.writeStep("opened", temporary);
    const node: Node = { durable: nothing(), now: nothing(), changes: [] };
    this.enter(dirname(path), [{ path: temporary, node }]);
    const file = this.handle(temporary, node);
    try {
      for (let at = 0; at < bytes.length; at += file.append(bytes.subarray(at)));
      file.sync();
    } catch (error) {
      if (error instanceof DiskError) this.enter(dirname(path), [{ path: temporary, node: null }]);
      throw error;
    }
    this.writeStep("renamed", path);
    this.enter(dirname(path), [
      { path: temporary, node: null },
      { path, node },
    ]);
    this.syncFolder(dirname(path));
  }

  rewrite(path: string, from: number): void {
    this.writeStep("written", path);
    const node = this.node(path, "written");
    node.changes.push({ kind: "rewrite", at: from, bytes: Buffer.from(node.now.subarray(from)) });
    this.handle(path, node).sync();
  }

  remove(path: string): void {
    this.writeStep("removed", path);
    this.node(path, "removed");
    this.enter(dirname(path), [{ path, node: null }]);
  }

  makeFolder(path: string): void {
    if (!this.folders.has(path)) this.writeStep("made", path);
    this.folders.add(path);
  }

  syncFolder(folder: string): void {
    this.step("synced", folder);
    const ours = this.entries.filter((one) => one.folder === folder);
    for (const { names } of ours) for (const name of names) enterInto(this.durable, name);
    this.entries = this.entries.filter((one) => one.folder !== folder);
  }

  /** The machine lost its power: what another process finds. */
  crashed(random: () => number): SimDisk {
    const next = this.successor();
    // Some crashes keep all, some nothing, most a part.
    const share = [0, 0.5, 1][Math.floor(random() * 3)] ?? 0;
    const kept = new Map(this.durable);
    for (const { names } of this.entries) {
      if (random() < share) for (const name of names) enterInto(kept, name);
    }
    for (const [path, node] of kept) {
      const count = Math.floor(random() * (node.changes.length + 1));
      let bytes = node.durable;
      for (const change of node.changes.slice(0, count)) {
        bytes = applied(bytes, change, () => random() < share);
      }
      // The last of them may have grown the file by a part of itself only.
      const last = node.changes[count - 1];
      if (last?.kind === "append" && random() < 0.5) {
        bytes = bytes.subarray(0, bytes.length - Math.floor(random() * (last.bytes.length + 1)));
      }
      const own = Buffer.from(bytes);
      next.files.set(path, { durable: own, now: own, changes: [] });
    }
    next.durable = new Map(next.files);
    return next;
  }

  /** The process was killed, the machine went on: all is there, but not yet on the disk. */
  killed(): SimDisk {
    const next = this.successor();
    next.files = this.files;
    next.durable = this.durable;
    next.entries = this.entries;
    return next;
  }

  /** Puts bytes in a file's place, synced, as from another machine. */
  put(path: string, bytes: Uint8Array): void {
    const own = Buffer.from(bytes);
    const node = { durable: own, now: own, changes: [] };
    this.files.set(path, node);
    this.durable.set(path, node);
    this.folders.add(dirname(path));
  }

  /** A file as it is now, without a call to the disk; empty where there is none. */
  peek(path: string): Buffer {
    return Buffer.from(this.files.get(path)?.now ?? nothing());
  }

  /** All files as they are now. */
  image(): Map<string, string> {
    return new Map([...this.files].map(([path, { now }]) => [path, now.toString("latin1")]));
  }

  private successor(): SimDisk {
    this.isDead = true;
    const next = new SimDisk();
    for (const folder of this.folders) next.folders.add(folder);
    return next;
  }

  private node(path: string, action: string): Node {
    const node = this.files.get(path);
    if (node === undefined) throw new DiskError("ENOENT", action, path);
    return node;
  }

  private enter(folder: string, names: EntryChange["names"]): void {
    for (const name of names) enterInto(this.files, name);
    this.entries.push({ folder, names });
  }

  private used(): number {
    return [...this.files.values()].reduce((sum, { now }) => sum + now.length, 0);
  }

  private count(fault: string): void {
    this.fired.set(fault, (this.fired.get(fault) ?? 0) + 1);
  }

  private step(action: string, path: string): void {
    if (this.isDead) throw new Died();
    this.calls += 1;
    if (this.calls === this.faults.dieAt) {
      this.isDead = true;
      this.count("died");
      throw new Died();
    }
    const at = this.faults.next.findIndex(([kind]) => kind === action);
    const [fault] = at < 0 ? [] : this.faults.next.splice(at, 1);
    if (fault === undefined) return;
    this.count(`${action} ${fault[1]}`);
    throw new DiskError(fault[1], action, path);
  }

  private writeStep(action: string, path: string): void {
    if (this.faults.isReadOnly) {
      this.count("EROFS");
      throw new DiskError("EROFS", action, path);
    }
    this.step(action, path);
  }

  private handle(path: string, node: Node): AppendFile {
    const disk = this;
    const grow = (bytes: Uint8Array): void => {
      const own = Buffer.from(bytes);
      node.now = Buffer.concat([node.now, own]);
      node.changes.push({ kind: "append", bytes: own, isLost: false });
    };
    return {
      path,
      get size() {
        return node.now.length;
      },
      append(bytes) {
        const isLast = disk.calls + 1 === disk.faults.dieAt && !disk.isDead;
        if (isLast) grow(bytes.subarray(0, Math.ceil(bytes.length / 2)));
        disk.writeStep("written", path);
        const room = Math.max(0, Math.min(bytes.length, disk.faults.capacity - disk.used()));
        if (room < bytes.length) disk.count("ENOSPC");
        if (room === 0 && bytes.length > 0) throw new DiskError("ENOSPC", "written", path);
        grow(bytes.subarray(0, room));
        return room;
      },
      sync() {
        try {
          disk.writeStep("synced", path);
        } catch (error) {
          // As Linux may: what could not be written is forgotten, and the next sync succeeds.
          if (error instanceof DiskError) {
            for (const one of node.changes) if (one.kind === "append") one.isLost = true;
          }
          throw error;
        }
        node.durable = node.changes.reduce(
          (bytes, change) => applied(bytes, change, () => true),
          node.durable,
        );
        node.changes = [];
      },
      truncate(size) {
        disk.writeStep("truncated", path);
        node.now = Buffer.from(node.now.subarray(0, size));
        node.changes.push({ kind: "truncate", size });
      },
      close() {
        if (disk.isDead) throw new Died();
      },
    };
  }
}

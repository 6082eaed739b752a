// A disk whose calls are points at which its process can die.

import type { AppendFile, Disk } from "../../../src/disk/disk.js";
import { Died, type SimDisk } from "../../sim-disk.js";
import type { Deaths } from "./deaths.js";

/** Parts of `replace` and `rewrite`, each a call of its own to the simulated disk. */
const REPLACE_PARTS = ["opened", "written", "synced", "renamed", "folder synced"];
const REWRITE_PARTS = ["written", "synced"];

/** What a line that is about to be written says, in a few words. */
type Describe = (path: string, line: string) => string;

/** A disk that its process dies on. */
export class MortalDisk implements Disk {
  readonly #disk: SimDisk;
  readonly #deaths: Deaths;
  readonly #describe: Describe;

  constructor(disk: SimDisk, deaths: Deaths, describe: Describe) {
    this.#disk = disk;
    this.#deaths = deaths;
    this.#describe = describe;
  }

  list(folder: string): string[] {
    this.#deaths.live();
    return this.#disk.list(folder);
  }

  exists(path: string): boolean {
    this.#deaths.live();
    return this.#disk.exists(path);
  }

  read(path: string, limit?: number): Buffer {
    this.#deaths.live();
    return this.#disk.read(path, limit);
  }

  open(path: string, how: "new" | "existing"): AppendFile {
    if (how === "existing") this.#deaths.live();
    else this.#deaths.at(`${kindOf(path)} created`);
    return this.#mortal(this.#disk.open(path, how));
  }

  replace(path: string, bytes: Uint8Array): void {
    this.#inParts(`${kindOf(path)} replaced`, REPLACE_PARTS);
    this.#dying(() => this.#disk.replace(path, bytes));
  }

  rewrite(path: string, from: number): void {
    this.#inParts(`${kindOf(path)} rewritten`, REWRITE_PARTS);
    this.#dying(() => this.#disk.rewrite(path, from));
  }

  remove(path: string): void {
    this.#deaths.at(`${kindOf(path)} removed`);
    this.#disk.remove(path);
  }

  makeFolder(path: string): void {
    this.#deaths.live();
    this.#disk.makeFolder(path);
  }

  syncFolder(folder: string): void {
    this.#deaths.at("folder synced");
    this.#disk.syncFolder(folder);
  }

  #inParts(what: string, parts: readonly string[]): void {
    for (const [i, part] of parts.entries()) {
      const isNext = this.#deaths.isNext(`${what}: ${part}`);
      if (isNext) this.#disk.faults.dieAt = this.#disk.calls + i + 1;
    }
  }

  #dying(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof Died) this.#deaths.isDead = true;
      throw error;
    }
  }

  #mortal(file: AppendFile): AppendFile {
    const deaths = this.#deaths;
    const kind = kindOf(file.path);
    let line = Buffer.alloc(0);
    const label = (when: string) => {
      const own = line;
      return () => `${kind} ${this.#describe(file.path, own.toString())}: ${when}`;
    };
    return {
      path: file.path,
      get size() {
        return file.size;
      },
      append: (bytes) => {
        line = Buffer.from(bytes);
        deaths.at(label("before"));
        if (deaths.isNext(label("torn"))) {
          file.append(bytes.subarray(0, Math.ceil(bytes.length / 2)));
          deaths.die();
        }
        const taken = file.append(bytes);
        deaths.at(label("written"));
        return taken;
      },
      sync: () => {
        deaths.live();
        file.sync();
        deaths.at(label("synced"));
      },
      truncate: (size) => {
        deaths.at(`${kind} cut: before`);
        file.truncate(size);
        deaths.at(`${kind} cut: written`);
      },
      close: () => {
        if (!deaths.isDead) file.close();
      },
    };
  }
}

function kindOf(path: string): string {
  if (path.endsWith(".snapshot")) return "snapshot";
  if (path.includes(".torn-")) return "torn tail";
  return path.includes("/book.") ? "book" : "journal";
}

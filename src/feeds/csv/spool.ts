import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../engine/errors.js";
import { type BarBlock, BLOCK_ROWS, type BlockFeed } from "./table.js";

/**
 * Bars of a pipe or a packed file that are too many for memory, in a temporary file that is gone
 * when the program ends, however it ends.
 */
export class Spool implements BlockFeed {
  private readonly file: string;
  private readonly handle: number;
  private blocks = 0;
  private lastLength = 0;
  private at = 0;

  /** @throws UserError (exit 2) when there is no folder for temporary files. */
  constructor(file: string) {
    this.file = file;
    try {
      const folder = mkdtempSync(join(tmpdir(), "transmission-"));
      this.handle = openSync(join(folder, "bars"), "wx+", 0o600);
      const remove = () => rmSync(folder, { recursive: true, force: true });
      // A file without a name lives as long as it is open; some systems allow no such thing.
      try {
        remove();
      } catch {
        process.once("exit", remove);
      }
    } catch (error) {
      throw this.refusal(error);
    }
  }

  /** Adds a block; all but the last are full. */
  write(block: BarBlock): void {
    const { memory } = block;
    try {
      for (let done = 0; done < memory.length; ) {
        const place = this.blocks * memory.length + done;
        done += writeSync(this.handle, memory, done, memory.length - done, place);
      }
    } catch (error) {
      throw this.refusal(error);
    }
    this.blocks++;
    this.lastLength = block.length;
  }

  /** Starts over. */
  rewind(): this {
    this.at = 0;
    return this;
  }

  fill(block: BarBlock): Promise<void> {
    block.length = 0;
    if (this.at < this.blocks) {
      const { memory } = block;
      for (let done = 0; done < memory.length; ) {
        const place = this.at * memory.length + done;
        const count = readSync(this.handle, memory, done, memory.length - done, place);
        if (count === 0) throw new Error("the temporary file is shorter than what was written");
        done += count;
      }
      this.at++;
      block.length = this.at < this.blocks ? BLOCK_ROWS : this.lastLength;
    }
    return Promise.resolve();
  }

  close(): Promise<void> {
    closeSync(this.handle);
    return Promise.resolve();
  }

  private refusal(error: unknown): UserError {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    return new UserError(
      `${this.file}: its bars do not fit the temporary folder ${tmpdir()} (${code}); ` +
        "make room there, name another in TMPDIR, or give an unpacked file",
    );
  }
}

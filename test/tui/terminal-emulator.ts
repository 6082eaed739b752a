// What a person would see: bytes written to a terminal, read back as rows of text.

import { createRequire } from "node:module";
import type { IPty } from "@lydell/node-pty";
import { spawn } from "@lydell/node-pty";
import type { Terminal as Emulator, IBufferCell } from "@xterm/headless";

// It is published as CommonJS and names its exports in a way that ES modules do not see.
const { Terminal } = createRequire(import.meta.url)("@xterm/headless") as {
  Terminal: typeof Emulator;
};

/** An emulator of that size. */
export function emulatorOf(columns: number, rows: number): Emulator {
  return new Terminal({ cols: columns, rows, allowProposedApi: true });
}

/** Writes and waits until it has been understood. */
export function feed(emulator: Emulator, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    emulator.write(text, resolve);
  });
}

/** The rows on the screen, without the spaces at their ends. */
export function rowsOf(emulator: Emulator): string[] {
  const { active } = emulator.buffer;
  return Array.from({ length: emulator.rows }, (_, row) => {
    return (
      active
        .getLine(active.viewportY + row)
        ?.translateToString(true)
        .trimEnd() ?? ""
    );
  });
}

/** The first cell of a text that is seen; undefined where it is not. */
export function cellOf(emulator: Emulator, text: string): IBufferCell | undefined {
  const rows = rowsOf(emulator);
  const row = rows.findIndex((one) => one.includes(text));
  const { active } = emulator.buffer;
  return active.getLine(active.viewportY + row)?.getCell(rows[row]?.indexOf(text) ?? 0);
}

/** A program in a terminal of its own. */
export class PtyRun {
  readonly emulator: Emulator;
  readonly pty: IPty;
  /** Everything that was written, as it came. */
  output = "";
  readonly exit: Promise<number>;

  constructor(
    file: string,
    args: readonly string[],
    size: { columns: number; rows: number },
    env: Record<string, string> = {},
  ) {
    this.emulator = emulatorOf(size.columns, size.rows);
    this.pty = spawn(file, [...args], {
      cols: size.columns,
      rows: size.rows,
      name: "xterm-256color",
      env: { ...(process.env as Record<string, string>), CI: "true", ...env },
    });
    this.pty.onData((text) => {
      this.output += text;
      this.emulator.write(text);
    });
    this.exit = new Promise((resolve) => {
      this.pty.onExit(({ exitCode, signal }) => resolve(signal ? 128 + signal : exitCode));
    });
  }

  get text(): string {
    return rowsOf(this.emulator).join("\n");
  }

  /** Takes the terminal away from under the program. */
  hangUp(): void {
    (this.pty as IPty & { destroy(): void }).destroy();
  }

  press(keys: string): void {
    this.pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.emulator.resize(columns, rows);
    this.pty.resize(columns, rows);
  }

  /** Waits until the screen shows it; says what it shows instead when it never does. */
  async shows(wanted: RegExp | ((text: string) => boolean), withinMs = 15_000): Promise<string> {
    const isThere = typeof wanted === "function" ? wanted : (text: string) => wanted.test(text);
    for (let waited = 0; waited < withinMs; waited += 25) {
      const { text } = this;
      if (isThere(text)) return text;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`never showed ${wanted}; it shows\n${this.text}`);
  }
}

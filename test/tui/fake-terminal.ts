// A terminal for tests of the cockpit.

import type { Terminal as Emulator } from "@xterm/headless";
import { Screen } from "../../src/tui/screen.js";
import type { Size } from "../../src/tui/store.js";
import type { TerminalPort } from "../../src/tui/terminal.js";
import { emulatorOf, rowsOf } from "./terminal-emulator.js";

/** A terminal that shows what is written to it and sends what it is told to. */
export class FakeTerminal implements TerminalPort {
  readonly emulator: Emulator;
  readonly screen: Screen;
  size: Size;
  writes = 0;
  /** Everything that was written, as it came. */
  written = "";
  suspensions = 0;
  /** Keys that come at once. */
  burst: (keys: readonly string[]) => void = () => {};
  resized: () => void = () => {};

  constructor(size: Size = { columns: 100, rows: 30 }) {
    this.size = size;
    this.emulator = emulatorOf(size.columns, size.rows);
    this.screen = new Screen({
      write: (bytes) => {
        this.writes++;
        this.written += Buffer.from(bytes).toString();
        this.emulator.write(bytes);
        return bytes.length;
      },
    });
    this.screen.open();
  }

  press(key: string): void {
    this.burst([key]);
  }

  onKeys(take: (keys: readonly string[]) => void): void {
    this.burst = take;
  }

  onResize(take: () => void): void {
    this.resized = take;
  }

  onGone(): void {}

  suspend(): void {
    this.suspensions++;
  }

  async shows(wanted: RegExp): Promise<string> {
    for (let turn = 0; turn < 400; turn++) {
      const text = rowsOf(this.emulator).join("\n");
      if (wanted.test(text)) return text;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`never showed ${wanted}\n${rowsOf(this.emulator).join("\n")}`);
  }
}

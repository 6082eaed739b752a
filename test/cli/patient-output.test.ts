// Writing to whoever may not read.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PatientWriter } from "../../src/cli/patient-output.js";

const MOST_BYTES = 8 * 1024 * 1024;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A reader that takes so many bytes at a time, and then nothing until it is given room again. */
class Reader {
  room = 0;
  text = "";
  isGone = false;

  readonly write = (bytes: Uint8Array): number => {
    if (this.isGone) throw Object.assign(new Error("EIO"), { code: "EIO" });
    if (this.room === 0) throw Object.assign(new Error("EAGAIN"), { code: "EAGAIN" });
    const taken = Math.min(this.room, bytes.length);
    this.text += Buffer.from(bytes.subarray(0, taken)).toString();
    this.room -= taken;
    return taken;
  };
}

describe("a patient writer", () => {
  it("hands over everything in order, however little is taken at a time", () => {
    const reader = new Reader();
    const writer = new PatientWriter(reader.write, () => {});
    const lines = Array.from({ length: 200 }, (_, at) => `line ${at}\n`);
    for (const [at, line] of lines.entries()) {
      reader.room += at % 7;
      writer.take(line);
    }
    for (let turn = 0; turn < 2_000 && writer.keptBytes > 0; turn++) {
      reader.room = 3;
      vi.advanceTimersByTime(50);
    }
    expect(reader.text).toBe(lines.join(""));
    expect(writer.dropped).toBe(0);
  });

  it("keeps a bounded amount for who does not read, drops whole lines and counts them", () => {
    const reader = new Reader();
    const writer = new PatientWriter(reader.write, () => {});
    const line = `${"x".repeat(1023)}\n`;
    for (let at = 0; at < 10_000; at++) writer.take(line);
    expect(writer.keptBytes).toBe(MOST_BYTES);
    expect(writer.dropped).toBe(10_000 - MOST_BYTES / 1024);
    reader.room = Number.POSITIVE_INFINITY;
    vi.advanceTimersByTime(50);
    expect(reader.text.length).toBe(MOST_BYTES);
    expect(writer.keptBytes).toBe(0);
  });

  it("says once that its reader is gone", () => {
    const reader = new Reader();
    let gone = 0;
    const writer = new PatientWriter(reader.write, () => void gone++);
    writer.take("kept\n");
    reader.isGone = true;
    vi.advanceTimersByTime(50);
    expect([gone, writer.keptBytes]).toEqual([1, 0]);
  });
});

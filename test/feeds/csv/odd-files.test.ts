import { chmodSync } from "node:fs";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/engine/errors.js";
import { openBars } from "../../../src/feeds/csv/read.js";
import type { BarSource } from "../../../src/feeds/feed.js";
import { fileOf, openText, rowsOf } from "./open.js";

const MEGABYTE = 1 << 20;
const HEADER = "timestamp,open,high,low,close,volume";

/** Ten rows a minute apart, the first on line 2 when the header is there. */
const ROWS = Array.from({ length: 10 }, (_, at) => `2025-11-18T14:3${at}:00Z,10,11,9,10,5`);

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

async function refusalOf(opened: Promise<BarSource>): Promise<string> {
  const error = await opened.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  const { message, exitCode } = error as UserError;
  expect(exitCode).toBe(2);
  expect(message).not.toContain("\n");
  expect(message.length).toBeLessThan(400);
  return message;
}

describe("a line of ten megabytes", () => {
  it.each([" ", "x", "1,", '"', "\r"])("of %o is one bad row among good ones", async (filling) => {
    const line = filling.repeat((10 * MEGABYTE) / filling.length);
    const text = textOf([HEADER, ...ROWS.slice(0, 4), line, ...ROWS.slice(4)]);
    const { description } = await openText(text);
    expect(description).toMatchObject({
      bars: 10,
      badRows: 1,
      bad: [{ line: 6, reason: "longer than a megabyte" }],
    });
  });

  it("may be the last, and may come in pieces", async () => {
    const text = textOf([HEADER, ...ROWS]) + "x".repeat(10 * MEGABYTE);
    const pieces = Readable.from(
      Array.from({ length: text.length / 10_000 + 1 }, (_, at) =>
        Buffer.from(text.slice(at * 10_000, (at + 1) * 10_000)),
      ),
    );
    const { description } = await openBars("-", { symbol: "MNQ" }, pieces);
    expect(description).toMatchObject({ bars: 10, badRows: 1, bad: [{ line: 12 }] });
  });

  it("is refused where it is all there is", async () => {
    expect(await refusalOf(openText("x".repeat(10 * MEGABYTE)))).toContain(
      "its first line is longer than any row",
    );
  });
});

describe("rows of 5,000 columns", () => {
  const names = Array.from({ length: 4994 }, (_, at) => `plot${at}`);

  it("are read where the header names them, however long the first lines are", async () => {
    const cells = names.map((_, at) => String(at * 1000));
    const text = textOf([[HEADER, ...names].join(), ...ROWS.map((row) => [row, ...cells].join())]);
    const source = await openText(text);
    expect(source.description).toMatchObject({ bars: 10, badRows: 0, format: "plain CSV" });
    expect((await rowsOf(source)).map(([, , , , close]) => close)).toEqual(ROWS.map(() => 10));
  });

  it("are bad rows where it does not", async () => {
    const text = textOf([HEADER, ...ROWS, [ROWS[0], ...names].join()]);
    const { description } = await openText(text);
    const bad = [{ line: 12, reason: "5000 columns instead of 6" }];
    expect(description).toMatchObject({ bars: 10, badRows: 1, bad });
  });
});

describe("UTF-16", () => {
  const text = `\uFEFF${textOf([HEADER, ...ROWS])}`;
  const little = Buffer.from(text, "utf16le");
  const big = Buffer.from(little).swap16();
  it.each([
    ["little-endian with its mark", little],
    ["big-endian with its mark", big],
    ["little-endian without", little.subarray(2)],
    ["big-endian without", big.subarray(2)],
    ["packed", gzipSync(little)],
    ["cut inside a letter", little.subarray(0, little.length - 1)],
  ])("is read: %s", async (_, content) => {
    expect((await openText(content)).description).toMatchObject({ bars: 10, badRows: 0 });
  });
});

describe("NUL bytes", () => {
  it("at the beginning make a file binary", async () => {
    const text = textOf([HEADER, "\0\0\0", ...ROWS]);
    expect(await refusalOf(openText(text))).toContain("binary data, not text");
  });

  it("further on make bad rows", async () => {
    // What the disk of a crashed machine leaves: zeros where rows should be. Blank lines fill the
    // stretch by which a file is told to be text.
    const holed = [ROWS[2], `\0\0${ROWS[3]}`, ROWS[4]?.replace("9", "\0"), "\0".repeat(5000)];
    const lines = [HEADER, ...ROWS.slice(0, 2), ...Array(70_000).fill(""), ...holed];
    const { description } = await openText(textOf(lines as string[]));
    expect(description).toMatchObject({ bars: 3, badRows: 3 });
    expect(description.bad.map(({ line }) => line)).toEqual([70_005, 70_006, 70_007]);
  });
});

describe("gzip", () => {
  const packed = gzipSync(textOf([HEADER, ...ROWS]).repeat(50));

  it("that ends too early is refused, wherever it is cut", async () => {
    for (let length = 3; length < packed.length; length += 7) {
      const refusal = await refusalOf(openText(packed.subarray(0, length), {}, "MNQ.csv.gz"));
      expect(refusal).toMatch(/the gzip data ends too early|empty/);
    }
  });

  it("that is damaged is refused", async () => {
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, 20, 40);
    expect(await refusalOf(openText(damaged))).toContain("the gzip data is damaged");
  });
});

describe("a file one may not read", () => {
  it("is refused in a line that says so", async () => {
    const path = fileOf(textOf([HEADER, ...ROWS]));
    chmodSync(path, 0o000);
    // The superuser may read anything, so the test is someone else meanwhile.
    const isSuper = process.geteuid?.() === 0;
    if (isSuper) process.seteuid?.(65_534);
    try {
      const refusal = await refusalOf(openBars(path, {}));
      expect(refusal).toBe(`${path}: you may not read it; change its permissions`);
    } finally {
      if (isSuper) process.seteuid?.(0);
    }
  });
});

describe("a file that is no text of bars", () => {
  const zeros = Buffer.alloc(200);
  const of = (start: string, more = "") =>
    Buffer.concat([Buffer.from(start, "latin1"), zeros, Buffer.from(more, "latin1")]);

  it.each([
    [of("PK\x03\x04", "BTCUSDT-1m-2025-11-18.csv"), "a zip archive; unpack it"],
    [of("PK\x03\x04", "[Content_Types].xml"), "an Excel workbook; save its sheet as CSV"],
    [of("\xd0\xcf\x11\xe0"), "an Excel workbook; save its sheet as CSV"],
    [of("PAR1"), "Parquet; write it as CSV"],
    [of("ARROW1"), "Feather; write it as CSV"],
    [of("\x28\xb5\x2f\xfd"), "zstd -dc <file> | transmission … -"],
    [of("BZh9"), "bzip2 -dc <file>"],
    [of("DBN\x01"), "dbn <file> --csv"],
    [Buffer.from("<!DOCTYPE html>\n<html><body></body></html>\n"), "a web page, not bars"],
    [Buffer.from("%PDF-1.4\n"), "a PDF, not bars"],
  ])("is told by its first bytes (%#)", async (content, words) => {
    expect(await refusalOf(openText(content))).toContain(words);
  });
});

describe("lines that end with a carriage return alone", () => {
  it("are lines, in a file and in a pipe", async () => {
    const text = textOf([HEADER, ...ROWS]).replaceAll("\n", "\r");
    const bad = text.replace("10,11,9", "x,11,9");
    expect((await openText(bad)).description).toMatchObject({ bars: 9, bad: [{ line: 2 }] });
    const pieces = Readable.from([Buffer.from(text.slice(0, 60)), Buffer.from(text.slice(60))]);
    expect((await openBars("-", {}, pieces)).description).toMatchObject({ bars: 10, badRows: 0 });
  });
});

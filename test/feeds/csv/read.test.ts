import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/engine/errors.js";
import { openBars } from "../../../src/feeds/csv/read.js";
import { fileOf, openText, type Row, rowsOf } from "./open.js";

const MINUTE = 60_000;
const HEADER = "timestamp,open,high,low,close,volume\n";

/** 2025-11-18T14:30:00Z (worked out in dialects.test.ts). */
const FIRST = 1_763_476_200_000;

function good(minute: number, close = 10): string {
  return `2025-11-18T14:${30 + minute}:00Z,10,11,9,${close},5\n`;
}

function isoOf(ts: number): string {
  return new Date(ts).toISOString();
}

/** Whole ticks of 0.25, so that a price has an exact text. */
const bars = fc
  .array(
    fc.record({
      step: fc.integer({ min: 1, max: 3 }),
      prices: fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 4, maxLength: 4 }),
      volume: fc.integer({ min: 0, max: 1_000_000 }),
    }),
    { minLength: 3, maxLength: 40 },
  )
  .map((all) => {
    let ts = FIRST;
    return all.map(({ step, prices, volume }): Row => {
      ts += step * MINUTE;
      const sorted = [...prices].sort((a, b) => a - b).map((ticks) => ticks / 4);
      const [low = 0, open = 0, close = 0, high = 0] = sorted;
      return [ts, open, high, low, close, volume];
    });
  });

const WRITERS: Readonly<Record<string, (row: Row) => string>> = {
  plain: ([ts, ...rest]) => [isoOf(ts), ...rest].join(),
  epoch: ([ts, ...rest]) => [ts / 1000, ...rest].join(),
  quoted: ([ts, ...rest]) => [isoOf(ts), ...rest].map((cell) => `"${cell}"`).join(),
  metatrader: ([ts, ...rest]) =>
    [isoOf(ts).slice(0, 10).replaceAll("-", "."), isoOf(ts).slice(11, 16), ...rest].join(),
  // Stamped a minute later: at the close.
  ninja: ([ts, ...rest]) => {
    const stamp = isoOf(ts + MINUTE)
      .replace(/[-:]/g, "")
      .replace("T", " ")
      .slice(0, 15);
    return [stamp, ...rest].join(";");
  },
  comma: ([ts, ...rest]) =>
    [isoOf(ts), ...rest.map((cell) => String(cell).replace(".", ","))].join(";"),
};

describe("bars written and read back", () => {
  it.each(Object.keys(WRITERS))("are the same as %s, packed and marked or not", async (name) => {
    const writer = WRITERS[name] ?? String;
    const form = fc.record({
      isCrlf: fc.boolean(),
      isPacked: fc.boolean(),
      isMarked: fc.boolean(),
      hasLastEnd: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(bars, form, async (rows, { isCrlf, isPacked, isMarked, hasLastEnd }) => {
        const end = isCrlf ? "\r\n" : "\n";
        const body = rows.map(writer).join(end) + (hasLastEnd ? end : "");
        const text = Buffer.from((isMarked ? "\uFEFF" : "") + body);
        const content = isPacked ? gzipSync(text) : text;
        const source = await openText(content, { timeframe: "1m" });
        expect(await rowsOf(source)).toEqual(rows);
      }),
      { numRuns: 40 },
    );
  });

  it("are parsed as Number would, however many digits they have", async () => {
    const digits = fc.tuple(fc.integer({ min: 1, max: 999_999_999 }), fc.nat(999_999_999));
    await fc.assert(
      fc.asyncProperty(digits, fc.integer({ min: 0, max: 18 }), async ([whole, part], zeros) => {
        const price = `${whole}.${"0".repeat(zeros)}${part}`;
        const row = `${[price, price, price, price].join()},1`;
        const [first] = await rowsOf(await openText(`${HEADER}2025-11-18T14:30:00Z,${row}\n`));
        expect(first?.[1]).toBe(Number(price));
      }),
      { numRuns: 200 },
    );
  });

  it("come from standard input in chunks of any size", async () => {
    const text = `${HEADER}${good(0)}${good(1)}${good(2)}`;
    const stdin = Readable.from([...text].map((letter) => Buffer.from(letter)));
    const source = await openBars("-", { symbol: "MNQ" }, stdin);
    expect((await rowsOf(source)).map(([ts]) => ts - FIRST)).toEqual([0, MINUTE, 2 * MINUTE]);
  });
});

describe("bad rows", () => {
  it.each([
    ["2025-11-18T14:31:00Z,10,x,9,10,5", "high 'x' is not a number"],
    ["2025-11-18T14:31:00Z,10,,9,10,5", "high is empty"],
    ["2025-11-18T14:31:00Z,10,9,11,10,5", "high is below low"],
    ["2025-11-18T14:31:00Z,12,11,9,10,5", "open is outside high to low"],
    ["2025-11-18T14:31:00Z,10,11,9,8,5", "close is outside high to low"],
    ["2025-11-18T14:31:00Z,10,11,0,10,5", "price is not above zero"],
    ["2025-11-18T14:31:00Z,10,11,9,10,-5", "volume is negative"],
    ["2025-11-18T14:31:00Z,10,11,9,10", "5 columns instead of 6"],
    ["2025-11-18T14:31:00Z,10,11,9,10,5,6", "7 columns instead of 6"],
    ["2025-02-29T14:31:00Z,10,11,9,10,5", "time '2025-02-29T14:31:00Z' is not a time"],
    ["2025-11-18T14:30:00Z,10,11,9,10,5", "its time was seen before"],
  ])("like %s are dropped and located", async (row, reason) => {
    const text = `${HEADER}${good(0)}\n${row}\n${good(2)}${good(3)}`;
    const source = await openText(text, {}, "SPY.csv");
    // The header is line 1 and line 3 is blank.
    expect(source.description).toMatchObject({ bars: 3, badRows: 1, bad: [{ line: 4, reason }] });
    await expect(openText(text, { strict: true }, "SPY.csv")).rejects.toThrow(`line 4: ${reason}`);
  });

  it("are not those out of order, which are sorted in and counted", async () => {
    const text = `${HEADER}${good(0)}${good(3)}${good(1)}${good(3, 9)}${good(2)}${good(0, 9)}`;
    const source = await openText(text);
    expect((await rowsOf(source)).map(([ts, , , , close]) => [ts - FIRST, close])).toEqual(
      [0, 1, 2, 3].map((minute) => [minute * MINUTE, 10]),
    );
    expect(source.description).toMatchObject({ sortedRows: 2, badRows: 2 });
    expect(source.description.bad.map(({ line }) => line)).toEqual([5, 7]);
  });
});

describe("the clock", () => {
  const at = (stamp: string) => `${stamp},10,11,9,10,5\n`;

  it.each([false, true])(
    "tells the doubled hour by the row before (reversed: %s)",
    async (isBack) => {
      // New York goes back on 2025-11-02 at 06:00 UTC: 01:30 is 05:30 and then 06:30.
      const stamps = ["00:30", "01:00", "01:30", "01:00", "01:30", "02:00"];
      const lines = stamps.map((clock) => at(`2025-11-02 ${clock}`));
      if (isBack) lines.push(at("2025-11-02 05:00"));
      const text = (isBack ? lines.reverse() : lines).join("");
      const rows = await rowsOf(await openText(text, { tz: "America/New_York" }, "BTCUSD.csv"));
      expect(rows.slice(0, 6).map(([ts]) => isoOf(ts).slice(11, 16))).toEqual([
        "04:30",
        "05:00",
        "05:30",
        "06:00",
        "06:30",
        "07:00",
      ]);
    },
  );

  it("makes no gap of a night or a weekend", async () => {
    // Friday 2025-11-14 21:59 UTC is the last minute of CME (15:59 Chicago); Sunday 23:00 UTC.
    const text =
      at("2025-11-14 21:58") +
      at("2025-11-14 21:59") +
      at("2025-11-16 23:00") +
      at("2025-11-16 23:01") +
      at("2025-11-16 23:05");
    const { description } = await openText(text);
    expect(description).toMatchObject({ gaps: 1, timeframe: "1m" });
  });
});

describe("a file that is none", () => {
  it.each([
    ["an empty file", "", "empty"],
    ["a header alone", HEADER, "only a header"],
    ["binary", new Uint8Array([1, 0, 2, 0, 3]), "binary"],
    ["prose", "Dear Sir,\nplease find\n", "no format of bars known"],
    ["bad rows alone", `${HEADER}a,b,c,d,e,f\n`, "no usable row among 1 (line 2: time 'a'"],
    ["gzip cut off", gzipSync(HEADER + good(0).repeat(50)).subarray(0, 60), "ends too early"],
  ])("is refused: %s", async (_, content, reason) => {
    const error = await openText(content).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringContaining(reason) });
    expect((error as Error).message).not.toContain("\n");
  });

  it("is refused: no file, and a folder", async () => {
    await expect(openBars("nowhere/MNQ.csv", {})).rejects.toThrow("nowhere/MNQ.csv: no such file");
    await expect(openBars("test", {})).rejects.toThrow("test: a folder");
  });

  it("never throws anything but a line for the user", async () => {
    const base = Buffer.from(HEADER + Array.from({ length: 20 }, (_, at) => good(at)).join(""));
    let state = 20_251_118;
    const random = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let run = 0; run < 300; run++) {
      const bytes = Buffer.from(base);
      for (let hit = 0; hit <= run % 7; hit++) bytes[random(bytes.length)] = random(256);
      const content = bytes.subarray(0, bytes.length - random(run % 3 === 0 ? bytes.length : 1));
      const outcome = await openText(content).catch((thrown: unknown) => thrown);
      if (outcome instanceof Error) expect(outcome, `run ${run}`).toBeInstanceOf(UserError);
    }
  });
});

describe("what the user says", () => {
  const text = `${good(0)}${good(1)}${good(2)}`;

  it("wins: label, price scale, timeframe", async () => {
    const options = { label: "close", priceScale: 10, timeframe: "30s" } as const;
    const rows = await rowsOf(await openText(text, options));
    expect(rows[0]).toEqual([FIRST - MINUTE / 2, 1, 1.1, 0.9, 1, 5]);
  });

  it("is missing: an unknown symbol takes its tick from the data", async () => {
    const { description } = await openBars(
      fileOf(text.replaceAll(",11,", ",10.75,"), "zz.csv"),
      {},
    );
    // 10, 10.75 and 9 share a step of 0.25.
    expect(description.instrument).toMatchObject({
      unknown: true,
      tick: { unscaled: 25, scale: 2 },
    });
  });
});

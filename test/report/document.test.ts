import { describe, expect, it } from "vitest";
import { analysisOf } from "../../src/analytics/analysis.js";
import { bareTrade, type JournalTrade } from "../../src/analytics/entry-context.js";
import { reportAssets } from "../../src/cli/report-assets.js";
import { type Assets, type ReportData, reportHtml } from "../../src/report/document.js";
import type { PackedTrades } from "../../src/report/packed-trades.js";
import { unpackTrades } from "../../src/report/packed-trades.js";
import { HOUR, MINUTE, MONDAY, trade } from "../analytics/journal.js";
import { madeReport, reportOf } from "./made-report.js";
import { faultIn } from "./well-formed.js";

const PLAIN: Assets = {
  style: { text: "p { margin: 0 }", hash: "sha256-style" },
  script: { text: "void 0;", hash: "sha256-script" },
};

const page = (data: ReportData): string => reportHtml(data, PLAIN);

/** Text without tags, one space between words. */
const wordsOf = (html: string): string =>
  html
    .replace(/<style>.*?<\/style>|<script.*?<\/script>/gs, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");

function packedIn(html: string): PackedTrades {
  const [, json = ""] =
    /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html) ?? [];
  return JSON.parse(json);
}

/** Two wins of 2 R and 1 R, a loss of 1 R between them. */
function threeTrades(): JournalTrade[] {
  const made = [
    { trade_id: "1", result_R: 2, net_pnl: 200, mae_R: -0.5, mfe_R: 2.5, side: "long" as const },
    { trade_id: "2", result_R: -1, net_pnl: -100, mae_R: -1, mfe_R: 0.25, side: "short" as const },
    { trade_id: "3", result_R: 1, net_pnl: 100, mae_R: 0, mfe_R: 1, side: "long" as const },
  ];
  return made.map((fields, at) =>
    bareTrade(
      trade({
        ...fields,
        commission: 1.5,
        entry_ts: MONDAY + (9 + at) * HOUR,
        exit_ts: MONDAY + (9 + at) * HOUR + 30 * MINUTE,
      }),
    ),
  );
}

describe("a report", () => {
  it("counts a trade as one, and thousands apart", () => {
    const [first] = threeTrades();
    const one = first === undefined ? [] : [first];
    expect(page(reportOf(one))).toContain("Cumulative R over 1 trade from 2025-11-");
    const many = Array.from({ length: 1_200 }, () => one).flat();
    expect(page(reportOf(many))).toContain("Cumulative R over 1,200 trades from 2025-11-");
  });

  it("says the numbers of its trades", () => {
    const words = wordsOf(page(reportOf(threeTrades())));
    // 2 − 1 + 1, and a third of it; 300 won over 100 lost; 2 of 3 won.
    expect(words).toContain("+2.00 R net");
    expect(words).toContain("+0.67 R a trade over 3 trades: too few to tell from chance");
    expect(words).toContain("Profit factor 3.00 ");
    expect(words).toContain("Won 66.7 % ");
    // Wilson's lower bound of 2 in 3, by hand: (0.6667 + 0.6402 − 0.8334) / 2.2805.
    expect(words).toContain("at least 20.8 %");
    expect(words).toContain("Max drawdown 1.00 R now 0.00 R below the peak");
    expect(words).toContain("Trades 3 2 won, 1 lost, 0 even");
    expect(words).toContain("Net +200.00 USD, after commission");
    expect(words).toContain("Commission 4.50 USD");
    expect(words).toContain("Average win, loss +1.50, −1.00 R");
    expect(words).toContain("Average hold 30 min");
    // By side: two longs of 3 R in all, a short of −1 R.
    expect(words).toMatch(/long 2 100\.0 % \+1\.50 too few to say \+3\.00 R \+300\.00/);
    expect(words).toMatch(/short 1 0\.0 % −1\.00 too few to say −1\.00 R −100\.00/);
    // Monday's hours from nine to eleven.
    expect(words).toMatch(/09:00 \+2\.0 1 .*10:00 −1\.0 1 .*11:00 \+1\.0 1 /);
  });

  it("hands its script the trades, and those behind each row", () => {
    const trades = threeTrades();
    const html = page(reportOf(trades));
    const packed = packedIn(html);
    expect(unpackTrades(packed).map(({ result_R }) => result_R)).toEqual([2, -1, 1]);
    const [, key = ""] = /data-pick="(\d+)"\s+title="Show the trades: long"/.exec(html) ?? [];
    // Of three trades a place is one digit: the first and the third.
    expect(packed.picks[key]).toEqual({ label: "long", places: "AC" });
  });

  it.each([0, 1, 3, 60])("of %i trades is well-formed", (count) => {
    expect(faultIn(page(madeReport(count)))).toBeNull();
    expect(faultIn("<!doctype html><p>a<b>c</p></b>")).toContain("</p> ends b");
    expect(faultIn("<!doctype html><p>1 < 2</p>")).toContain("no tag");
  });

  it("without trades says so and draws nothing", () => {
    const html = page(madeReport(0));
    expect(wordsOf(html)).toContain("No trade has closed.");
    expect(wordsOf(html)).toContain("No guard refused or cut anything.");
    expect(html).not.toMatch(/<figure|NaN|Infinity|undefined|null/);
  });

  it.each([1, 3, 60])("of %i trades has no hole in it", (count) => {
    const html = page(madeReport(count));
    expect(html.replace(/<script.*?<\/script>/gs, "")).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("lets nothing that comes from outside become a part of the page", () => {
    const evil = `</script><img src=x onerror="alert('1')">&amp;<!--`;
    const [first, ...rest] = threeTrades();
    if (first === undefined) throw new Error("there are three");
    const bad = { ...first, tags: [evil], strategy: evil, regime: evil, symbol: evil };
    const trades = [{ ...bad, trade_id: evil }, ...rest];
    const html = page(
      reportOf(trades, {
        ...{ title: evil, kind: evil, scope: [evil], currency: evil },
        ...{ sources: [[[evil, evil]]], made: [[evil, evil]], config: { [evil]: evil } },
        analysis: analysisOf(trades),
        notesOf: () => [evil],
      }),
    );
    expect(html).not.toMatch(/<img|<!--/);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(faultIn(html)).toBeNull();
    const [listed] = unpackTrades(packedIn(html));
    expect(listed).toMatchObject({
      strategy: evil,
      symbol: evil,
      trade_id: evil,
      tags: [evil],
      notes: [evil],
    });
  });

  it("asks nothing of anybody", () => {
    const html = reportHtml(madeReport(3), reportAssets());
    expect(html).toContain("default-src 'none'");
    expect(html).toMatch(/script-src 'sha256-[\w+/]{43}='/);
    const shell = html.replace(/<title>.*?<\/title>/gs, "");
    // The only addresses are those of XML's vocabularies, which nobody fetches.
    const addresses = (shell.match(/https?:[^"'`\s]*/g) ?? []).filter(
      (one) => one !== "http://www.w3.org/2000/svg",
    );
    expect(addresses).toEqual([]);
    expect(shell).not.toMatch(
      /<(script|img|iframe)[^>]* src=|url\(|@import|\son[a-z]+="|\sstyle="/,
    );
  });

  it("of 2,000 trades, each with its path, is smaller than a megabyte", () => {
    const html = reportHtml(madeReport(2_000), reportAssets());
    expect(Buffer.byteLength(html)).toBeLessThan(1_000_000);
    const { paths } = packedIn(html);
    expect(paths.filter((path) => path !== null)).toHaveLength(2_000);
  });

  it("is the same for the same data", () => {
    expect(page(madeReport(40))).toBe(page(madeReport(40)));
    expect(page(madeReport(40))).not.toBe(page(madeReport(41)));
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/engine/errors.js";
import { giveFolder, readText } from "./folder.js";

giveFolder();

const SEEDS: readonly string[] = [
  "ts,title,currency,impact,symbols,asset_classes\n2025-11-19T19:00Z,FOMC,USD,high,MNQ,stock\n" +
    '1763578800,"Quoted, twice",EUR,2,,\n',
  "Title,Country,Date,Time,Impact\nCPI,USD,09-26-2024,8:30am,High\nA,All,x,All Day,Low\n",
  '[{"title":"CPI","country":"USD","date":"2026-07-28T08:30:00-04:00","impact":"High"}]',
  "<weeklyevents><event><title>A</title><country>USD</country><date><![CDATA[09-26-2024]]></date>" +
    "<time>8:30am</time><impact>High</impact></event></weeklyevents>",
  'Date,Event,Impact,Currency\n"2025, November 19, 14:00",FOMC Minutes,High,USD\n',
  "Date;Time;Cur;Imp;Event\n19/11/2025;13:30;USD;***;CPI\n",
  [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "BEGIN:VTIMEZONE",
    "TZID:Own",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:-0500",
    "TZOFFSETTO:-0500",
    "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
    "BEGIN:VEVENT",
    "UID:1",
    "DTSTART;TZID=Own:20251119T140000",
    "RRULE:FREQ=WEEKLY;COUNT=9;BYDAY=TH",
    "SUMMARY:USD: A",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\n"),
];

const mark = fc.oneof(
  fc.constantFrom(..."0123456789,;:|\"'<>[]{}/\\-+\n\r\t\u0000=TZ&!#".split("")),
  fc.constantFrom("INTERVAL=", "BYMONTH=2;", "BYMONTHDAY=30;", "DAILY", "]]>", "<!--", "é"),
);
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(12), mark });

describe("a mutated calendar", () => {
  it("is read or refused in one line, and its events are times of this age", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SEEDS),
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        (seed, edits) => {
          const text = edits.reduce((before, one) => {
            const at = Math.floor(one.at * before.length);
            return before.slice(0, at) + one.mark + before.slice(at + one.cut);
          }, seed);
          try {
            for (const { ts } of readText(text).events) {
              if (ts !== null) expect(Math.abs(ts)).toBeLessThan(8.64e15);
            }
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
            expect((error as UserError).message).not.toMatch(/[\n\r]/);
          }
        },
      ),
      { numRuns: 400 },
    );
  }, 60_000);
});

// A flatten at a paper account of which somebody else takes hold meanwhile: an engine that is being
// started, or another flatten.

import { writeFileSync } from "node:fs";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openPaperBook } from "../../src/brokers/paper/open.js";
import { flattenPaper } from "../../src/cli/flatten-paper.js";
import { openLiveRun } from "../../src/cli/live-run.js";
import { setUp } from "../../src/cli/setup.js";
import { readFlattenHolds, writeFlattenHold } from "../../src/control/flatten-hold.js";
import { nodeDisk } from "../../src/disk/node-disk.js";
import { systemClock } from "../../src/runtime/clock.js";
import { FakeSession, snapshotOf } from "../control/fake-session.js";
import { called } from "./called.js";
import { dataPath, engine, giveHome, homePath, leaveAccount, segments } from "./engine-at.js";

giveHome();

/** Does something, once, as a segment of the paper book is begun: just before, or after it. */
function aroundBook(name: string, when: "before" | "after", work: () => void): void {
  const open = nodeDisk.open.bind(nodeDisk);
  let isDone = false;
  const spy = vi.spyOn(nodeDisk, "open").mockImplementation((path, how) => {
    if (isDone || !path.includes(name)) return open(path, how);
    isDone = true;
    if (when === "before") work();
    else queueMicrotask(work);
    return open(path, how);
  });
  onTestFinished(() => spy.mockRestore());
}

const FLAT = "everything is flat; entries are held until `transmission resume`\n";

describe("a flatten of whose account somebody takes hold", () => {
  it("asks the engine that has started meanwhile", async () => {
    await leaveAccount();
    const session = new FakeSession();
    session.answer = ({ command_id }) => {
      session.shown = snapshotOf({ positions: [], orders: [] });
      return { accepted: true, command_id, residual: { positions: [], orders: [] } };
    };
    aroundBook("book.2.", "after", () => {
      openPaperBook({ disk: nodeDisk, folder: dataPath() });
      // It listens a moment later.
      setTimeout(() => void engine(session), 500);
    });
    const { stderr, code } = await called("flatten", "--confirm");
    expect(session.commands).toMatchObject([{ command: "flatten", by: "cli" }]);
    expect([stderr.split("\n").slice(-2).join("\n"), code]).toEqual([FLAT, 0]);
    expect(segments().at(-1)).toBe("book.3.jsonl");
  });

  it("is done where another flatten has done it", async () => {
    await leaveAccount();
    let other: Promise<unknown> | null = null;
    aroundBook("book.2.", "after", () => {
      other = flattenPaper(nodeDisk, dataPath(), null, () => {});
    });
    const { stderr, code } = await called("flatten", "--confirm");
    await other;
    expect([stderr.split("\n").slice(-2).join("\n"), code]).toEqual([FLAT, 0]);
    expect(segments().at(-1)).toBe("book.3.jsonl");
    expect(readFlattenHolds(nodeDisk, dataPath()).holds).toHaveLength(2);
  });
});

describe("an engine that is started while the market is left without one", () => {
  it("knows of the hold, however late before it took the account that was written", async () => {
    await leaveAccount();
    const rows = ["2025-11-18T15:00:00Z,1,2,1,2,9", "2025-11-18T15:01:00Z,1,2,1,2,9"];
    const feed = ["MNQ", "MES"].map((symbol) => homePath(`${symbol}.csv`));
    for (const path of feed) {
      writeFileSync(path, `timestamp,open,high,low,close,volume\n${rows.join("\n")}\n`);
    }
    aroundBook("book.2.", "before", () => {
      const ts = "2025-11-18T15:00:00.000Z";
      writeFlattenHold(nodeDisk, dataPath(), "ab", { ts, by: "cli", symbol: null, fills: [] });
    });
    const opened = await openLiveRun(
      dataPath(),
      { feed, speed: 1 },
      { clock: systemClock, setup: await setUp({ set: [] }), onSync: () => {} },
    );
    await opened.run.stop();
    expect(opened.run.options.flattened).toMatchObject([{ by: "cli", symbol: null }]);
  });
});

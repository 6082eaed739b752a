// `flatten` against an engine that hangs before it is asked, or while it does it.

import { describe, expect, it } from "vitest";
import { openPaperBook } from "../../src/brokers/paper/open.js";
import { socketPath } from "../../src/control/socket.js";
import { nodeDisk } from "../../src/disk/node-disk.js";
import type { Snapshot } from "../../src/runtime/session.js";
import { FakeSession, snapshotOf } from "../control/fake-session.js";
import { stoppedListener } from "../control/listening.js";
import { called } from "./called.js";
import { dataPath, engine, giveHome, leaveAccount, segments } from "./engine-at.js";

giveHome();

describe("flatten of an engine that hangs", () => {
  it("takes the account from one that is stopped, which then finds itself fenced", async () => {
    const before = await leaveAccount();
    const fenced: string[] = [];
    await before.connect({
      onReport: () => {},
      onLink: () => {},
      onFenced: (reason) => fenced.push(reason),
    });
    const child = await stoppedListener(socketPath(dataPath()));
    const { stderr, code } = await called("flatten", "--confirm");
    expect(stderr).toContain("the engine does not answer: its account is taken from it");
    expect(code).toBe(0);
    child.kill("SIGCONT");
    const outcome = await before.submit({
      ...{ kind: "cancel", symbol: 0, clientOrderId: "txaaaaa-2-s" },
    });
    expect(outcome.kind).toBe("not_sent");
    expect(fenced).toEqual([expect.stringContaining("book.2.jsonl")]);
  });

  it("does it itself where the engine stops answering in the middle", async () => {
    await leaveAccount();
    const session = new HangingSession();
    await engine(session);
    const { stderr, code } = await called("flatten", "--confirm");
    expect(stderr).toContain("the engine cannot do it (it stopped answering)");
    expect(stderr).toContain("MNQ: sold 2 at 25004.75");
    expect(code).toBe(0);
    expect(session.commands).toMatchObject([{ command: "flatten" }]);
    const broker = openPaperBook({ disk: nodeDisk, folder: dataPath() });
    expect((await broker?.snapshot())?.positions).toEqual([]);
  });

  it("does it itself where the engine has lost the broker, as a fenced one has", async () => {
    await leaveAccount();
    const session = new FakeSession();
    session.shown = snapshotOf({
      broker: { name: "paper", account: "paper", is_up: false, words: "fenced" },
    });
    await engine(session);
    const { stderr, code } = await called("flatten", "--confirm");
    expect(stderr).toContain("the engine cannot do it (no link to the broker, fenced)");
    expect(code).toBe(0);
    expect(session.commands).toMatchObject([{ command: "flatten" }]);
    expect(segments()).toContain("book.2.jsonl");
  });

  it("waits as long as the engine answers, however long the market takes", async () => {
    await leaveAccount();
    const session = new FakeSession();
    session.answer = async ({ command_id }) => {
      await new Promise((resolve) => setTimeout(resolve, 9_000));
      session.shown = snapshotOf({ positions: [], orders: [] });
      return { accepted: true, command_id, residual: { positions: [], orders: [] } };
    };
    await engine(session);
    expect((await called("flatten", "--confirm")).code).toBe(0);
    expect(segments()).toEqual(["book.1.jsonl"]);
  });
});

/** Answers nothing any more once it was asked to act. */
class HangingSession extends FakeSession {
  override answer = (): Promise<never> => new Promise(() => {});

  override snapshot(): Promise<Snapshot> {
    return this.commands.length === 0 ? super.snapshot() : new Promise(() => {});
  }
}

// A session of an engine in another process: over a real socket it shows what the engine's own
// session shows, and one screen acts.

import { describe, expect, it } from "vitest";
import { mayComeBack, openRemoteSession } from "../../src/control/remote-session.js";
import { SESSION_PATHS } from "../../src/control/session-routes.js";
import { socketPath } from "../../src/control/socket.js";
import type { FactJson } from "../../src/runtime/session.js";
import { FakeSession, snapshotOf } from "./fake-session.js";
import { asked, deadSocket, shortFolder } from "./listening.js";
import { askedTcp, KEY, serveTcp } from "./over-tcp.js";
import { SCREENS } from "./route-table.js";
import { serveScreens as serve } from "./screens.js";

const NOW = "2025-11-18T15:42:00.000Z";

/** A session whose facts a test sets. */
class ToldSession extends FakeSession {
  readonly told: FactJson[] = [];

  tell(...seqs: number[]): void {
    this.told.push(...seqs.map((seq) => ({ seq, ts: NOW, type: "gear_changed" })));
    this.shown = snapshotOf({ engine: { ...this.shown.engine, seq: seqs.at(-1) ?? 0 } });
  }

  override async subscribe(
    fromSeq = 0,
    callback: (fact: FactJson) => void = () => {},
  ): Promise<() => void> {
    for (const fact of this.told) if (fact.seq > fromSeq) callback(fact);
    return () => {};
  }
}

const view = (folder: string, screen: string, isViewOnly = false) =>
  openRemoteSession({ folder, screen, isViewOnly });

describe("a session over the socket", () => {
  it("shows the snapshot as it is, and answers queries", async () => {
    const session = new FakeSession();
    const { folder } = await serve(session);
    const remote = view(folder, "a");
    expect(await remote.snapshot()).toEqual(session.shown);
    const trades = await remote.query("trades", { limit: 5 });
    expect(trades).toEqual(session.trades);
    expect(await remote.query("metrics", {})).toEqual(await session.query("metrics", {}));
  });

  it("hands on each fact once, in order, from where it was asked to", async () => {
    const session = new ToldSession();
    session.tell(1, 2, 3, 4);
    const { folder } = await serve(session);
    const remote = view(folder, "a");
    const seen: number[] = [];
    const end = await remote.subscribe(2, ({ seq }) => seen.push(seq));
    await remote.snapshot();
    expect(seen).toEqual([3, 4]);
    session.tell(5, 6);
    // Several looks at once are one.
    await Promise.all([remote.snapshot(), remote.snapshot()]);
    await remote.snapshot();
    expect(seen).toEqual([3, 4, 5, 6]);
    end();
    session.tell(7);
    await remote.snapshot();
    expect(seen).toEqual([3, 4, 5, 6]);
  });

  it("begins anew where the engine has another journal than before", async () => {
    const session = new ToldSession();
    session.tell(1, 2, 3);
    const { folder } = await serve(session);
    const remote = view(folder, "a");
    const seen: number[] = [];
    await remote.subscribe(0, ({ seq }) => seen.push(seq));
    await remote.snapshot();
    session.told.length = 0;
    session.tell(1, 2);
    await remote.snapshot();
    expect(seen).toEqual([1, 2, 3, 1, 2]);
  });

  it("is bounded: who is far behind is given the newest thousand facts", async () => {
    const session = new ToldSession();
    session.tell(...Array.from({ length: 2_500 }, (_, at) => at + 1));
    const { folder } = await serve(session);
    const remote = view(folder, "a");
    const seen: number[] = [];
    await remote.subscribe(3, ({ seq }) => seen.push(seq));
    await remote.snapshot();
    expect([seen.length, seen[0], seen.at(-1)]).toEqual([1_000, 1_501, 2_500]);
  });

  it("passes a command on as it is, and its answer back", async () => {
    const session = new FakeSession();
    const left = { positions: [{ symbol: "MNQ", qty: 2 }], orders: [] };
    session.answer = ({ command_id }) => ({ accepted: true, command_id, residual: left });
    const { folder } = await serve(session);
    const remote = view(folder, "a");
    const command = { command_id: "k1", command: "flatten", by: "attach" } as const;
    expect(await remote.submit(command)).toEqual({
      ...{ accepted: true, command_id: "k1", residual: left },
    });
    expect(session.commands).toEqual([command]);
    session.answer = ({ command_id }) => {
      return { accepted: false, command_id, code: "locked", message: "the day is over" };
    };
    expect(await remote.submit({ ...command, command_id: "k2" })).toEqual({
      ...{ accepted: false, command_id: "k2", code: "locked", message: "the day is over" },
    });
  });

  it("tells an engine that is gone from one that is none of ours", async () => {
    const folder = shortFolder();
    const remote = view(folder, "a");
    const gone = await remote.snapshot().catch((error: unknown) => error);
    expect(gone).toMatchObject({ exitCode: 4, kind: "none" });
    expect(mayComeBack(gone)).toBe(true);
    await deadSocket(socketPath(folder));
    expect(await remote.snapshot().catch((error: unknown) => error)).toMatchObject({
      ...{ exitCode: 4, kind: "none" },
    });
    await remote.close();
    expect(mayComeBack(new Error("no"))).toBe(false);
  });
});

describe("control", () => {
  const resume = (id: string) => ({ command_id: id, command: "resume", by: "attach" }) as const;

  it("is the first screen's; another looks on until it leaves", async () => {
    const session = new FakeSession();
    const { folder } = await serve(session);
    const [first, second] = [view(folder, "first"), view(folder, "second")];
    await first.snapshot();
    await second.snapshot();
    expect([first.seat.isInControl, second.seat.isInControl]).toEqual([true, false]);
    expect(await second.submit(resume("p1"))).toMatchObject({
      ...{ accepted: false, code: "not_in_control" },
    });
    expect(session.commands).toEqual([]);
    expect(await first.submit(resume("p2"))).toMatchObject({ accepted: true });
    await first.close();
    await second.snapshot();
    expect(second.seat.isInControl).toBe(true);
    expect(await second.submit(resume("p3"))).toMatchObject({ accepted: true });
  });

  it("is taken away by one that asks for it", async () => {
    const { folder } = await serve(new FakeSession());
    const [first, second] = [view(folder, "first"), view(folder, "second")];
    await first.snapshot();
    await second.snapshot();
    expect(await second.seat.take()).toBe(true);
    await first.snapshot();
    expect([first.seat.isInControl, second.seat.isInControl]).toEqual([false, true]);
    expect(await first.submit(resume("p1"))).toMatchObject({ code: "not_in_control" });
  });

  it("is not asked for where someone wants out, or wants no entries", async () => {
    const session = new FakeSession();
    const { folder } = await serve(session);
    const [first, second] = [view(folder, "first"), view(folder, "second")];
    await first.snapshot();
    await second.snapshot();
    for (const command of ["flatten", "pause"] as const) {
      const asked = { command_id: command, command, by: "attach" } as const;
      expect(await second.submit(asked)).toMatchObject({ accepted: true });
    }
    expect(session.commands.map(({ command }) => command)).toEqual(["flatten", "pause"]);
  });

  it("is never that of a screen which only looks, also where it is alone", async () => {
    const session = new FakeSession();
    const { folder } = await serve(session);
    const viewer = view(folder, "viewer", true);
    await viewer.snapshot();
    expect(await viewer.seat.take()).toBe(false);
    expect(viewer.seat.isInControl).toBe(false);
    expect(await viewer.submit(resume("p1"))).toMatchObject({ code: "view_only" });
    expect(session.commands).toEqual([]);
  });
});

describe("the routes of a session", () => {
  it.each(SCREENS)(
    "%s takes %j on the socket; over TCP there is no such route",
    async (path, body) => {
      const { server } = await serve(new FakeSession());
      expect((await asked(server.path, "POST", path, body)).status).toBe(200);
      const { url } = await serveTcp(new FakeSession());
      expect((await askedTcp(url, "POST", path, { "x-api-key": KEY }, body)).status).toBe(404);
    },
  );

  it.each(Object.values(SESSION_PATHS))(
    "%s refuses other methods and large bodies",
    async (path) => {
      const session = new FakeSession();
      const { server } = await serve(session);
      for (const method of ["GET", "PUT", "DELETE"]) {
        expect((await asked(server.path, method, path)).status).toBe(405);
      }
      const large = JSON.stringify({ screen: "a".repeat(64 * 1024) });
      expect((await asked(server.path, "POST", path, large)).status).toBe(413);
      expect(session.commands).toEqual([]);
    },
  );

  it.each([
    ["/session/look", {}],
    ["/session/look", { screen: "../a", wants_control: true, from_seq: 0 }],
    ["/session/look", { screen: "a", wants_control: 1, from_seq: 0 }],
    ["/session/look", { screen: "a", wants_control: true, from_seq: -1 }],
    ["/session/query", { name: "secrets", args: {} }],
    ["/session/query", { name: "closes", args: { symbol: "MNQ", limit: 1e9 } }],
    ["/session/submit", { screen: "a", command: { command: "pause" } }],
    ["/session/submit", { screen: "a", command: { command_id: "x", command: "buy" } }],
    ["/session/seat", { screen: "a", ask: "keep" }],
    ["/session/look", "{"],
    ["/session/look", "null"],
  ])("%s answers 400 to %j and does nothing", async (path, body) => {
    const session = new FakeSession();
    const { server, errors } = await serve(session);
    const { status } = await asked(server.path, "POST", path, body);
    expect(status).toBe(400);
    expect(session.commands).toEqual([]);
    expect(errors).toEqual([]);
  });
});

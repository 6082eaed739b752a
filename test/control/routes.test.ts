// Every route over a real socket: right, and wrong in each way that there is.

import { describe, expect, it } from "vitest";
import { TRADE_COLUMNS } from "../../src/analytics/trades-csv.js";
import { FakeSession, snapshotOf, TRADE } from "./fake-session.js";
import { asked, serve } from "./listening.js";
import { ACTING, READS } from "./route-table.js";

describe("what is read", () => {
  it("is the status with exactly the names of the contract", async () => {
    const session = new FakeSession();
    const { server } = await serve(session);
    const { status, headers, body } = await asked(server.path, "GET", "/api/status");
    expect(status).toBe(200);
    expect(headers["content-type"]).toContain("application/json");
    expect(body).toEqual({
      mode: "PAPER",
      state: "READY",
      gear: "D",
      can_trade: true,
      reason: null,
      current_R: 0.5,
      day_R: 1.25,
      week_R: -0.75,
      equity: 50_020,
      positions: [
        {
          ...{ symbol: "MNQ", side: "long", qty: 2, entry: 25_000.25, last: 25_005.25 },
          ...{ stop: 24_990.25, R: 0.5, protection: "PROTECTED", bars: 12 },
          trade_state: "MANAGED",
        },
      ],
      orders: [
        {
          ...{ client_order_id: "txab1cd-7s", symbol: "MNQ", side: "sell", type: "stop" },
          ...{ qty: 2, price: 24_990.25, state: "WORKING", role: "stop" },
        },
      ],
      governor: { badge: "CALM", multiplier: 1, reason: "", cooldown_bars_left: null },
      news: [
        {
          ...{ symbol: "MNQ", in_blackout: false, title: "CPI" },
          ...{ from: "2025-11-19T13:20:00.000Z", to: "2025-11-19T13:40:00.000Z" },
        },
      ],
      feed: { last_ts: "2025-11-18T15:42:00.000Z", age_ms: 4_000 },
      engine: { pid: 4711, seq: 321, started: "2025-11-18T12:00:00.000Z" },
    });
  });

  it("is positions and orders as the status has them, and the whole snapshot", async () => {
    const { server } = await serve(new FakeSession());
    const get = async (path: string) => (await asked(server.path, "GET", path)).body;
    const { positions, orders } = (await get("/api/status")) as Record<string, unknown>;
    expect(await get("/api/positions")).toEqual(positions);
    expect(await get("/api/orders")).toEqual(orders);
    expect(await get("/api/snapshot")).toEqual(snapshotOf());
  });

  it("is trades by page, with the CSV's names and ISO times", async () => {
    const session = new FakeSession();
    session.trades = ["a", "b", "c", "d"].map((trade_id) => ({ ...TRADE, trade_id }));
    const { server } = await serve(session);
    const ids = async (query: string) => {
      const { body } = await asked(server.path, "GET", `/api/trades${query}`);
      return (body as { trade_id: string }[]).map(({ trade_id }) => trade_id).join("");
    };
    expect(await ids("")).toBe("abcd");
    expect(await ids("?limit=2")).toBe("ab");
    expect(await ids("?limit=2&offset=1")).toBe("bc");
    expect(await ids("?offset=9")).toBe("");
    const { body } = await asked(server.path, "GET", "/api/trades?limit=1");
    const [trade] = body as Record<string, unknown>[];
    expect(Object.keys(trade ?? {})).toEqual([...TRADE_COLUMNS]);
    expect(trade?.entry_ts).toBe("2025-11-18T15:00:00.000Z");
    expect(trade?.exit_ts).toBe("2025-11-18T16:00:00.000Z");
    expect(trade?.result_R).toBe(0.938);
  });

  it.each(["limit=x", "limit=0", "limit=-1", "limit=1.5", "offset=-1", "limt=5", "limit=1e99"])(
    "is refused for the page ?%s",
    async (query) => {
      const { server } = await serve(new FakeSession());
      const { status, body } = await asked(server.path, "GET", `/api/trades?${query}`);
      expect(status).toBe(400);
      expect(body).toEqual({ error: expect.stringMatching(/limit|offset|limt/) });
    },
  );

  it("is one trade by its id, or 404", async () => {
    const { server } = await serve(new FakeSession());
    const found = await asked(server.path, "GET", "/api/trades/t1%2FMNQ");
    expect(found.status).toBe(200);
    expect(found.body).toMatchObject({ trade_id: "t1/MNQ", net_pnl: 18.76 });
    expect((await asked(server.path, "GET", "/api/trades/none")).status).toBe(404);
  });

  it("is metrics with null where nothing is known", async () => {
    const { server } = await serve(new FakeSession());
    const { body } = await asked(server.path, "GET", "/api/metrics");
    expect(body).toMatchObject({ trades: 0, win_rate: null, total_R: 0 });
    expect((await asked(server.path, "GET", "/api/guards")).body).toEqual([]);
  });
});

describe("what acts", () => {
  it.each(ACTING)("%s with %j becomes a command", async (path, body, command) => {
    const session = new FakeSession();
    const { server } = await serve(session);
    const answer = await asked(server.path, "POST", path, body);
    expect(answer.status).toBe(200);
    expect(session.commands).toEqual([{ ...command, by: "api", command_id: expect.any(String) }]);
    expect(answer.body).toEqual({
      accepted: true,
      command_id: session.commands[0]?.command_id,
    });
  });

  it("says who asks, and gives each command an id of its own", async () => {
    const session = new FakeSession();
    const { server } = await serve(session);
    for (const by of ["cli", "not a name\u00e9"]) {
      await asked(server.path, "POST", "/system/pause", undefined, { "x-transmission-by": by });
    }
    expect(session.commands.map(({ by }) => by)).toEqual(["cli", "api"]);
    expect(new Set(session.commands.map(({ command_id }) => command_id)).size).toBe(2);
  });

  it("is refused with 409 and the reason", async () => {
    const session = new FakeSession();
    session.answer = ({ command_id }) => {
      const message = "the day's R limit stays until the day rolls";
      return { accepted: false, command_id, code: "tripwire_day", message };
    };
    const { server } = await serve(session);
    const { status, body } = await asked(server.path, "POST", "/system/resume");
    expect(status).toBe(409);
    expect(body).toEqual({
      reason: "tripwire_day",
      message: "the day's R limit stays until the day rolls",
    });
  });

  it("does not flatten without a word that it is meant", async () => {
    const session = new FakeSession();
    const { server } = await serve(session);
    const path = "/system/flatten_all";
    const { status, body } = await asked(server.path, "POST", path, { confirm: false });
    expect(status).toBe(409);
    expect(body).toMatchObject({ reason: "not_confirmed" });
    expect((await asked(server.path, "POST", path, {})).status).toBe(400);
    expect(session.commands).toEqual([]);
  });

  it("answers a dry run with what it found alone", async () => {
    const session = new FakeSession();
    const dry_run = {
      qty: 2,
      R: 40,
      verdicts: [{ guard: "paused", ok: true, inputs: { state: "READY" } }],
    };
    session.answer = ({ command_id }) => ({ accepted: true, command_id, dry_run });
    const { server } = await serve(session);
    const { status, body } = await asked(server.path, "POST", "/signals/generate", {
      ...{ symbol: "MNQ", side: "short", stop: 25_010, dry_run: true },
    });
    expect(status).toBe(200);
    expect(body).toEqual(dry_run);
    expect(session.commands[0]).toMatchObject({ command: "signal", dry_run: true });
  });

  it("answers a flatten with what is left", async () => {
    const session = new FakeSession();
    const residual = { positions: [{ symbol: "MNQ", qty: 1 }], orders: [] };
    session.answer = ({ command_id }) => ({ accepted: true, command_id, residual });
    const { server } = await serve(session);
    const { body } = await asked(server.path, "POST", "/system/flatten_all", { confirm: true });
    expect(body).toMatchObject({ accepted: true, residual });
  });

  const WRONG: [path: string, body: unknown][] = [
    ["/system/pause", { now: true }],
    ["/system/pause", []],
    ["/system/pause", "null"],
    ["/system/flatten_all", { confirm: "yes" }],
    ["/system/flatten_all", { confirm: true, symbol: "" }],
    ["/governor/self_report", {}],
    ["/governor/self_report", { score: 0 }],
    ["/governor/self_report", { score: 6 }],
    ["/governor/self_report", { score: 2.5 }],
    ["/governor/self_report", { score: "3" }],
    ["/signals/generate", { symbol: "MNQ", side: "long" }],
    ["/signals/generate", { symbol: "MNQ", side: "buy", stop: 1 }],
    ["/signals/generate", { symbol: "MNQ", side: "long", stop: -1 }],
    ["/signals/generate", '{"symbol":"MNQ","side":"long","stop":1e999}'],
    ["/signals/generate", { symbol: "MNQ", side: "long", stop: 1, origin: "webhook" }],
    ["/positions/close", { symbol: "MNQ", pct: 0 }],
    ["/positions/close", { symbol: "MNQ", pct: 101 }],
    ["/positions/move_stop", { symbol: "MNQ", price: null }],
    ["/orders/cancel", { client_order_id: "" }],
    ["/orders/cancel", { client_order_id: "x".repeat(101) }],
    ["/strategies/rearm", { strategy: 7 }],
    ["/strategies/rearm", "{"],
    ["/strategies/rearm", '{"strategy":"a"} '.repeat(2)],
  ];

  it.each(WRONG)("%s refuses %j with 400 and one line", async (path, body) => {
    const session = new FakeSession();
    const { server } = await serve(session);
    const { status, body: told } = await asked(server.path, "POST", path, body);
    expect(status).toBe(400);
    expect(told).toEqual({ error: expect.stringMatching(/^.{5,500}$/) });
    expect(session.commands).toEqual([]);
  });

  it("names the place of what is wrong", async () => {
    const { server } = await serve(new FakeSession());
    const { body } = await asked(server.path, "POST", "/governor/self_report", { score: 9 });
    expect(body).toEqual({ error: expect.stringMatching(/^score: /) });
  });

  it("refuses a body that is said to be something else", async () => {
    const session = new FakeSession();
    const { server } = await serve(session);
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const body = '{"score":3}';
    const { status } = await asked(server.path, "POST", "/governor/self_report", body, form);
    expect(status).toBe(400);
    expect(session.commands).toEqual([]);
  });
});

describe("every route", () => {
  const acting = [...new Set(ACTING.map(([path]) => path))];

  it.each([
    ...READS.flatMap((path) => ["POST", "PUT", "DELETE"].map((method) => [method, path, "GET"])),
    ...acting.flatMap((path) => ["GET", "PUT", "PATCH"].map((method) => [method, path, "POST"])),
  ])("%s %s is 405 and names %s", async (method, path, right) => {
    const session = new FakeSession();
    const { server } = await serve(session);
    const { status, headers } = await asked(server.path, method, path);
    expect(status).toBe(405);
    expect(headers.allow).toContain(right);
    expect(session.commands).toEqual([]);
  });

  it.each(["/", "/api", "/api/none", "/api/status/", "/system", "/metrics"])(
    "that there is not, %s, is 404",
    async (path) => {
      const { server } = await serve(new FakeSession());
      const { status, body } = await asked(server.path, "GET", path);
      expect([status, body]).toEqual([404, { error: "there is no such route" }]);
    },
  );

  it.each([true, false])("refuses more than 64 KiB (length said: %s)", async (isSaid) => {
    const session = new FakeSession();
    const { server } = await serve(session);
    const body = JSON.stringify({ strategy: "x".repeat(64 * 1024) });
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (isSaid) headers["content-length"] = String(body.length);
    else headers["transfer-encoding"] = "chunked";
    const answer = await asked(server.path, "POST", "/strategies/rearm", body, headers);
    expect(answer.status).toBe(413);
    // Just inside it is only wrong.
    const inside = JSON.stringify({ strategy: "x".repeat(65_000) });
    expect((await asked(server.path, "POST", "/strategies/rearm", inside)).status).toBe(400);
    expect(session.commands).toEqual([]);
  });

  it("tells no more than that something failed, and the engine's log tells the rest", async () => {
    const session = new FakeSession();
    session.broken = new Error("secret place at line 3");
    const { server, errors } = await serve(session);
    const wanted: [string, string][] = [
      ["GET", "/api/status"],
      ["GET", "/api/trades"],
      ["POST", "/system/pause"],
    ];
    for (const [method, path] of wanted) {
      const { status, body } = await asked(server.path, method, path);
      expect(status).toBe(500);
      expect(JSON.stringify(body)).not.toMatch(/secret|at /);
    }
    expect(errors).toEqual([session.broken, session.broken, session.broken]);
  });
});

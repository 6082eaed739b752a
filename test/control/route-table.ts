// The routes, with good bodies and the commands that these ask for.

/** Routes that are read. */
export const READS = [
  ...["/api/status", "/api/snapshot", "/api/positions", "/api/orders", "/api/trades"],
  ...["/api/trades/t1", "/api/metrics", "/api/guards"],
  ...["/api/constraints", "/api/openapi.json"],
];

/** A route, a good body, and the command it asks for. */
type Acting = [path: string, body: object, command: object];
/** Routes that act. */
export const ACTING: Acting[] = [
  ["/system/pause", {}, { command: "pause" }],
  ["/system/resume", {}, { command: "resume" }],
  ["/system/stop", {}, { command: "stop" }],
  ["/system/flatten_all", { confirm: true }, { command: "flatten" }],
  ["/system/flatten_all", { confirm: true, symbol: "MNQ" }, { command: "flatten", symbol: "MNQ" }],
  ["/governor/self_report", { score: 3 }, { command: "mood", score: 3 }],
  [
    "/signals/generate",
    { symbol: "MNQ", side: "long", stop: 24_990, target: 25_020, qty: 1, tag: "hunch" },
    {
      ...{ command: "signal", symbol: "MNQ", side: "long", stop: 24_990, target: 25_020 },
      ...{ qty: 1, tag: "hunch", origin: "hand", dry_run: false },
    },
  ],
  [
    "/signals/generate",
    { symbol: "MNQ", side: "exit" },
    { command: "signal", symbol: "MNQ", side: "exit", origin: "hand", dry_run: false },
  ],
  ["/positions/close", { symbol: "MNQ" }, { command: "close", symbol: "MNQ" }],
  ["/positions/close", { symbol: "MNQ", pct: 50 }, { command: "close", symbol: "MNQ", pct: 50 }],
  [
    "/positions/move_stop",
    { symbol: "MNQ", price: 24_995.5 },
    { command: "move_stop", symbol: "MNQ", price: 24_995.5 },
  ],
  ["/orders/cancel", { client_order_id: "tx-1" }, { command: "cancel", client_order_id: "tx-1" }],
  ["/strategies/rearm", { strategy: "orb_retest" }, { command: "rearm", strategy: "orb_retest" }],
  ["/calendars/reload", {}, { command: "reload_calendar" }],
];

const screen = "attach-1";
const pause = { command_id: "k1", by: "attach", command: "pause" };
/** Routes of screens in other processes, each with good bodies. */
export const SCREENS: [path: string, body: Readonly<Record<string, unknown>>][] = [
  ["/session/look", { screen, wants_control: true, from_seq: 0 }],
  ["/session/look", { screen, wants_control: false, from_seq: null }],
  ["/session/query", { name: "metrics", args: {} }],
  ["/session/query", { name: "trades", args: { limit: 10, offset: 0 } }],
  ["/session/query", { name: "closes", args: { symbol: "MNQ", limit: 10 } }],
  ["/session/submit", { screen, command: pause }],
  ["/session/seat", { screen, ask: "take" }],
];

// A session with a live engine: what it shows is read off its state, what it is told becomes an
// event, once it has been found to be possible.

import { dryRun } from "../engine/control/dry-run.js";
import { exitRefusal, flattenRefusal, refusalOf, stillHeld } from "../engine/control/refusal.js";
import { bootSymbol } from "../engine/core.js";
import { fromSteps } from "../engine/market/instrument.js";
import { openLots } from "../engine/orders/ledger.js";
import { systemStateOf } from "../engine/risk/system-state.js";
import type { SourceDescription } from "../feeds/feed.js";
import { accountView } from "./account-book.js";
import { barsSeen } from "./fact-views.js";
import type { LiveRun } from "./live.js";
import { liveCommandSchema } from "./live-command.js";
import { type Acting, engineCommandOf, signalOf } from "./live-request.js";
import { riskView } from "./risk-view.js";
import type {
  CommandAnswer,
  DryRun,
  LiveCommand,
  LiveSession,
  Queries,
  Residual,
  RunReport,
  Snapshot,
} from "./session.js";
import { symbolsOf } from "./views.js";
import { pause } from "./waiting.js";
import { whyView } from "./why-view.js";

/** What is shown of a run beside its engine. */
export interface LiveSessionOptions {
  readonly run: LiveRun;
  readonly sources: readonly SourceDescription[];
  /** What names the account at the broker. */
  readonly account: string;
  /** UTC epoch ms. */
  readonly startedTs: number;
  /** Reads the calendars again; answers in a line what keeps it from that, or null. */
  readonly reloadCalendars?: () => string | null;
}

type Parsed = ReturnType<typeof liveCommandSchema.parse>;
type Refused = { readonly code: string; readonly message: string };

/** Commands remembered, so that the same one twice does nothing. */
const SEEN_KEPT = 1_000;
/** How long a flatten waits for the broker to say flat before it answers what is left, ms. */
const FLAT_WAIT_MS = 8_000;
const FLAT_LOOK_MS = 50;

/** Opens the session of a run. */
export function openLiveSession(options: LiveSessionOptions): LiveSession {
  const desk = new LiveSessionDesk(options);
  return {
    snapshot: async () => desk.snapshot(),
    subscribe: async (fromSeq, callback) => {
      return options.run.options.views.subscribe(fromSeq, callback);
    },
    query: async (name, args) => desk.query(name, args),
    submit: (command) => desk.submit(command),
  };
}

class LiveSessionDesk {
  readonly #options: LiveSessionOptions;
  /** Answers by command id. */
  readonly #seen = new Map<string, Promise<CommandAnswer>>();

  constructor(options: LiveSessionOptions) {
    this.#options = options;
  }

  snapshot(): Snapshot {
    const { run, sources, account, startedTs } = this.#options;
    const { core } = run.live.engine;
    const { engineClock, broker, feed, views, clock } = run.options;
    const now = engineClock.now();
    const last = run.feedWatch.lastCloseTs;
    const { state, reason } = systemStateOf(core);
    return {
      ...accountView(core, views.book, null),
      naked_s_today: views.nakedTime.seconds(core, clock.nowMs()),
      state,
      state_reason: state === "READY" ? null : reason,
      symbols: symbolsOf(core, sources),
      now: new Date(now).toISOString(),
      feed: {
        last_ts: last === null ? null : new Date(last).toISOString(),
        age_ms: last === null ? null : Math.max(0, now - last),
        ended: feed.hasEnded,
        words: run.feedWatch.words(now),
      },
      engine: { pid: process.pid, seq: run.live.seq, started: new Date(startedTs).toISOString() },
      broker: { name: broker.name, account, is_up: run.link.isUp, words: run.link.words },
      replay: null,
    };
  }

  query<Name extends keyof Queries>(
    name: Name,
    args: Queries[Name]["args"],
  ): Queries[Name]["result"] {
    const { run } = this.#options;
    const { views } = run.options;
    switch (name) {
      case "metrics": {
        const { sessionBars, exposedBars } = barsSeen(run.live.engine.core);
        return views.metrics(sessionBars, exposedBars);
      }
      case "trades":
        return views.trades(args as Queries["trades"]["args"]);
      case "closes": {
        const { symbol, limit } = args as Queries["closes"]["args"];
        const { symbols } = run.options.boot;
        const index = symbols.findIndex(({ instrument }) => instrument.symbol === symbol);
        return run.options.closes.read(index, limit);
      }
      case "analysis":
        return views.analysis();
      case "risk":
        return riskView(run.live.engine.core);
      case "why":
        return whyView(run.live.engine.core, (args as Queries["why"]["args"]).symbol);
      case "timeline":
        return views.timeline(args as Queries["timeline"]["args"]);
      case "guards":
        return views.guards();
      case "shadows":
        return views.shadows(args as Queries["shadows"]["args"]);
      default:
        return this.#report();
    }
  }

  /** A live run has no end to be measured by. */
  #report(): RunReport {
    const { run } = this.#options;
    return {
      bars: 0,
      ...{ from: null, to: null, elapsed_ms: 0, bars_per_second: null },
      latency_us: { p50: null, p99: null, p999: null, p9999: null, max: null },
      facts: run.live.seq,
      facts_sha256: "",
      signals_without_bar: 0,
    };
  }

  /** Throws a ZodError for what is no command. */
  submit(given: LiveCommand): Promise<CommandAnswer> {
    const command = liveCommandSchema.parse(given);
    const known = this.#seen.get(command.command_id);
    if (known !== undefined) return known;
    const answer = this.#obey(command);
    this.#seen.set(command.command_id, answer);
    if (this.#seen.size > SEEN_KEPT) {
      const [oldest] = this.#seen.keys();
      if (oldest !== undefined) this.#seen.delete(oldest);
    }
    return answer;
  }

  async #obey(command: Parsed): Promise<CommandAnswer> {
    const { command_id } = command;
    const refused = (refusal: Refused): CommandAnswer => {
      return { accepted: false, command_id, ...refusal };
    };
    const { run } = this.#options;
    if (run.isStopping) {
      return refused({ code: "stopping", message: "the engine is ending; start it again" });
    }
    const ts = Math.max(run.options.engineClock.now(), run.live.engine.state.now);
    switch (command.command) {
      case "stop":
        // The answer leaves before the door closes.
        setImmediate(() => void run.stop());
        return { accepted: true, command_id };
      case "mood":
        await run.take({ type: "mood", ts, score: command.score, by: command.by });
        return { accepted: true, command_id };
      case "reload_calendar": {
        const { reloadCalendars = () => "this engine has no calendars" } = this.#options;
        const message = reloadCalendars();
        if (message !== null) return refused({ code: "calendar", message });
        return { accepted: true, command_id };
      }
      case "signal":
        return this.#signal(command, ts, refused);
      default:
        return this.#act(command, ts, refused);
    }
  }

  async #act(
    command: Acting,
    ts: number,
    refused: (refusal: Refused) => CommandAnswer,
  ): Promise<CommandAnswer> {
    const { run } = this.#options;
    const { core } = run.live.engine;
    const asked = engineCommandOf(core, command);
    if ("code" in asked) return refused(asked);
    const refusal = refusalOf(core, asked);
    if (refusal !== null) return refused(refusal);
    await run.take({ type: "command", ts, by: command.by, command: asked });
    const { command_id } = command;
    // It has ended what it may; what holds on is named.
    const held = asked.name === "resume" ? stillHeld(core) : null;
    if (held !== null) return refused(held);
    if (asked.name !== "flatten") return { accepted: true, command_id };
    const residual = await this.#flat(asked.symbol);
    // What was found to be left is not ours to get out of any more, nor to know of.
    const fenced = flattenRefusal(core);
    return fenced === null ? { accepted: true, command_id, residual } : refused(fenced);
  }

  /** Waits until the broker says flat, and answers what is left when patience is at its end. */
  async #flat(symbol: number | null): Promise<Residual> {
    const { run } = this.#options;
    const { clock } = run.options;
    const until = clock.monotonicMs() + FLAT_WAIT_MS;
    for (;;) {
      const residual = this.#residual(symbol);
      const isFlat = residual.positions.length === 0 && residual.orders.length === 0;
      if (flattenRefusal(run.live.engine.core) !== null) return residual;
      if (isFlat || clock.monotonicMs() >= until || run.isStopping) {
        await run.reconcile("operator");
        return this.#residual(symbol);
      }
      await pause(FLAT_LOOK_MS).over;
    }
  }

  #residual(only: number | null): Residual {
    const { symbols, differences } = this.#options.run.live.engine.state.ledger;
    const asked = symbols.filter((_, index) => only === null || index === only);
    return {
      positions: asked.flatMap(({ position, instrument }) => {
        // Where the two differ, what the broker has is what is left.
        const difference = differences.find(({ symbol }) => symbol === instrument.symbol);
        if (difference !== undefined) {
          const { symbol, brokers: qty } = difference;
          return qty === 0 ? [] : { symbol, qty };
        }
        if (position === null) return [];
        const lots = position.side === "long" ? openLots(position) : -openLots(position);
        return { symbol: instrument.symbol, qty: fromSteps(lots, instrument.lot) };
      }),
      orders: asked.flatMap(({ orders, instrument: { symbol } }) =>
        orders.map(({ clientOrderId }) => ({ client_order_id: clientOrderId, symbol })),
      ),
    };
  }

  async #signal(
    command: Extract<Parsed, { command: "signal" }>,
    ts: number,
    refused: (refusal: Refused) => CommandAnswer,
  ): Promise<CommandAnswer> {
    const { run } = this.#options;
    const { core } = run.live.engine;
    const signal = signalOf(core, command, ts);
    if ("code" in signal) return refused(signal);
    const { command_id } = command;
    if (command.dry_run) {
      const { qtyLots, riskMoney, verdicts } = dryRun(core, signal);
      const { lot } = bootSymbol(core, signal.symbol).instrument;
      const found: DryRun = { qty: fromSteps(qtyLots, lot), R: riskMoney, verdicts };
      return { accepted: true, command_id, dry_run: found };
    }
    const refusals: Refused[] = [];
    // It is stepped all the same: what was refused before, and is measured, ends with it.
    const idle = signal.side === "exit" ? exitRefusal(core, signal.symbol) : null;
    if (idle !== null) refusals.push(idle);
    const end = run.options.views.subscribe(run.live.seq, (fact) => {
      if (fact.type !== "guard_reject") return;
      const guards = Array.isArray(fact.guards) ? fact.guards.join(", ") : "";
      refusals.push({ code: String(fact.reason), message: `refused by ${guards}` });
    });
    const taken = run.take(signal);
    // It is stepped by now: what is refused while the broker is waited for is not this one.
    end();
    await taken;
    const [refusal] = refusals;
    return refusal === undefined ? { accepted: true, command_id } : refused(refusal);
  }
}

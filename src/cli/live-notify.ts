// Who is told of a live run elsewhere: as the configuration's `notify` has it.

import { inR, plain, signed } from "../analytics/figures.js";
import type { Config } from "../config/schema.js";
import { systemStateOf } from "../engine/risk/system-state.js";
import { systemClock } from "../runtime/clock.js";
import type { LiveSession, Snapshot } from "../runtime/session.js";
import {
  commandTarget,
  heartbeatTarget,
  type NoticeTarget,
  urlTarget,
} from "../telemetry/notice-target.js";
import { Notifier, startHeartbeat } from "../telemetry/notify.js";
import type { PlainFact } from "../telemetry/plain-fact.js";
import { sentenceOf } from "../tui/fact-sentence.js";
import type { OpenedRun } from "./live-run.js";
import { say } from "./terminal.js";

/** Those who are told, while the run lasts. */
export interface LiveNotify {
  /** The engine takes bars: from now on it says that it is alive. */
  started(): void;
  /** The engine has ended by what it cannot go on from. */
  failed(error: unknown): void;
  /** Tells what is left to tell, within two seconds. */
  close(): Promise<void>;
}

const NOBODY: LiveNotify = { started: () => {}, failed: () => {}, close: async () => {} };

/** The targets of notices that are configured. */
export function noticeTargets({ command, url }: Config["notify"]): NoticeTarget[] {
  return [
    ...(command === null ? [] : [commandTarget(command, process.env)]),
    ...(url === null ? [] : [urlTarget(url)]),
  ];
}

/** States in which nobody is to believe that all is well. */
const UNWELL: ReadonlySet<string> = new Set(["BOOTING", "HALTED", "PROTECT_ONLY"]);

/** Begins to tell, before the run starts: what it does at its start is told as well. */
export async function openLiveNotify(
  { run, onDayEnd }: Pick<OpenedRun, "run" | "onDayEnd">,
  session: LiveSession,
  notify: Config["notify"],
): Promise<LiveNotify> {
  const { heartbeat_url: address, heartbeat_s, on } = notify;
  const targets = noticeTargets(notify);
  if (targets.length === 0 && address === null) return NOBODY;
  // What Node loads at the first request is loaded while nothing waits for it.
  await fetch("data:,").catch(() => {});
  const { mode, symbols } = await session.snapshot();
  const decimalsOf = (symbol: string | null): number =>
    symbols.find((one) => one.symbol === symbol)?.decimals ?? 2;
  const textOf = (fact: PlainFact): string => sentenceOf(fact, decimalsOf).text;
  const monotonicMs = (): number => systemClock.monotonicMs();
  const notifier = new Notifier({ targets, on, mode, monotonicMs, textOf, say });
  const tell = (kind: "day_summary" | "halted", text: string): void => {
    notifier.tell({ kind, symbol: null, ts: new Date(systemClock.nowMs()).toISOString(), text });
  };
  // Orders leave first.
  const end = await session.subscribe(run.live.seq, (fact) => {
    setImmediate(() => notifier.take(fact));
  });
  onDayEnd((day) => {
    // The snapshot is taken in the call: behind it is the next day.
    void session.snapshot().then((shown) => tell("day_summary", dayText(day, shown)));
  });
  let endBeat = (): void => {};
  return {
    started() {
      if (address === null) return;
      endBeat = startHeartbeat({
        ...{ target: heartbeatTarget(address), everyMs: heartbeat_s * 1_000, say },
        isWell: () => !UNWELL.has(systemStateOf(run.live.engine.core).state),
      });
    },
    failed(error) {
      const why = error instanceof Error ? error.message : String(error);
      tell("halted", `the engine has ended: ${why}`);
    },
    async close() {
      endBeat();
      end();
      await new Promise((resolve) => setImmediate(resolve));
      await notifier.close();
    },
  };
}

/** `day 2025-11-18: +1.25 R, +50.00 USD, 2 trades, 0.8 s without a working stop`. */
function dayText(day: string, shown: Snapshot): string {
  const { day_R, day_pnl, currency, trades_today, naked_s_today } = shown;
  const trades = `${plain(trades_today, 0)} trade${trades_today === 1 ? "" : "s"}`;
  const naked = `${plain(naked_s_today, 1)} s without a working stop`;
  return `day ${day}: ${inR(day_R)}, ${signed(day_pnl, 2)} ${currency}, ${trades}, ${naked}`;
}

// Pages of a live run's journal: each begins with the engine's state and what viewers were shown,
// and a restart goes on from there.

import { createCore } from "../engine/core.js";
import type { BootEvent } from "../engine/event.js";
import type { Recorded } from "../journal/journal.js";
import { fromPlain, toPlain } from "../journal/plain.js";
import type { Move } from "./account-book.js";
import type { FactViews, ViewsMemory } from "./fact-views.js";
import type { FoundRun } from "./live-options.js";
import type { RecentCloses } from "./recent-closes.js";
import { recoverState } from "./recover.js";
import type { NamedStrategy } from "./replay-setup.js";

/** The engine's state and what viewers were shown, as the journal keeps them. */
interface Page {
  readonly engine: string;
  readonly views: ViewsMemory;
}

/** A page's text. */
export function pageOf(engine: string, views: FactViews): string {
  const page: Page = { engine, views: views.memory };
  return toPlain(page);
}

/** What was recorded, with what viewers were shown. */
export type PagedJournal = Recorded & { readonly memory: ViewsMemory | null };

/** The journal's page holds the engine's part and the viewers'. */
export function pagedOf(recorded: Recorded): PagedJournal {
  const page = recorded.snapshot === null ? null : (fromPlain(recorded.snapshot) as Page);
  return {
    ...{ epoch: recorded.epoch, lastSeq: recorded.lastSeq, torn: recorded.torn },
    snapshot: page?.engine ?? null,
    memory: page?.views ?? null,
    since: () => recorded.since(),
    all: () => recorded.all(),
  };
}

/**
 * The state as the journal has it, and what viewers were shown since its page was begun; null
 * where nothing was recorded yet.
 * @param views,closes take what viewers were shown since then
 */
export function recallRun(
  recorded: PagedJournal,
  boot: BootEvent,
  { strategies, code }: { readonly strategies: readonly NamedStrategy[]; readonly code: string },
  views: FactViews,
  closes: RecentCloses,
): FoundRun | null {
  const recovered = recoverState(recorded, boot, strategies, code);
  if (recovered === null) return null;
  const core = createCore(boot, [], recovered.state);
  const moves: Move[] = [];
  for (const { steps } of recorded.since()) {
    for (const { event, facts } of steps) {
      if (event.type === "bar" && (event.phase === "close" || event.phase === "warm")) {
        closes.note(event.symbol, event.close);
      }
      for (const fact of facts) {
        views.take(core, fact);
        const opens = fact.type === "position_opened";
        if (opens || fact.type === "trade_closed") moves.push({ ts: fact.ts, opens });
      }
    }
  }
  views.book.settle(core, moves);
  return recovered.found;
}

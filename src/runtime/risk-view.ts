// What the limits are, what is left of them, and what the guards go by, as a view shows it.

import type { GovernorConfig } from "../engine/config.js";
import { type Core, equityOf, isOn } from "../engine/core.js";
import { CEILINGS } from "../engine/risk/ceilings.js";
import { governorVerdict } from "../engine/risk/governor.js";
import type { Verdict } from "../engine/risk/governor-rules.js";
import { heldBackFrom } from "../engine/risk/news.js";
import type { NewsImpact } from "../engine/risk/news-window.js";
import { speakerOf, standingOf } from "../engine/risk/standing.js";
import { type LossLimit, lossLimits } from "../engine/risk/tripwires.js";

/** A limit as it was asked for, as it is obeyed, and what it may be at most. */
export interface LimitRow {
  readonly key: string;
  readonly asked: unknown;
  readonly effective: unknown;
  /** Null where there is none. */
  readonly ceiling: number | null;
  /** Why what is obeyed is not what was asked; empty where it is. */
  readonly why: string;
}

/** A blackout of the account's day. Times are ISO-8601 UTC. */
export interface NewsRow {
  readonly symbol: string;
  readonly from: string;
  readonly to: string;
  readonly titles: readonly string[];
  readonly impact: NewsImpact;
}

/** The risk of an account at one moment. */
export interface RiskView {
  readonly losses: readonly LossLimit[];
  /** Money that an entry made now would risk at most, and at the full size; account's currency. */
  readonly risk_now: number;
  readonly risk_full: number;
  readonly limits: readonly LimitRow[];
  /** What the governor judges by, rule by rule, and its thresholds; null where it is not asked. */
  readonly governor:
    | (Pick<Verdict, "rule" | "inputs"> & { readonly config: GovernorConfig })
    | null;
  readonly news: readonly NewsRow[];
}

const DAY_MS = 24 * 3_600_000;

function valueAt(tree: unknown, path: readonly string[]): unknown {
  let value = tree;
  for (const step of path) value = (value as Record<string, unknown> | undefined)?.[step];
  return value;
}

/** Paths of a tree's leaves; lists are leaves. */
function leavesOf(tree: object, head: readonly string[] = []): string[][] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const path = [...head, key];
    const isBranch = typeof value === "object" && value !== null && !Array.isArray(value);
    return isBranch ? leavesOf(value, path) : [path];
  });
}

function limitsOf({ boot, config }: Core): LimitRow[] {
  return leavesOf(config.constraints).map((path) => {
    const key = path.join(".");
    const clamp = boot.clamped.find(({ rule }) => rule === key);
    const effective = valueAt(config.constraints, path);
    const allowed = valueAt(boot.config.constraints, path);
    const asked = clamp?.asked ?? allowed;
    const ceiling = valueAt(CEILINGS, path);
    const isPending = JSON.stringify(allowed) !== JSON.stringify(effective);
    const why = [
      ...(clamp === undefined ? [] : ["lowered to its ceiling"]),
      ...(isPending ? ["loosens at the roll"] : []),
    ].join("; ");
    return { key, asked, effective, ceiling: typeof ceiling === "number" ? ceiling : null, why };
  });
}

/** Blackouts that are not over and begin within a day. */
function newsOf(core: Core): NewsRow[] {
  if (!isOn(core, "news_blackout")) return [];
  const { now } = core.state;
  return core.state.news.flatMap(({ windows }, index) => {
    const symbol = core.boot.symbols[index]?.instrument.symbol ?? "";
    return windows
      .map((window) => ({ ...window, from: heldBackFrom(window) }))
      .filter(({ from, to }) => to > now && from < now + DAY_MS)
      .map(({ from, to, titles, impact }) => ({
        ...{ symbol, titles, impact },
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
      }));
  });
}

/** The risk of the account now. */
export function riskView(core: Core): RiskView {
  const { config, state } = core;
  const full = (equityOf(state) * config.constraints.risk_per_trade_pct) / 100;
  const { sizeShare } = standingOf(core, speakerOf(core));
  const { rule, inputs } = governorVerdict(core);
  return {
    losses: lossLimits(core),
    risk_now: full * sizeShare,
    risk_full: full,
    limits: limitsOf(core),
    governor: isOn(core, "governor") ? { rule, inputs, config: config.governor } : null,
    news: newsOf(core),
  };
}

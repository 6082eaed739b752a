// `metrics` for people: of the journal, or of a trades CSV.

import { basename } from "node:path";
import { analysisOf } from "../../analytics/analysis.js";
import { metricsOf } from "../../analytics/metrics.js";
import { renderMetrics } from "../metrics-page.js";
import { resultsFrom, type TradesSource } from "../metrics-source.js";
import { setUp } from "../setup.js";
import { columnsOf, type GeneralFlags, isColorful, print, printJson } from "../terminal.js";
import { type TradeFlags, wantedOf } from "../wanted-trades.js";

/** Flags of `metrics`. */
export interface MetricsFlags extends GeneralFlags, TradeFlags, TradesSource {}

/** What was asked for, in words. */
function asked(flags: MetricsFlags): string {
  const { trades, from, to, symbol, strategy, regime, side, exitReason, tag = [] } = flags;
  const { source, account } = flags;
  // Without a source an account's trades are all that there are of it.
  const journal = source ?? (account === undefined ? "journal" : undefined);
  const whose = account === undefined ? undefined : `account ${account}`;
  const parts = [whose, symbol, strategy, regime, side, exitReason, ...tag];
  const given = parts.filter((part) => part !== undefined);
  if (from !== undefined) given.push(`from ${from}`);
  if (to !== undefined) given.push(`to ${to}`);
  const where = trades === undefined ? journal : basename(trades);
  return [...(where === undefined ? [] : [where]), ...given].join(" · ");
}

/** Shows what the trades of our own journal, or of a trades CSV, add up to. */
export async function showMetrics(flags: MetricsFlags): Promise<void> {
  const wanted = await wantedOf(flags);
  const { trades, metrics: state, guards } = await resultsFrom(flags, wanted);
  const metrics = metricsOf(state);
  const analysis = analysisOf(trades, guards);
  if (flags.json) return printJson({ metrics, ...analysis });
  const { config } = await setUp({ file: flags.config });
  const page = {
    source: asked(flags),
    currency: config.account.currency,
    metrics,
    analysis,
    guards: guards.worths,
  };
  const { stdout } = process;
  await print(renderMetrics(page, { columns: columnsOf(stdout), color: isColorful(stdout) }));
}

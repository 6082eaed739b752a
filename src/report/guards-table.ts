// What guards saved and cost, as far as that can be said.

import type { GuardCell } from "../analytics/attribution.js";
import { inR, plain, signed } from "../analytics/figures.js";
import type { GuardWorth } from "../analytics/guard-worth.js";
import { html, type Markup } from "./markup.js";
import type { Picks } from "./picks.js";
import { percentAt, short } from "./scale.js";

/** Whether anything was ever booked to it; some guards only count. */
function hasWorth({ shadow_closed, cut }: GuardWorth): boolean {
  return shadow_closed + cut > 0;
}

/** A sign and a word; colour only repeats them. */
function verdictOf(worth: GuardWorth): Markup {
  const { interval_R: interval } = worth;
  if (!hasWorth(worth)) return html`<span class="quiet">only counts</span>`;
  if (interval === null) return html`<span class="quiet">too few to say</span>`;
  if (interval.low > 0) return html`<span class="pos">▲ saved</span>`;
  if (interval.high < 0) return html`<span class="neg">▼ cost</span>`;
  return html`<span class="quiet">may be chance</span>`;
}

/** The interval as a line over the range of all of them. */
function whiskerOf({ saved_R, interval_R }: GuardWorth, low: number, high: number): Markup | null {
  if (interval_R === null) return null;
  const at = (value: number): string => short(2 + percentAt(value, low, high) * 0.96);
  const [zero, from, to] = [at(0), at(interval_R.low), at(interval_R.high)];
  return html`<svg class="whisker" aria-hidden="true">
<line class="zero" x1="${zero}%" x2="${zero}%" y1="0" y2="100%"/>
<line class="reach" x1="${from}%" x2="${to}%" y1="50%" y2="50%"/>
<circle class="${saved_R < 0 ? "neg" : "pos"}" cx="${at(saved_R)}%" cy="50%" r="3.5"/></svg>`;
}

function intervalText({ interval_R: interval }: GuardWorth): string {
  return interval === null ? "" : `${signed(interval.low, 1)} to ${signed(interval.high, 1)} R`;
}

/** The table; one sentence where no guard did anything. */
export function guardsTable(worths: readonly GuardCell[], picks: Picks): Markup {
  if (worths.length === 0) return html`<p class="empty">No guard refused or cut anything.</p>`;
  const ends = worths.flatMap(({ interval_R }) =>
    interval_R === null ? [] : [interval_R.low, interval_R.high],
  );
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const body = worths.map((worth) => {
    const saved = hasWorth(worth) ? worth.saved_R : null;
    const name = worth.guard.replace("constraint:", "");
    const cut = picks.button(plain(worth.cut, 0), `cut by ${name}`, worth.cut_trade_ids);
    return html`<tr><th scope="row">${name}</th>
<td class="n" data-v="${worth.refused}">${plain(worth.refused, 0)}</td>
<td class="n middling" data-v="${worth.cut}">${cut}</td>
<td class="n wide" data-v="${worth.shadow_closed}">${plain(worth.shadow_closed, 0)}</td>
<td class="n" data-v="${saved ?? ""}">${inR(saved)}</td>
<td class="quiet wide">${intervalText(worth)}</td>
<td class="wide">${whiskerOf(worth, low, high)}</td>
<td>${verdictOf(worth)}</td></tr>
`;
  });
  return html`<div class="scroll"><table class="sortable"><caption>What was refused lived on as a
shadow trade; what its shadows lost, the guard saved. Below zero it cost. Rows overlap (one trade,
two guards) and do not add up.</caption><thead><tr><th scope="col">Guard</th>
<th scope="col" class="n">Refused</th><th scope="col" class="n middling">Cut</th>
<th scope="col" class="n wide">Shadows</th><th scope="col" class="n">Saved</th>
<th scope="col" class="wide" data-still>95 % interval</th>
<th scope="col" class="wide" data-still><span class="unseen">As a line</span></th>
<th scope="col" data-still>Verdict</th></tr></thead><tbody>
${body}</tbody></table></div>`;
}

/// <reference lib="dom" />

// The list of trades: sorted, filtered, a page at a time, each with its path on demand.

import { duration, moment, plain, signed } from "../../analytics/figures.js";
import { html, type Markup } from "../markup.js";
import { type ListedTrade, type PackedTrades, placesIn, unpackTrades } from "../packed-trades.js";
import { pathFigure, priceText, tradeFacts } from "../path-figure.js";
import { unpackPath } from "../trace.js";
import { type Direction, headButton, markSorted, nextDirection } from "./sorting.js";

const PAGE_ROWS = 50;
/** Rows beyond which a browser is slow with all of them at once. */
const ALL_ROWS = 5_000;

interface Column {
  readonly name: string;
  readonly kind: "n" | "text";
  /** Left out where there is little room, or very little. */
  readonly room?: "wide" | "middling";
  readonly value: (trade: ListedTrade) => string | number;
  readonly shown: (trade: ListedTrade) => string | Markup;
}

const toned = (value: number, text: string): Markup =>
  html`<span class="${value > 0 ? "pos" : value < 0 ? "neg" : ""}">${text}</span>`;

const text = (name: string, value: (trade: ListedTrade) => string): Column => ({
  name,
  kind: "text",
  value,
  shown: value,
});

/** A moment whose year can be left out. */
const momentCell = (ts: number): Markup => {
  const shown = moment(ts);
  return html`<span class="middling">${shown.slice(0, 5)}</span>${shown.slice(5)}`;
};

const sideCell = ({ side }: ListedTrade): Markup =>
  html`${side === "short" ? "▼" : "▲"} <span class="middling">${side}</span>`;

const classesOf = ({ kind, room }: Column): string => [kind, room ?? ""].join(" ").trim();

const COLUMNS: readonly Column[] = [
  {
    name: "Closed",
    kind: "text",
    value: ({ exit_ts }) => exit_ts,
    shown: ({ exit_ts }) => momentCell(exit_ts),
  },
  text("Symbol", ({ symbol }) => symbol),
  { ...text("Side", ({ side }) => side), shown: sideCell },
  { ...text("Strategy", ({ strategy }) => strategy), room: "wide" },
  { ...text("Regime", ({ regime }) => regime), room: "wide" },
  {
    name: "Qty",
    kind: "n",
    room: "wide",
    value: ({ qty }) => qty,
    shown: ({ qty }) => priceText(qty),
  },
  {
    name: "Entry",
    kind: "n",
    room: "wide",
    value: (trade) => trade.entry_price,
    shown: (trade) => priceText(trade.entry_price),
  },
  {
    name: "Exit",
    kind: "n",
    room: "wide",
    value: (trade) => trade.exit_price,
    shown: (trade) => priceText(trade.exit_price),
  },
  text("Why", ({ exit_reason }) => exit_reason.replaceAll("_", " ")),
  {
    name: "Held",
    kind: "n",
    room: "wide",
    value: ({ entry_ts, exit_ts }) => exit_ts - entry_ts,
    shown: ({ entry_ts, exit_ts }) => duration((exit_ts - entry_ts) / 60_000),
  },
  {
    name: "R",
    kind: "n",
    value: ({ result_R }) => result_R,
    shown: ({ result_R }) => toned(result_R, signed(result_R, 2)),
  },
  {
    name: "Net",
    kind: "n",
    room: "middling",
    value: ({ net_pnl }) => net_pnl,
    shown: ({ net_pnl }) => signed(net_pnl, 2),
  },
];

function element<Type extends HTMLElement>(id: string): Type {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found as Type;
}

/** Everything of a trade that a filter looks at. */
function wordsOf(trade: ListedTrade): string {
  const { trade_id, symbol, side, strategy, regime, exit_reason, exit_ts, tags, notes } = trade;
  const reason = exit_reason.replaceAll("_", " ");
  const parts = [trade_id, symbol, side, strategy, regime, exit_reason, reason, moment(exit_ts)];
  return [...parts, ...tags, ...notes].join(" ").toLowerCase();
}

/** The list and what it shows now. */
export class TradesList {
  readonly #packed: PackedTrades;
  readonly #trades: readonly ListedTrade[];
  readonly #words: readonly string[];
  readonly #table = element<HTMLTableElement>("trades");
  readonly #filter = element<HTMLInputElement>("filter");
  readonly #unpick = element<HTMLButtonElement>("unpick");
  #sorted: { column: Column; direction: Direction };
  #picked: ReadonlySet<number> | null = null;
  #shown: readonly ListedTrade[] = [];
  #first = 0;
  #rows = PAGE_ROWS;

  constructor(packed: PackedTrades) {
    this.#packed = packed;
    this.#trades = unpackTrades(packed);
    this.#words = this.#trades.map(wordsOf);
    this.#sorted = { column: COLUMNS[0] as Column, direction: "descending" };
    this.#makeHead();
    this.#filter.addEventListener("input", () => this.#find());
    this.#unpick.addEventListener("click", () => this.#pick(null));
    this.#table.tBodies[0]?.addEventListener("click", ({ target }) => {
      const row = (target as HTMLElement).closest<HTMLTableRowElement>("tr[data-place]");
      if (row !== null) this.#toggle(row);
    });
    document.addEventListener("click", ({ target }) => {
      const button = (target as HTMLElement).closest<HTMLElement>("[data-pick]");
      if (button !== null) this.#pick(button.dataset.pick ?? null);
    });
    this.#find();
  }

  /** Shows a trade with its path, whatever is listed now. */
  open(place: number): void {
    const trade = this.#trades[place];
    if (trade === undefined) return;
    this.#filter.value = "";
    this.#picked = null;
    this.#unpick.hidden = true;
    this.#find();
    this.#first = Math.floor(this.#shown.indexOf(trade) / this.#rows) * this.#rows;
    this.#render();
    const row = this.#table.querySelector<HTMLTableRowElement>(`tr[data-place="${place}"]`);
    if (row === null) return;
    this.#toggle(row);
    row.scrollIntoView({ block: "center" });
  }

  #makeHead(): void {
    const row = this.#table.tHead?.insertRow();
    for (const column of COLUMNS) {
      const head = document.createElement("th");
      head.scope = "col";
      head.className = classesOf(column);
      head.textContent = column.name;
      headButton(head, () => {
        const isNumber = column.kind === "n" || column === COLUMNS[0];
        const direction = nextDirection(head.getAttribute("aria-sort"), isNumber);
        markSorted(head, direction);
        this.#sorted = { column, direction };
        this.#find();
      });
      row?.append(head);
      if (column === this.#sorted.column) markSorted(head, this.#sorted.direction);
    }
  }

  #pick(key: string | null): void {
    const pick = key === null ? undefined : this.#packed.picks[key];
    this.#picked = pick === undefined ? null : placesIn(pick, this.#packed.count);
    this.#unpick.hidden = pick === undefined;
    this.#unpick.textContent = pick === undefined ? "" : `${pick.label} ✕`;
    this.#unpick.title = "Show all trades again";
    this.#find();
    if (pick !== undefined) element("list").scrollIntoView();
  }

  #find(): void {
    const asked = this.#filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.#trades.filter(
      ({ place }) =>
        (this.#picked === null || this.#picked.has(place)) &&
        asked.every((word) => this.#words[place]?.includes(word)),
    );
    const { column, direction } = this.#sorted;
    const sign = direction === "ascending" ? 1 : -1;
    const keyed = found.map((trade) => ({ trade, key: column.value(trade) }));
    keyed.sort((a, b) => {
      if (a.key === b.key) return (a.trade.place - b.trade.place) * sign;
      return a.key < b.key ? -sign : sign;
    });
    this.#shown = keyed.map(({ trade }) => trade);
    this.#first = 0;
    this.#render();
  }

  #render(): void {
    const page = this.#shown.slice(this.#first, this.#first + this.#rows);
    const [body] = this.#table.tBodies;
    if (body !== undefined) body.innerHTML = html`${page.map((trade) => this.#row(trade))}`.text;
    const total = this.#shown.reduce((sum, { result_R }) => sum + result_R, 0);
    element("found").textContent =
      `${plain(this.#shown.length, 0)} of ${plain(this.#trades.length, 0)} trades, ` +
      `${signed(total, 2)} R`;
    this.#renderPages();
  }

  #row(trade: ListedTrade): Markup {
    const cells = COLUMNS.map((column, at) => {
      const shown = column.shown(trade);
      return at === 0
        ? html`<th scope="row"><button type="button" aria-expanded="false">${shown}</button></th>`
        : html`<td class="${classesOf(column)}">${shown}</td>`;
    });
    return html`<tr data-place="${trade.place}">${cells}</tr>`;
  }

  #renderPages(): void {
    const pages = element("pages");
    pages.replaceChildren();
    const count = this.#shown.length;
    const isWhole = this.#rows > PAGE_ROWS;
    if (count <= PAGE_ROWS) return;
    const add = (name: string, isOff: boolean, action: () => void): void => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.disabled = isOff;
      button.addEventListener("click", () => {
        action();
        this.#render();
      });
      pages.append(button);
    };
    const last = Math.min(count, this.#first + this.#rows);
    if (!isWhole) {
      add("‹ Back", this.#first === 0, () => {
        this.#first -= this.#rows;
      });
    }
    const where = document.createElement("span");
    where.textContent = `${plain(this.#first + 1, 0)} to ${plain(last, 0)} of ${plain(count, 0)}`;
    pages.append(where);
    if (!isWhole) {
      add("Next ›", last >= count, () => {
        this.#first += this.#rows;
      });
    }
    if (count > ALL_ROWS) return;
    add(isWhole ? "Pages" : "All", false, () => {
      this.#first = 0;
      this.#rows = isWhole ? PAGE_ROWS : ALL_ROWS;
    });
  }

  #toggle(row: HTMLTableRowElement): void {
    const button = row.querySelector("button");
    const isOpen = button?.getAttribute("aria-expanded") === "true";
    button?.setAttribute("aria-expanded", String(!isOpen));
    if (isOpen) {
      row.nextElementSibling?.remove();
      return;
    }
    const place = Number(row.dataset.place);
    const trade = this.#trades[place];
    if (trade === undefined) return;
    const path = this.#packed.paths[place] ?? null;
    const picture =
      path === null
        ? html`<p class="empty">The bars of this trade are not in this report.</p>`
        : pathFigure(trade, unpackPath(path));
    const shown = document.createElement("tr");
    shown.className = "detail";
    const cell = shown.insertCell();
    cell.colSpan = COLUMNS.length;
    cell.innerHTML = html`<div>${picture}${tradeFacts(trade, this.#packed.currency)}</div>`.text;
    row.after(shown);
  }
}

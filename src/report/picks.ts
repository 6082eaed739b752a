// Rows and cells whose trades the reader may ask for.

import { html, type Markup } from "./markup.js";
import { packPlaces, type TradePick } from "./packed-trades.js";

/** Gathers what may be asked for while the page is made. */
export class Picks {
  readonly #places: ReadonlyMap<string, number>;
  readonly #picks: Record<string, TradePick> = {};

  /** @param ids of all trades, in the order in which they are listed */
  constructor(ids: readonly string[]) {
    this.#places = new Map(ids.map((id, place) => [id, place]));
  }

  /** By key. */
  get all(): Readonly<Record<string, TradePick>> {
    return this.#picks;
  }

  /** Words that, clicked, list the trades. @param label what the list is called */
  button(words: string, label: string, ids: readonly string[]): Markup {
    const places = ids.flatMap((id) => this.#places.get(id) ?? []);
    if (places.length === 0) return html`${words}`;
    const key = String(Object.keys(this.#picks).length);
    this.#picks[key] = { label, places: packPlaces(places, this.#places.size) };
    return html`<button type="button" class="pick" data-pick="${key}"
title="Show the trades: ${label}">${words}</button>`;
  }
}

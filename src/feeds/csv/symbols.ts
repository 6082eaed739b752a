// One symbol out of a file that may hold several. They are never mixed: either the user names one,
// or the file is refused.

import { UserError } from "../../engine/errors.js";
import { matchInstrument } from "../../engine/market/roots.js";

const LISTED = 12;

/** What is to become of a row. */
export type Fate = "kept" | "dropped" | "held";

/**
 * Judges rows by their symbol. Without a wish the first symbol's rows pass, and `finish` refuses
 * the file when there was another. With one, its rows pass; in a file of a single symbol the wish
 * is another name for it, which only the end can tell, so rows are held until then.
 */
export class SymbolPicker {
  private readonly file: string;
  private readonly wanted: string | undefined;
  private readonly seen: string[] = [];
  /** Whether each symbol seen is the one that is wanted. */
  private readonly known = new Map<string, boolean>();
  private readonly kept: string[] = [];
  private lastSymbol: string | null = null;
  private lastFate: Fate = "dropped";
  private isRenamed = false;

  constructor(file: string, wanted: string | undefined) {
    this.file = file;
    this.wanted = wanted;
  }

  /** The fate of a row; the same for all of one symbol until another comes. */
  fate(symbol: string): Fate {
    if (symbol === this.lastSymbol) return this.lastFate;
    this.lastSymbol = symbol;
    this.lastFate = this.judge(symbol);
    return this.lastFate;
  }

  /** Whether the latest row was held, and whatever stands among such rows is too. */
  get isHolding(): boolean {
    return this.lastSymbol !== null && this.lastFate === "held";
  }

  /** Held rows are too many to wait for the end: the wish is taken for another name. */
  settle(): void {
    this.isRenamed = true;
    this.kept.push(...this.seen);
    this.lastSymbol = null;
  }

  /**
   * Whether what is held is wanted after all.
   * @throws UserError (exit 2) when rows of several symbols were asked for at once.
   */
  finish(): boolean {
    const { wanted, seen, kept } = this;
    if (wanted === undefined || this.isRenamed) {
      if (seen.length > 1) throw this.refusal(`has ${seen.length} symbols`, seen, "name one");
      return true;
    }
    if (kept.length > 1)
      throw this.refusal(`${wanted} is ${kept.length} symbols`, kept, "name one");
    if (kept.length === 0 && seen.length > 1) {
      throw this.refusal(`no rows of ${wanted}; it has`, seen, "name one of them");
    }
    return kept.length === 0;
  }

  /**
   * Why a row that is added after `finish` does not pass, `""` where others are to be expected;
   * null when it passes.
   */
  refuses(symbol: string): string | null {
    const chosen = this.kept[0] ?? this.seen[0] ?? symbol;
    if (symbol === chosen) return null;
    return this.wanted === undefined || this.kept.length === 0
      ? `a row of ${brief(symbol)} among those of ${brief(chosen)}`
      : "";
  }

  private judge(symbol: string): Fate {
    const { wanted } = this;
    let isIt = this.known.get(symbol);
    if (isIt === undefined) {
      isIt = wanted !== undefined && isWanted(symbol, wanted);
      this.known.set(symbol, isIt);
      this.seen.push(symbol);
      if (isIt && !this.isRenamed) this.kept.push(symbol);
    }
    if (wanted === undefined || this.isRenamed) {
      return symbol === this.seen[0] ? "kept" : "dropped";
    }
    if (isIt) return "kept";
    return this.seen.length === 1 ? "held" : "dropped";
  }

  private refusal(what: string, symbols: readonly string[], how: string): UserError {
    const shown = symbols.slice(0, LISTED).map(brief).join(", ");
    const more = symbols.length > LISTED ? ` and ${symbols.length - LISTED} more` : "";
    const example = quoted(brief(symbols[0] ?? ""));
    return new UserError(
      `${this.file}: ${what} (${shown}${more}); ${how} with --symbol, ` +
        `e.g. --symbol ${example}`,
    );
  }
}

function brief(symbol: string): string {
  return symbol.length > 24 ? `${symbol.slice(0, 24)}…` : symbol;
}

function quoted(symbol: string): string {
  return /^[\w.:/=!-]+$/.test(symbol) ? symbol : `"${symbol}"`;
}

/** Letters and digits alone, without an exchange before a colon. */
function bare(symbol: string): string {
  const body = symbol.slice(symbol.indexOf(":") + 1);
  return body.toUpperCase().replace(/[^A-Z0-9]/g, "");
}

/** The same words, or the root that a contract belongs to; never another contract of that root. */
function isWanted(symbol: string, wanted: string): boolean {
  if (bare(symbol) === bare(wanted)) return true;
  return matchInstrument(symbol)?.symbol === wanted.trim().toUpperCase();
}

// Since when trading stands where it stands, after a restart too.

import { describe, expect, it } from "vitest";
import { AccountBook, type BookMemory } from "../../src/runtime/account-book.js";
import { liveDesk, long } from "../engine/live-desk.js";

const since = (book: AccountBook): string =>
  `${book.trade.state} ${book.trade.since === null ? null : Date.parse(book.trade.since)}`;
const opened = (ts: number) => ({ ts, opens: true });
const closed = (ts: number) => ({ ts, opens: false });

describe("facts of an earlier run", () => {
  it("say since when a position is open: from when one was, whatever else came and went", () => {
    const { core } = long().engine;
    const book = new AccountBook();
    book.settle(core, [opened(1), closed(5), opened(7), opened(8), closed(9)]);
    expect(since(book)).toBe("MANAGED 7");
    // Opened before the page: what it remembers stands.
    const memory = { ...book.memory, since: 3 } satisfies BookMemory;
    const later = new AccountBook(memory);
    later.settle(core, [opened(8), closed(9)]);
    expect(since(later)).toBe("MANAGED 3");
    expect(later.memory.since).toBe(3);
  });

  it("say since when nothing is, and nothing where nothing ever was", () => {
    const { core } = liveDesk().engine;
    const book = new AccountBook();
    book.settle(core, [opened(1), closed(5)]);
    expect(since(book)).toBe("FLAT 5");
    const never = new AccountBook();
    never.settle(core, []);
    expect(since(never)).toBe("FLAT null");
  });
});

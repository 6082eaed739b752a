// What a view asks for beside what every view shows: it is of the moment that the head is of.

import { describe, expect, it } from "vitest";
import type { RiskView } from "../../src/runtime/risk-view.js";
import type { Queries, Snapshot } from "../../src/runtime/session.js";
import { CockpitStore } from "../../src/tui/store.js";
import { ANSWERED } from "./busy-states.js";
import { FakeLiveSession } from "./fake-live-session.js";
import { openLive } from "./live-cockpits.js";

const RISK = ANSWERED.risk as RiskView;

/** The risk while the day stands there, R. */
function riskAt(day_R: number): RiskView {
  const losses = RISK.losses.map((loss) => {
    return loss.rule === "tripwire_day" ? { ...loss, value: day_R } : loss;
  });
  return { ...RISK, losses };
}

/** An engine whose open position is worth another R. No fact tells of that. */
class MovingSession extends FakeLiveSession {
  /** Asked of, in order. */
  readonly looked: string[] = [];
  /** What happens each time something was asked for. */
  onAsked: () => void = () => {};

  constructor(day_R: number) {
    super();
    this.moves(day_R);
  }

  moves(day_R: number): void {
    this.change({ day_R, current_R: day_R, equity: 50_000 + 100 * day_R });
    this.answers = { ...ANSWERED, risk: riskAt(day_R) } as FakeLiveSession["answers"];
  }

  override async snapshot(): Promise<Snapshot> {
    this.looked.push("snapshot");
    const { shown } = this;
    this.onAsked();
    return shown;
  }

  override async query<Name extends keyof Queries>(name: Name): Promise<Queries[Name]["result"]> {
    this.looked.push(name);
    const answer = await super.query(name);
    this.onAsked();
    return answer;
  }
}

describe("the loss limits", () => {
  it("follow the price while a position runs, with no fact to tell of it", async () => {
    const session = new MovingSession(-0.25);
    const { terminal, type, passes } = await openLive(session);
    await type("4");
    await terminal.shows(/day limit +−0\.25 R[^\n]*1\.75 R · /);
    session.moves(-1.84);
    passes(200);
    await terminal.shows(/▼ −1\.84 R[\s\S]*day limit +−1\.84 R[^\n]*0\.16 R · /);
  });

  it("are of the head's own moment, also where prices come between the questions", async () => {
    const session = new MovingSession(0);
    const clock = { nowMs: () => 0, monotonicMs: () => 0 };
    const store = await CockpitStore.open(session, clock, { size: { columns: 80, rows: 24 } });
    const both = (): (number | undefined)[] => {
      const { snapshot, data } = store.state;
      return [snapshot.day_R, data.risk?.losses[0]?.value];
    };
    store.show("risk");
    await store.refresh();
    expect(both()).toEqual([0, 0]);
    // The price moves after the first answer of a look, and then after the second one too.
    for (const moments of [1, 2]) {
      let left = moments;
      let day_R = -moments;
      session.onAsked = () => {
        day_R -= 0.1;
        if (left-- > 0) session.moves(day_R);
      };
      session.change({ now: `2025-11-18T18:5${moments}:00.000Z` });
      await store.refresh();
      const [head, table] = both();
      expect(table).toBe(head);
    }
    store.close();
  });

  it("are not what they were when the view was left", async () => {
    const session = new MovingSession(-0.5);
    const clock = { nowMs: () => 0, monotonicMs: () => 0 };
    const store = await CockpitStore.open(session, clock, { size: { columns: 80, rows: 24 } });
    store.show("risk");
    await store.refresh();
    store.show("dash");
    await store.refresh();
    session.moves(-1.5);
    store.show("risk");
    expect(store.state.data.risk).toBeNull();
    await store.refresh();
    expect(store.state.data.risk?.losses[0]?.value).toBe(-1.5);
    store.close();
  });

  it("are asked for once while nothing changes", async () => {
    const session = new MovingSession(-0.5);
    const clock = { nowMs: () => 0, monotonicMs: () => 0 };
    const store = await CockpitStore.open(session, clock, { size: { columns: 80, rows: 24 } });
    store.show("risk");
    for (let turn = 0; turn < 5; turn++) await store.refresh();
    expect(session.looked.filter((name) => name === "risk")).toHaveLength(1);
    store.close();
  });
});

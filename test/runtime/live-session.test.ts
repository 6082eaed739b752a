// What a live session answers to whoever asks: of this command, and of nothing else that happens
// while the broker is waited for.

import { describe, expect, it } from "vitest";
import { openPaperBook } from "../../src/brokers/paper/open.js";
import type { LiveRun } from "../../src/runtime/live.js";
import { openLiveSession } from "../../src/runtime/live-session.js";
import type { CommandAnswer, LiveSession } from "../../src/runtime/session.js";
import { planOf } from "../../src/tui/forms/act.js";
import { Deaths } from "../chaos/sim/deaths.js";
import { SCENARIOS } from "../chaos/sim/scenarios.js";
import { sourceOf } from "../harness.js";
import { FOLDER, LiveWorld, type WorldScript } from "../live-world.js";

function sessionOf(run: LiveRun): LiveSession {
  const sources = run.options.boot.symbols.map(({ instrument }) => {
    return sourceOf([], instrument).description;
  });
  return openLiveSession({ run, sources, account: "paper", startedTs: 0 });
}

/** A story in which a person acts, between two of its bars and once. */
async function acting(
  script: WorldScript,
  isTime: (run: LiveRun) => boolean,
  act: (session: LiveSession, world: LiveWorld, run: LiveRun) => Promise<void>,
): Promise<LiveWorld> {
  const world = new LiveWorld(script);
  let isDone = false;
  world.look = async (run) => {
    if (isDone || !isTime(run)) return;
    isDone = true;
    await act(sessionOf(run), world, run);
  };
  expect((await world.live()).isDead).toBe(false);
  expect(isDone).toBe(true);
  return world;
}

function story(name: string): WorldScript {
  const script = SCENARIOS.find((one) => one.name === name);
  if (script === undefined) throw new Error(`there is no story "${name}"`);
  return script;
}

const head = { by: "test" };
const long = { ...head, command: "signal", symbol: "TST", side: "long", stop: 95 } as const;
const hasPrice = ({ live }: LiveRun): boolean => {
  return Number.isFinite(live.engine.state.views[0]?.market.close);
};

describe("a signal by hand", () => {
  it("is told its own refusal, not that of another one that came while it waited", async () => {
    const answers: CommandAnswer[] = [];
    // No answer of the broker arrives: the first signal's order is looked for when the second one
    // comes, and is refused for the very order that works.
    await acting({ ...story("acks lost"), signals: [] }, hasPrice, async (session) => {
      const first = session.submit({ ...long, command_id: "first" });
      const second = session.submit({ ...long, command_id: "second", stop: 94 });
      answers.push(await first, await second);
    });
    expect(answers).toEqual([
      { accepted: true, command_id: "first" },
      {
        ...{ accepted: false, command_id: "second", code: "position_open" },
        message: "refused by position_open",
      },
    ]);
  });
});

const isOpen = ({ live }: LiveRun): boolean => {
  return live.engine.state.ledger.symbols[0]?.position != null;
};

describe("a signal to leave by hand", () => {
  const exit = { ...head, command: "signal", symbol: "TST", side: "exit" } as const;
  const left = { accepted: true, command_id: "leave" };
  const refused = (code: string, words: string) => {
    return { accepted: false, command_id: "leave", code, message: `exit: ${words}` };
  };
  const hasEntry = ({ live }: LiveRun): boolean => {
    return live.engine.state.ledger.symbols[0]?.entry != null;
  };

  it.each([
    ["what is open", story("entry, stop"), isOpen, left],
    ["an entry that works, which it cancels", story("entry, stop"), hasEntry, left],
    [
      "nothing",
      { ...story("entry, stop"), signals: [] },
      hasPrice,
      refused("no_position", "TST has no open position"),
    ],
  ])("is answered by what comes of it: %s", async (_, script, isTime, wanted) => {
    let answer: CommandAnswer | null = null;
    const world = await acting(script, isTime, async (session) => {
      answer = await session.submit({ ...exit, command_id: "leave" });
    });
    expect(answer).toEqual(wanted);
    // What was proposed is on record, whatever came of it.
    const { facts } = world.journal;
    const exits = facts.filter(({ type, side }) => type === "signal" && side === "exit");
    expect(exits).toMatchObject([{ origin: "hand" }]);
  });

  it("is told where all is on its way out already", async () => {
    const answers: CommandAnswer[] = [];
    await acting(story("entry, stop"), isOpen, async (session) => {
      await session.submit({ ...exit, command_id: "first" });
      answers.push(await session.submit({ ...exit, command_id: "leave" }));
    });
    expect(answers).toEqual([
      refused("leaving", "all of TST is on its way out already; wait for its fill"),
    ]);
  });
});

describe("an engine of which the account is taken", () => {
  it("notices it within two seconds, though it has nothing to do", async () => {
    const script = { ...story("entry, stop"), signals: [], gapMs: 2_000 };
    let taken = false;
    const seen: unknown[] = [];
    const world = new LiveWorld(script);
    world.look = async (run) => {
      const { state, broker } = await sessionOf(run).snapshot();
      if (!hasPrice(run)) return;
      seen.push([state, broker?.is_up, broker?.words]);
      if (!taken) openPaperBook({ disk: world.disk, folder: FOLDER });
      taken = true;
    };
    await world.live();
    const fenced = ["HALTED", false, `fenced: ${FOLDER}/book.2.jsonl has taken over`];
    expect(seen.slice(0, 2)).toEqual([["READY", true, "up"], fenced]);
    expect(world.notices).toContain(`paper: fenced: ${FOLDER}/book.2.jsonl has taken over`);
  });

  it("refuses a flatten at once, and holds entries all the same", async () => {
    const flatten = { ...head, command: "flatten", command_id: "out" } as const;
    let answer: CommandAnswer | null = null;
    let tookMs = Number.NaN;
    const script = { ...story("target, break-even, stop"), patience: { ackMs: 3_000 } };
    const world = await acting(script, isOpen, async (session, { disk }, run) => {
      const { clock } = run.options;
      openPaperBook({ disk, folder: FOLDER });
      const since = clock.monotonicMs();
      answer = await session.submit(flatten);
      tookMs = clock.monotonicMs() - since;
    });
    expect(answer).toMatchObject({ accepted: false, code: "fenced" });
    // It neither waits three seconds for an answer nor looks for flat for eight.
    expect(tookMs).toBeLessThan(500);
    expect(world.isRecorded({ name: "flatten", symbol: null })).toBe(true);
  });
});

describe("a close of a part", () => {
  const half = { ...head, command: "close", symbol: "TST", pct: 50 } as const;

  it("takes its share of what is not on its way out, as the screen's plan says", async () => {
    const words: (string | undefined)[] = [];
    let exits: number[] = [];
    await acting(story("entry, stop"), isOpen, async (session) => {
      for (const command_id of ["first", "again"]) {
        const { choices } = planOf(
          { what: "close", symbol: "TST", pct: 50 },
          await session.snapshot(),
        );
        words.push(choices[0]?.effect);
        await session.submit({ ...half, command_id });
      }
      const { orders } = await session.snapshot();
      exits = orders.flatMap(({ role, qty }) => (role === "exit" ? [qty] : []));
    });
    // Of ten: five, then half of the other five, rounded up.
    expect(exits).toEqual([5, 3]);
    expect(words).toEqual([
      "sell 5 at market, 5 of 10 stay, with their stop",
      "sell 3 at market, 2 of 10 stay, with their stop",
    ]);
  });
});

describe("an entry of which nobody knows whether it was sent", () => {
  it("is UNKNOWN after the restart, until the broker or time says what it is", async () => {
    const script = { ...story("entry never arrives"), gapMs: 2_000 };
    const { deaths } = await new LiveWorld(script).live();
    const point = deaths.labels.findIndex((label) => /^submit place entry: before/.test(label)) + 1;
    expect(point).toBeGreaterThan(0);
    const world = new LiveWorld(script);
    expect((await world.live({ deaths: new Deaths(point) })).isDead).toBe(true);
    world.afterDeath("killed");
    const states: string[] = [];
    world.look = async (run) => {
      const { orders } = await sessionOf(run).snapshot();
      states.push(orders.map(({ role, state }) => `${role} ${state}`).join());
    };
    await world.live();
    expect([...new Set(states)]).toEqual(["entry UNKNOWN", ""]);
  });
});

describe("a feed that has ended", () => {
  it("takes no more entries: no open would fill them", async () => {
    let answer: CommandAnswer | null = null;
    const seen = { can_trade: true, reason: "", gear: "", words: "" };
    const isOver = ({ options }: LiveRun): boolean => options.feed.hasEnded;
    await acting({ ...story("entry, stop"), signals: [] }, isOver, async (session) => {
      const { can_trade, reason, gear, gear_reason } = await session.snapshot();
      Object.assign(seen, { can_trade, reason, gear, words: gear_reason });
      answer = await session.submit({ ...long, command_id: "late", stop: 90 });
    });
    expect(answer).toMatchObject({ accepted: false, code: "stale_data" });
    expect(seen).toEqual({
      ...{ can_trade: false, reason: "stale_data", gear: "N", words: "the feed has ended" },
    });
  });
});

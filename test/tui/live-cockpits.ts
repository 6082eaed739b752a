// A cockpit on a live engine that tests tell what to say, with a hand that takes its time.

import { afterEach } from "vitest";
import type { Clock } from "../../src/runtime/clock.js";
import type { Session, Snapshot } from "../../src/runtime/session.js";
import { type Cockpit, openCockpit } from "../../src/tui/cockpit.js";
import type { CurvePlotter } from "../../src/tui/cockpit-state.js";
import type { Standing } from "../../src/tui/standing.js";
import type { Size } from "../../src/tui/store.js";
import { type Look, PLAIN_LOOK } from "../../src/tui/theme.js";
import type { FakeLiveSession } from "./fake-live-session.js";
import { FakeTerminal } from "./fake-terminal.js";
import { ORDERS, POSITION } from "./states.js";

/** From key to key, ms. */
const HAND_MS = 1_000;

/** What is open in these tests. */
export const OPEN: Partial<Snapshot> = { positions: [POSITION], orders: [...ORDERS] };

/** Waits so long. */
export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

let opened: Cockpit | null = null;
afterEach(() => {
  opened?.close();
  opened = null;
});

/** Opens it; it is closed after the test. */
export async function openLive(
  session: FakeLiveSession,
  onQuit: (snapshot: Snapshot) => string | null = () => null,
  size: Size = { columns: 100, rows: 30 },
  standing?: Standing,
  look: Look = { ...PLAIN_LOOK, isColorful: false },
) {
  return handed(size, (common) =>
    openCockpit({
      ...{ ...common, mode: "live", session, onQuit, look },
      ...(standing === undefined ? {} : { standing }),
    }),
  );
}

/** The same for a session that says it is a tape. */
export async function openTape(session: FakeLiveSession, size: Size) {
  return handed(size, (common) => {
    const look = { ...PLAIN_LOOK, isColorful: false };
    const tape = { speed: 60, canRewind: false, startTs: null };
    const replay = session as unknown as Session;
    return openCockpit({ ...common, ...tape, mode: "replay", session: replay, look });
  });
}

/** What every cockpit of these tests has. */
interface Common {
  readonly terminal: FakeTerminal;
  readonly save: () => Promise<void>;
  readonly clock: Clock;
  readonly plot: CurvePlotter;
}

async function handed(size: Size, open: (common: Common) => Promise<Cockpit>) {
  let ms = 0;
  const terminal = new FakeTerminal(size);
  const clock = { nowMs: () => 1_763_491_320_000, monotonicMs: () => ms };
  const cockpit = await open({ terminal, save: async () => {}, clock, plot: () => [] });
  opened = cockpit;
  let hasLeft = false;
  void cockpit.left.then(() => {
    hasLeft = true;
  });
  /** Keys by hand, one by one. */
  const type = async (...keys: string[]): Promise<void> => {
    for (const key of keys) {
      ms += HAND_MS;
      terminal.press(key);
    }
    ms += HAND_MS;
    await pause(0);
  };
  /** The machine's clock goes on by so much, ms. */
  const passes = (some: number): void => {
    ms += some;
  };
  return { terminal, type, passes, hasLeft: () => hasLeft };
}

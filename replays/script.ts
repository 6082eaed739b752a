// The script of the three days: what each part of a day does, in Chicago time. The random walk
// around it is in `generate.ts`.

/** A part of a day; it lasts until the next one begins. */
export interface Phase {
  /** Minutes since the session's open at 17:00 Chicago. */
  readonly minute: number;
  /** How far the line that price is drawn to moves, ticks per hour. */
  readonly driftTicks: number;
  /** Where the line is held in addition: ticks from the day's average price, or null. */
  readonly leanTicks: number | null;
  /** Swings around that line: their height in ticks, and how long one takes. */
  readonly swingTicks: number;
  readonly swingMinutes: number;
  /** How strongly price is drawn to the line, per mille of the distance per minute. */
  readonly pull: number;
  /** Volatility, per cent of what is usual at that time of day. */
  readonly volatility: number;
}

/** A release: price jumps within a minute and gives a quarter of it back later. */
export interface Shock {
  readonly minute: number;
  readonly ticks: number;
}

/** One trading day. */
export interface ScriptedDay {
  readonly name: string;
  /** Its open, UTC epoch ms: 17:00 Chicago of the evening before, 23:00 UTC in winter. */
  readonly open: number;
  readonly phases: readonly Phase[];
  readonly shocks: readonly Shock[];
}

/** Minutes since the open of a Chicago wall-clock time. */
function at(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  return ((hour + 24 - 17) % 24) * 60 + minute;
}

function phase(
  clock: string,
  driftTicks: number,
  swing: readonly [ticks: number, minutes: number],
  pull: number,
  volatility = 100,
): Phase {
  const [swingTicks, swingMinutes] = swing;
  return {
    minute: at(clock),
    driftTicks,
    leanTicks: null,
    swingTicks,
    swingMinutes,
    pull,
    volatility,
  };
}

/** A phase that leans on the day's average price instead of drifting. */
function lean(
  clock: string,
  leanTicks: number,
  swing: readonly [ticks: number, minutes: number],
  pull: number,
  volatility = 100,
): Phase {
  return { ...phase(clock, 0, swing, pull, volatility), leanTicks };
}

const shock = (clock: string, ticks: number): Shock => ({ minute: at(clock), ticks });

/** Tuesday to Thursday, 18 to 20 November 2025. */
export const scriptedDays: readonly ScriptedDay[] = [
  {
    // Nowhere until the afternoon sells off: room for mean reversion. No trend entry passes yet,
    // because the hourly ADX is warm only after 28 hours.
    name: "2025-11-18",
    open: Date.UTC(2025, 10, 17, 23),
    phases: [
      phase("17:00", -8, [20, 80], 20),
      phase("02:00", 10, [40, 90], 20),
      phase("08:30", 0, [0, 40], 70),
      phase("13:00", -260, [50, 26], 60),
      phase("15:00", -120, [20, 30], 60),
    ],
    shocks: [],
  },
  {
    // The night sells off and so does the day, in swings that come back to the average price.
    name: "2025-11-19",
    open: Date.UTC(2025, 10, 18, 23),
    phases: [
      phase("17:00", -90, [20, 60], 60),
      phase("02:00", -110, [35, 70], 60),
      lean("07:00", 0, [25, 40], 40),
      phase("08:30", 0, [60, 16], 120),
      lean("08:46", -80, [200, 30], 250, 55),
      lean("10:30", -20, [0, 40], 70, 85),
      phase("12:15", -300, [60, 40], 250, 60),
      phase("15:00", 0, [20, 30], 40),
    ],
    shocks: [shock("07:30", -60), shock("13:00", 150)],
  },
  {
    // The night turns up, a release interrupts it, and the open breaks out of its range. The
    // afternoon leans on the average price.
    name: "2025-11-20",
    open: Date.UTC(2025, 10, 19, 23),
    phases: [
      phase("17:00", 90, [20, 60], 60),
      phase("02:00", 110, [35, 70], 60),
      lean("07:00", 0, [25, 40], 40),
      phase("08:30", 0, [60, 16], 120),
      phase("08:56", 400, [50, 20], 150, 85),
      lean("10:40", 20, [0, 40], 70, 85),
      lean("12:30", 70, [100, 60], 250, 60),
      phase("15:00", 0, [20, 30], 40),
    ],
    shocks: [shock("07:30", 90)],
  },
];

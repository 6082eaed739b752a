// Times as they are typed at a tape: an hour of the exchange's day, a date, so much further, or a
// share of the whole.

/** What a typed time is measured by. */
export interface MomentBase {
  /** Where the tape stands, and from where to where it goes; UTC epoch ms. */
  readonly now: number;
  readonly from: number;
  readonly to: number;
  /** IANA zone of the exchange. */
  readonly zone: string;
}

/** How a time may be typed. */
export const MOMENT_USAGE = "<10:42 | 2025-11-18 | 2025-11-18 10:42 | +30m | -2h | +1d | 50%>";

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const MINUTE_MS = 60_000;

/** UTC epoch ms of a typed time; null where it is none. Hours and days are the exchange's. */
export async function momentOf(text: string, base: MomentBase): Promise<number | null> {
  const share = /^(\d{1,3}(?:\.\d+)?)\s*%$/.exec(text);
  if (share !== null) {
    const part = Math.min(100, Number(share[1])) / 100;
    return base.from + part * (base.to - base.from);
  }
  const step = /^([+-])(\d{1,4})([mhd])$/.exec(text);
  if (step !== null) {
    const length = Number(step[2]) * (UNITS[step[3] ?? ""] ?? 0);
    return base.now + (step[1] === "-" ? -length : length);
  }
  return await wallClock(text, base);
}

async function wallClock(text: string, { now, zone }: MomentBase): Promise<number | null> {
  const found = /^(?:(\d{4}-\d{2}-\d{2})[T ]?)?(?:(\d{1,2}):(\d{2}))?$/.exec(text);
  if (found === null || text === "") return null;
  // Only a tape that is asked for such a time needs the zones' rules.
  const { ZoneClock } = await import("../feeds/zone.js");
  const clock = new ZoneClock(zone);
  const today = new Date(now + clock.offsetAt(now)).toISOString().slice(0, 10);
  const [, day = today, hour = "0", minute = "0"] = found;
  const local = Date.parse(`${day}T00:00:00Z`) + (Number(hour) * 60 + Number(minute)) * MINUTE_MS;
  const isReal = Number(hour) < 24 && Number(minute) < 60 && Number.isFinite(local);
  return isReal ? clock.toUtc(local) : null;
}

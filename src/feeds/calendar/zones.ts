// Which zone stamps without one are read in, and who said so.

import { basename } from "node:path";
import type { CalendarDraft } from "./news-event.js";
import { zoneByReleases } from "./release-hours.js";

/** Who said in which zone a file is written; `default` is nobody. */
export type ZoneSource = "file" | "flag" | "config" | "default" | "format";

/** What the user says of zones. */
export interface ZoneWishes {
  /** Of every file, from a flag. */
  readonly tz?: string | undefined;
  /** By a file's name or path, from the configuration. */
  readonly zones?: Readonly<Record<string, string>>;
}

/** A file's zone. */
export interface FileZone {
  readonly zone: string;
  readonly source: ZoneSource;
  /** Why, where nobody states it; null where somebody does or no stamp needs it. */
  readonly why: string | null;
}

function clockText(minute: number): string {
  return new Date(minute * 60_000).toISOString().slice(11, 16);
}

/** The zone of a file whose stamps all have their own. */
function ownZone({ events }: CalendarDraft): FileZone {
  const zones = new Set(
    events.flatMap(({ stamp }) => (stamp.kind === "instant" ? [stamp.zone] : [])),
  );
  const [only] = zones;
  if (only === undefined) return { zone: "UTC", source: "default", why: null };
  return { zone: zones.size === 1 ? only : "UTC", source: "file", why: null };
}

/** The zone of stamps without one: the flag, the configuration, the file, its source, or UTC. */
export function fileZone(path: string, draft: CalendarDraft, wishes: ZoneWishes): FileZone {
  if (!draft.events.some(({ stamp }) => stamp.kind === "local")) return ownZone(draft);
  if (wishes.tz !== undefined) return { zone: wishes.tz, source: "flag", why: null };
  const { zones = {} } = wishes;
  const name = [path, basename(path)].find((one) => Object.hasOwn(zones, one));
  if (name !== undefined) return { zone: zones[name] ?? "UTC", source: "config", why: null };
  if (draft.statedZone !== null) return { zone: draft.statedZone, source: "file", why: null };
  const assumed = draft.formatZone ?? "UTC";
  const shown = zoneByReleases(draft.events, assumed);
  const source = draft.formatZone === null ? "default" : "format";
  const usual = draft.formatZone === null ? "" : `, as this source writes them`;
  if (shown === null) return { zone: assumed, source, why: usual };
  const clock = clockText(shown.minute);
  if (shown.zone === null) {
    const why = `${usual} (doubtful: '${shown.title}' is then not at ${clock} in New York)`;
    return { zone: assumed, source, why };
  }
  const why = `, where '${shown.title}' comes at ${clock} in New York`;
  return { zone: shown.zone, source: "default", why };
}

// From the points of a run to the places C1 to C29 of the crash protocol at which a process can
// die, by what the point was called.

/** A place of the protocol, and how its points are known. */
interface CrashPoint {
  readonly name: string;
  readonly what: string;
  readonly isAt: RegExp;
}

const point = (name: string, what: string, isAt: RegExp): CrashPoint => ({ name, what, isAt });

/** Places that the points of a story hit by themselves. */
export const CRASH_POINTS: readonly CrashPoint[] = [
  point("C1", "before the intent is written", /^journal .*-> \[.*entry.*\]: before/),
  point("C2", "the intent is torn", /^journal .*-> \[.*entry.*\]: torn/),
  point("C3", "the intent is written, not synced", /^journal .*-> \[.*entry.*\]: written/),
  point(
    "C4",
    "synced, not sent",
    /^(journal .*-> \[.*entry.*\]: synced|submit place entry: before)/,
  ),
  point("C5", "sent, no response yet", /^book order entry: (before|torn|written)/),
  point(
    "C6",
    "the broker has it, the response is lost",
    /^(book order entry: synced|report ack entry)/,
  ),
  point("C7", "response received, not written", /^journal \[ack: entry\] -> \[\]: before/),
  point("C8", "ack written, not synced", /^journal \[ack: entry\] -> \[\]: (torn|written)/),
  point("C9", "ack synced, no fill yet", /^journal \[ack: entry\] -> \[\]: synced/),
  point("C10", "filled, report not received", /^(book fill entry: synced|report fill entry)/),
  point("C11", "fill received, not written", /^journal \[.*fill: .*entry.*\].*: before/),
  point("C12", "fill written", /^journal \[.*fill: .*entry.*\].*: (torn|written)/),
  point("C13", "part filled, the rest ends", /^(book cancelled entry|report cancelled entry)/),
  point(
    "C14",
    "cancel of an entry under way",
    /^(submit cancel entry|journal .*-> \[.*cancel.*\])/,
  ),
  point(
    "C15",
    "stop intent synced, not sent",
    /^(journal .*-> \[.*stop.*\]: synced|submit place stop: before)/,
  ),
  point("C16", "stop sent, response lost", /^(book order stop|report ack stop)/),
  point("C17", "stop acked, not written", /^journal \[ack: .*stop.*\].*: before/),
  point(
    "C18",
    "change of a stop under way",
    /^(submit amend stop|book amended|report amended stop|journal .*-> \[.*amend.*\])/,
  ),
  point(
    "C19",
    "exit sent while the stop rests",
    /^(submit place exit|book order exit|report ack exit)/,
  ),
  point("C20", "stop filled, not heard", /^(book fill stop|report fill stop)/),
  point("C21", "target filled, not heard", /^(book fill target|report fill target)/),
  point("C23", "during a snapshot and the next page", /^(snapshot|journal created|journal header)/),
  point("C24", "while a torn tail is cut", /^(torn tail|journal cut)/),
  point("C25", "while a flatten runs", /^journal \[.*command.*\]/),
];

/** Places that have stories of their own, or none, and why. */
export const OTHER_POINTS: Readonly<Record<string, string>> = {
  C22: "during a reconciliation: deaths within the first minutes of a restart",
  C26: "a second instance: the lock refuses it; one that goes on all the same is fenced",
  C27: "down over the day's end: bars that were missed",
  C28: "journal lost, or an older copy of it, while a position is open",
  C29: "the wall clock has jumped back",
};

/** What the paper broker cannot have, of places that are covered in its own form. */
export const NOT_OF_PAPER: Readonly<Record<string, string>> = {
  C13: "no legs of a bracket are held: protection is sent after the fill",
  C14: "an entry never rests, so that its remainder ends by itself; our cancels are covered",
  C18: "a change keeps the order and its id: there is no replaced_by",
  C20: "a stop fills under its own id",
  C25: "no cancel-all of the broker's that answers in parts: each order is cancelled by itself",
};

/** Places that a point lies at. */
export function pointsAt(label: string): string[] {
  return CRASH_POINTS.filter(({ isAt }) => isAt.test(label)).map(({ name }) => name);
}

// What a journal holds, in memory: steps in groups, with or without a page's state.

import { decodeGroup, encodeGroup, type Group } from "../../src/journal/group.js";
import type { Recorded } from "../../src/journal/journal.js";
import type { RecordedStep } from "../recorded.js";

/** Lines of so many steps each, by turns, through text and back. */
export function groupsOf(
  steps: readonly RecordedStep[],
  sizes: readonly number[] = [1, 3, 2, 7],
): Group[] {
  const groups: Group[] = [];
  for (let at = 0; at < steps.length; ) {
    const part = steps.slice(at, at + (sizes[groups.length % sizes.length] as number));
    at += part.length;
    const group = {
      wall: at,
      steps: part.map(({ event, facts }) => ({ event, facts })),
      orders: part.flatMap(({ orders }) => orders),
    };
    groups.push(decodeGroup(encodeGroup(group)));
  }
  return groups;
}

/** A journal of segments before a page's state, and of those after it. */
export function recordedOf(
  before: readonly Group[],
  snapshot: string | null = null,
  after: readonly Group[] = [],
): Recorded {
  const all = [...before, ...after];
  const last = all.flatMap(({ steps }) => steps.flatMap(({ facts }) => facts)).at(-1);
  // Through text again for each reader: what one of them changes, no other sees.
  const fresh = (groups: readonly Group[]): Group[] =>
    groups.map((group) => decodeGroup(encodeGroup(group)));
  return {
    epoch: "test0",
    lastSeq: last?.seq ?? 0,
    snapshot,
    since: () => fresh(snapshot === null ? all : after),
    all: () => fresh(all),
    torn: null,
  };
}

// The journal as its files have it: every line in order, its facts, events and orders as JSON.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readChained } from "./chained-file.js";

/** A fact as it stands there. */
export type Fact = Readonly<Record<string, unknown>> & {
  readonly seq: number;
  readonly ts: string;
  readonly type: string;
};
/** An event as it stands there. */
export type Event = Readonly<Record<string, unknown>> & { readonly type: string };
/** An order command as it stands there. */
export interface Command {
  readonly kind: "place" | "amend" | "cancel";
  readonly clientOrderId?: string;
  readonly order?: {
    readonly clientOrderId: string;
    readonly role: string;
    readonly side: string;
    readonly qtyLots: number;
  };
}

/** One line. */
export interface Group {
  readonly wall: number;
  readonly steps: readonly { readonly event: Event; readonly facts: readonly Fact[] }[];
  readonly orders: readonly Command[];
}

/** A segment's first line. */
interface Header {
  readonly number: number;
  readonly previous: string | null;
  readonly firstSeq: number;
  readonly epoch: string;
}

/** All of it. */
export interface JournalView {
  readonly groups: readonly Group[];
  readonly facts: readonly Fact[];
  readonly epoch: string;
  readonly segments: number;
  readonly problems: readonly string[];
}

/** Reads the journal of a data folder. */
export function readJournal(folder: string): JournalView {
  const where = join(folder, "journal");
  const names = existsSync(where) ? readdirSync(where) : [];
  const problems: string[] = [];
  const segments = names
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => readChained(join(where, name)))
    // One without a whole first line died before anything was in it.
    .filter(({ bodies }) => bodies.length > 0)
    .map((file) => ({ file, header: file.bodies[0] as unknown as Header }))
    .sort((a, b) => a.header.number - b.header.number);
  const groups: Group[] = [];
  let before: (typeof segments)[number] | null = null;
  let seq = 0;
  for (const segment of segments) {
    const { file, header } = segment;
    if (file.damage !== null) problems.push(`I7: ${file.damage}`);
    if (header.previous !== (before?.file.hash ?? null)) {
      problems.push(`I7: ${file.path} does not follow ${before?.file.path ?? "nothing"}`);
    }
    if (before !== null && header.epoch !== before.header.epoch) {
      problems.push(`I3: ${file.path} has another epoch`);
    }
    if (header.firstSeq !== seq + 1) problems.push(`I7: ${file.path} begins at ${header.firstSeq}`);
    for (const body of file.bodies.slice(1)) {
      const group = body as unknown as Group;
      groups.push(group);
      for (const fact of group.steps.flatMap(({ facts }) => facts)) {
        if (fact.seq !== seq + 1) problems.push(`I7: fact ${fact.seq} follows fact ${seq}`);
        seq = fact.seq;
      }
    }
    before = segment;
  }
  return {
    groups,
    facts: groups.flatMap(({ steps }) => steps.flatMap(({ facts }) => facts)),
    epoch: segments[0]?.header.epoch ?? "",
    segments: segments.length,
    problems,
  };
}

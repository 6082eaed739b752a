// The README's table of keys, made of the tables that the cockpit itself goes by.

import type { Binding } from "../../src/tui/bindings.js";
import { liveKeys, tapeKeys } from "../../src/tui/keymap.js";
import { VIEWS } from "../../src/tui/view-names.js";

type Row = Pick<Binding, "label" | "help" | "keys"> & {
  readonly command?: Pick<NonNullable<Binding["command"]>, "names" | "usage">;
};

const nameOf = ({ label, help }: Row): string => `${label} ${help}`;

/** Those of some rows that are not among others. */
function without(rows: readonly Row[], others: readonly Row[]): Row[] {
  const known = new Set(others.map(nameOf));
  return rows.filter((row) => !known.has(nameOf(row)));
}

const cell = (text: string): string => text.replaceAll("|", "\\|");

function lineOf({ label, help, command }: Row): string {
  const usage = command?.usage === undefined ? "" : ` ${command.usage}`;
  const name = command === undefined ? "" : `\`:${command.names[0]}${usage}\``;
  return `| ${label === "" ? "" : `\`${label}\``} | ${cell(name)} | ${cell(help)} |`;
}

function section(title: string, rows: readonly Row[]): string[] {
  return [`| **${title}** | | |`, ...rows.map(lineOf)];
}

/** Markdown: what keys do, by where they do it. */
export function keysTable(): string {
  const tape: readonly Row[] = tapeKeys("dash");
  const own: readonly Row[] = liveKeys({ seat: "acts", isAttached: false }, "dash");
  const away: readonly Row[] = liveKeys({ seat: "watches", isAttached: true }, "dash");
  // What all three have is told once; so is what both that can act have, with the engine's keys.
  const common = without(tape, without(tape, own)).filter(
    (row) => without([row], away).length === 0,
  );
  const both = without(without(tape, without(tape, own)), common);
  const ofViews = VIEWS.flatMap((view) => without(tapeKeys(view) as readonly Row[], tape));
  const listed = ofViews.filter(
    (row, at) => ofViews.findIndex((one) => nameOf(one) === nameOf(row)) === at,
  );
  return [
    "| key | command | |",
    "| --- | --- | --- |",
    ...section("everywhere", common),
    ...section("Trades and Log", listed),
    ...section("a tape, and an engine in control", both),
    ...section("a tape", without(tape, [...common, ...both])),
    ...section("an engine of its own", without(own, [...common, ...both])),
    ...section("an engine elsewhere, where another screen is in control", without(away, common)),
  ].join("\n");
}

// `config show|path|get|set|reset`.

import { unknownKey } from "../../config/complaint.js";
import { knownKeys, schemaAt } from "../../config/key.js";
import { resolveConfig, settingOf } from "../../config/load.js";
import { withoutSecrets } from "../../config/secret.js";
import { dataFolder, openStore } from "../../config/store.js";
import { merge, valueAt, without } from "../../config/tree.js";
import { ControlClient } from "../../control/client.js";
import type { Constraint } from "../../control/routes.js";
import { EngineUnreachable } from "../../control/transport.js";
import { UserError } from "../../engine/errors.js";
import { CEILINGS, type ClampedConstraint } from "../../engine/risk/ceilings.js";
import { builtInStrategies } from "../../strategies/index.js";
import { cellsOf, clip, pad } from "../../tui/line.js";
import { checkSetup, type Setup, setUp } from "../setup.js";
import { type GeneralFlags, print, printJson, say } from "../terminal.js";
import { padded } from "../text-table.js";

/** Flags of `config`. */
export interface ConfigFlags extends GeneralFlags {
  readonly set?: readonly string[];
}

/** One line of `config show`; `ceiling` is null where there is none. */
interface Row {
  readonly key: string;
  readonly value: unknown;
  readonly asked: unknown;
  readonly ceiling: number | null;
  readonly why: string;
  /** Unit and meaning. */
  readonly meaning: string;
}

const LIMITS = "constraints.";
/** Waiting for an engine to say that it is there, ms. */
const PROBE_MS = 1_000;

function ceilingOf(key: string, setup: Setup): number | null {
  if (key === "fills.slippage_ticks") return setup.config.constraints.max_slippage_ticks;
  if (!key.startsWith(LIMITS)) return null;
  const ceiling = valueAt(CEILINGS, key.slice(LIMITS.length).split("."));
  return typeof ceiling === "number" ? ceiling : null;
}

function clampOf(
  key: string,
  clamped: readonly ClampedConstraint[],
): ClampedConstraint | undefined {
  return clamped.find(({ rule }) => key === rule || key === `${LIMITS}${rule}`);
}

/** What is shown with what was asked, what holds and what may hold at most. */
function isLimit({ key, ceiling }: Row): boolean {
  return key.startsWith(LIMITS) || ceiling !== null;
}

const UNITS: Readonly<Record<string, string>> = { atr: "ATRs", rsi: "RSI points" };

/** Every key that takes a value, with its meaning; a strategy's parameters are keys too. */
function meanings(): { readonly key: string; readonly meaning: string }[] {
  return knownKeys().flatMap(({ key, meaning }) => {
    const strategy = builtInStrategies.find(({ name }) => key === `strategies.${name}`);
    if (strategy === undefined) return [{ key, meaning }];
    return Object.entries(strategy.parameters).map(([name, { unit, meaning: sentence }]) => ({
      key: `${key}.${name}`,
      // Some begin with their unit.
      meaning: sentence.startsWith(`${unit} `) ? sentence : `${UNITS[unit] ?? unit}: ${sentence}`,
    }));
  });
}

function rowsOf(setup: Setup): Row[] {
  return meanings().map(({ key, meaning }) => {
    const path = key.split(".");
    const clamp = clampOf(key, setup.clamped);
    const origin = setup.explicit(key) ? "as asked" : "default";
    const limit = key === "fills.slippage_ticks" ? "above max_slippage_ticks" : "above the ceiling";
    return {
      key,
      value: valueAt(setup.config, path) ?? null,
      asked: valueAt(setup.asked, path) ?? null,
      ceiling: ceilingOf(key, setup),
      why: clamp === undefined ? origin : `lowered: ${limit}`,
      meaning,
    };
  });
}

/** Least columns in which a meaning is worth beginning. */
const MEANING_COLUMNS = 24;
/** Column at which meanings stand; a few longer rows push theirs out. */
const MEANINGS_AT = 66;

/** A table with what each row means behind it, as far as a terminal has room. */
function explained(table: string, meaningOf: readonly string[]): string {
  const lines = table.split("\n");
  const widest = Math.max(...lines.map(cellsOf)) + 2;
  const { isTTY, columns } = process.stdout;
  const most = isTTY ? columns : Number.POSITIVE_INFINITY;
  return lines
    .map((line, row) => {
      const start = Math.max(cellsOf(line) + 2, Math.min(widest, MEANINGS_AT));
      if (most - start < MEANING_COLUMNS) return line;
      return pad(line, start) + clip(meaningOf[row] ?? "", most - start);
    })
    .join("\n");
}

const shown = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

/** The limits in force, with what was asked, what may hold at most, and why. */
export function limitsOf(setup: Setup): Constraint[] {
  return rowsOf(setup)
    .filter(isLimit)
    .map(({ key, asked, value, ceiling, why }) => ({ key, asked, effective: value, ceiling, why }));
}

/** What may be shown of it. */
function shownOf(setup: Setup): Setup {
  return { ...setup, asked: withoutSecrets(setup.asked), config: withoutSecrets(setup.config) };
}

/** Prints the configuration in force. */
export async function showConfig(flags: ConfigFlags): Promise<void> {
  const setup = shownOf(await setUp({ file: flags.config, set: flags.set }));
  const rows = rowsOf(setup);
  if (flags.json) {
    const limits = limitsOf(setup);
    const keys = rows.map(({ key, meaning }) => [key, meaning]);
    return printJson({
      config: setup.config,
      constraints: limits,
      meanings: Object.fromEntries(keys),
    });
  }
  const limits = rows.filter(isLimit);
  const rest = rows.filter((row) => !isLimit(row));
  const limitLines = limits.map((row) => [
    row.key,
    shown(row.asked),
    shown(row.value),
    row.ceiling === null ? "–" : String(row.ceiling),
    row.why,
  ]);
  const restLines = rest.map((row) => [
    row.key,
    shown(row.value),
    row.why === "default" ? "" : row.why,
  ]);
  const head = ["limit", "asked", "effective", "ceiling", "why"];
  const meaning = ({ meaning: sentence }: Row): string => sentence;
  const top = explained(padded([head, ...limitLines]), ["meaning", ...limits.map(meaning)]);
  await print(`${top}\n\n${explained(padded(restLines), rest.map(meaning))}\n`);
}

/** Prints where the configuration is stored. */
export async function printPath(flags: ConfigFlags): Promise<void> {
  const path = flags.config ?? (await openStore()).path;
  await (flags.json ? printJson({ path }) : print(`${path}\n`));
}

/** Prints one value, or a group of them as JSON. */
export async function getConfig(key: string, flags: ConfigFlags): Promise<void> {
  const path = key.split(".");
  const setup = shownOf(await setUp({ file: flags.config }));
  const value = valueAt(setup.config, path);
  if (value === undefined) {
    const known = schemaAt(path) !== undefined;
    throw new UserError(known ? `config get: ${key} is not set` : `config get: ${unknownKey(key)}`);
  }
  if (flags.json) return printJson({ key, value });
  await print(`${shown(value)}\n`);
}

function storedOnly(command: string, flags: ConfigFlags): void {
  if (flags.config === undefined) return;
  throw new UserError(`config ${command} changes the stored file; edit ${flags.config} by hand`);
}

/** Who has just tightened a limit must not think that it holds already. */
async function sayWhatRuns(): Promise<void> {
  const client = new ControlClient({ folder: await dataFolder(), by: "cli", answerMs: PROBE_MS });
  try {
    await client.status();
  } catch (error) {
    if (error instanceof EngineUnreachable && error.kind === "none") return;
  }
  say("the engine that runs goes by what it was started with: start it again for this to hold");
}

/** Stores one value. */
export async function setConfig(key: string, value: string, flags: ConfigFlags): Promise<void> {
  storedOnly("set", flags);
  const store = await openStore();
  const stored = store.read();
  const setting = settingOf("config set", key, value);
  const setup = shownOf(
    checkSetup(
      resolveConfig([
        { source: `config file ${store.path}`, values: stored },
        { source: "config set", values: setting },
      ]),
    ),
  );
  store.write(merge(stored, setting));
  const clamp = clampOf(key, setup.clamped);
  if (clamp !== undefined) {
    say(`${key}: ${clamp.asked} is above the ceiling; ${clamp.effective} is in force`);
  }
  const path = key.split(".");
  if (flags.json) await printJson({ key, value: valueAt(setup.config, path), path: store.path });
  else say(`${key} is ${shown(valueAt(setup.asked, path))}; stored in ${store.path}`);
  await sayWhatRuns();
}

/** Forgets one key, or everything. */
export async function resetConfig(key: string | undefined, flags: ConfigFlags): Promise<void> {
  storedOnly("reset", flags);
  const store = await openStore();
  if (key === undefined) store.write({});
  else {
    const path = key.split(".");
    if (schemaAt(path) === undefined) throw new UserError(`config reset: ${unknownKey(key)}`);
    const stored = store.read();
    const list = path.findIndex((_, at) => Array.isArray(valueAt(stored, path.slice(0, at))));
    if (list > 0) {
      const whole = path.slice(0, list).join(".");
      throw new UserError(`config reset: ${whole} is stored as one list; reset ${whole} itself`);
    }
    store.write(without(stored, path));
  }
  if (flags.json) await printJson({ key: key ?? null, path: store.path });
  else say(`${key ?? "everything"} is back to its default; stored in ${store.path}`);
  await sayWhatRuns();
}

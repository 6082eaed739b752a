// From what zod found to one line that a person can act on: what, where, what to do.

import type { z } from "zod";
import { UserError } from "../engine/errors.js";
import { nearestName } from "../engine/nearest.js";
import { dotted, isSecret, knownKeys, rightOf, schemaAt } from "./key.js";
import { configSchema } from "./schema.js";
import { isObject, valueAt } from "./tree.js";

type Issue = z.core.$ZodIssue;

/** Longest value that is shown whole. */
const SHOWN_CHARS = 60;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "missing";
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
}

/** The nearest key that exists: by its last name, else by its whole name. */
export function unknownKey(key: string): string {
  const keys = knownKeys().map((known) => known.key);
  const groups = keys.map((known) => known.slice(0, Math.max(0, known.lastIndexOf("."))));
  const all = [...keys, ...new Set(groups.filter((group) => group !== ""))];
  const last = key.slice(key.lastIndexOf(".") + 1);
  const sameName = all.find((known) => known === last || known.endsWith(`.${last}`));
  const nearest =
    sameName ?? nearestInGroup(key, all) ?? nearestName(key, all) ?? nearestByLastName(last, all);
  const hint =
    nearest === null ? "see `transmission config show` for all keys" : `did you mean '${nearest}'?`;
  return `unknown key '${key}'; ${hint}`;
}

/** Shorter names are near to anything. */
const TELLING_CHARS = 3;

/**
 * The first key of the group named that begins with what was typed, else that has all of it, else
 * all of its words: `risk_pct` is `risk_per_trade_pct`. An abbreviation is no slip of the finger.
 */
function nearestInGroup(key: string, keys: readonly string[]): string | null {
  const at = key.lastIndexOf(".") + 1;
  const last = key.slice(at);
  if (at === 0 || last.length < TELLING_CHARS) return null;
  const names = keys
    .filter((known) => known.startsWith(key.slice(0, at)))
    .map((known) => known.slice(at));
  const words = last.split("_");
  const found =
    names.find((name) => name.startsWith(last)) ??
    names.find((name) => name.includes(last)) ??
    names.find((name) => words.length > 1 && words.every((word) => name.split("_").includes(word)));
  return found === undefined ? null : key.slice(0, at) + found;
}

function nearestByLastName(last: string, keys: readonly string[]): string | null {
  if (last.length < TELLING_CHARS) return null;
  const nameOf = (key: string): string => key.slice(key.lastIndexOf(".") + 1);
  const nearest = nearestName(last, keys.map(nameOf));
  return keys.find((key) => nameOf(key) === nearest) ?? null;
}

function wrongValue(issue: Issue, given: unknown): string {
  const key = dotted(issue.path);
  const node = schemaAt(issue.path);
  if (issue.code === "invalid_key") {
    const name = issue.path.at(-1);
    const group = dotted(issue.path.slice(0, -1));
    return `${group} has the key '${String(name)}'; ${issue.issues[0]?.message ?? "use another"}`;
  }
  if (node !== undefined && isSecret(node)) return `${key} cannot be that; give ${rightOf(node)}`;
  const value = shown(valueAt(given, issue.path));
  if (issue.code === "custom" || node === undefined) return `${key} is ${value}: ${issue.message}`;
  const standard = valueAt(configSchema.parse({}), issue.path);
  const hint = standard === undefined || isObject(standard) ? "" : ` (default ${shown(standard)})`;
  return `${key} is ${value}; give ${rightOf(node)}${hint}`;
}

/** A configuration that cannot be: names the source, the key, what was given and what is right. */
export function complaint(
  issues: readonly Issue[],
  given: unknown,
  sourceOf: (key: string) => string,
): UserError {
  const [issue] = issues;
  if (issue === undefined) return new UserError("the configuration cannot be used");
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  if (issue.code === "unrecognized_keys") {
    const key = dotted([...issue.path, issue.keys[0] ?? ""]);
    return new UserError(`${sourceOf(key)}: ${unknownKey(key)}${more}`);
  }
  const source = sourceOf(dotted(issue.path));
  return new UserError(`${source}: ${wrongValue(issue, given)}${more}`);
}

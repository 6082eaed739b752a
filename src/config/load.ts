// From the stored file (or a named one) and the command line to the effective configuration.

import { readFileSync } from "node:fs";
import { UserError } from "../engine/errors.js";
import { complaint, unknownKey } from "./complaint.js";
import { schemaAt } from "./key.js";
import { type Config, configSchema } from "./schema.js";
import { readStored } from "./store.js";
import { isObject, leaves, merge, single, type Tree } from "./tree.js";

/** Where values come from; a later layer wins. */
export interface ConfigLayer {
  /** As it is named in an error, e.g. `--set` or `config file /path`. */
  readonly source: string;
  readonly values: Tree;
}

/** What was asked for with the defaults filled in. Ceilings are not yet applied. */
export interface LoadedConfig {
  readonly config: Config;
  /** Whether the user named a key, or a part of it, in any layer. */
  explicit(key: string): boolean;
}

/** What the command line says of the configuration. */
export interface ConfigRequest {
  /** A JSON file read instead of the stored one. */
  readonly file?: string | undefined;
  /** `key=value`, in order. */
  readonly set?: readonly string[] | undefined;
}

/**
 * The effective configuration. Throws a UserError (exit code 2) that names source and key of what
 * cannot be.
 */
export async function loadConfig(request: ConfigRequest): Promise<LoadedConfig> {
  const below = request.file === undefined ? await storedLayer() : fileLayer(request.file);
  return resolveConfig([below, overrideLayer(request.set ?? [])]);
}

/** The defaults under the layers, checked as a whole. */
export function resolveConfig(layers: readonly ConfigLayer[]): LoadedConfig {
  const asked = layers.reduce<Tree>((below, { values }) => merge(below, values), {});
  // It is done once: for that no checking code is generated.
  const result = configSchema.safeParse(asked, { jitless: true });
  const named = layers.map(({ source, values }) => ({ source, keys: leaves(values) }));
  if (!result.success) {
    const sourceOf = (key: string): string => {
      const found = named.findLast(({ keys }) => keys.some((leaf) => touches(leaf, key)));
      return found?.source ?? named[0]?.source ?? "config";
    };
    throw complaint(result.error.issues, asked, sourceOf);
  }
  return {
    config: result.data,
    explicit: (key) => named.some(({ keys }) => keys.some((leaf) => touches(leaf, key))),
  };
}

/** Whether one key is the other, or a part of it. */
function touches(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

async function storedLayer(): Promise<ConfigLayer> {
  const { path, values } = await readStored();
  return { source: `config file ${path}`, values };
}

function fileLayer(path: string): ConfigLayer {
  const source = `config file ${path}`;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(`${source}: ${whyUnreadable(error)}; give a JSON file`);
  }
  let values: unknown;
  try {
    values = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new UserError(`${source}: not JSON (${line}); mend it`);
  }
  if (isObject(values)) return { source, values };
  throw new UserError(`${source}: not a JSON object; write {"fusion": {"enabled": false}}`);
}

function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  if (code === "ENOENT") return "no such file";
  if (code === "EISDIR") return "this is a folder";
  return code === "EACCES" ? "no permission to read it" : `cannot be read (${code})`;
}

function overrideLayer(settings: readonly string[]): ConfigLayer {
  const values = settings.reduce<Tree>((below, setting) => {
    const at = setting.indexOf("=");
    if (at <= 0) {
      throw new UserError(`--set ${setting}: no value; write --set key=value`);
    }
    return merge(below, settingOf("--set", setting.slice(0, at), setting.slice(at + 1)));
  }, {});
  return { source: "--set", values };
}

/**
 * One setting as a tree: dots part the key, the value is JSON if it reads as JSON, else text.
 * Throws a UserError for a key that there is none of.
 * @param source as it is named in an error
 */
export function settingOf(source: string, key: string, value: string): Tree {
  const path = key.trim().split(".");
  if (schemaAt(path) === undefined) throw new UserError(`${source}: ${unknownKey(key.trim())}`);
  return single(path, jsonOrText(value));
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

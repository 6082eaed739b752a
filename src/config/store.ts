// The stored configuration: what the user asked for, and nothing else. Defaults are never
// written, so that a better default reaches everyone.

import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type Conf from "conf";
import { UserError } from "../engine/errors.js";
import { homeFolder, makeFolder } from "./folder.js";
import { isObject, type Tree } from "./tree.js";

const CONFIG_NAME = "config";

/** The configuration file that `config set` writes. */
export interface ConfigStore {
  readonly path: string;
  /** What is stored. Throws a UserError where the file holds no JSON object. */
  read(): Tree;
  /** Replaces what is stored. */
  write(values: Tree): void;
  /** Whether the file holds something that is no JSON object. */
  readonly isBroken: boolean;
}

/** Why text is no configuration, or null. */
function faultOf(text: string): string | null {
  try {
    return isObject(JSON.parse(text)) ? null : "is not a JSON object";
  } catch (error) {
    const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    return `is not JSON (${line})`;
  }
}

/**
 * Where the file will lie, as far as that can be told without conf; null elsewhere. Throws a
 * UserError where there is no place for it.
 */
function folderOf(home: string | undefined): string | null {
  if (home !== undefined && home !== "") return home;
  if (process.platform !== "linux") {
    ownFolder();
    return null;
  }
  return join(process.env.XDG_CONFIG_HOME || join(ownFolder(), ".config"), "transmission");
}

function ownFolder(): string {
  const own = homeFolder();
  if (own !== null) return own;
  const hint = "set HOME, or TRANSMISSION_HOME to a folder";
  throw new UserError(`there is no home folder to keep the configuration in; ${hint}`, 1);
}

/** conf asks for the home folder as it is loaded, and fails where there is none. */
async function loadConf(folder: string | null): Promise<typeof Conf> {
  if (homeFolder() !== null || folder === null) return (await import("conf")).default;
  const { HOME } = process.env;
  process.env.HOME = folder;
  try {
    return (await import("conf")).default;
  } finally {
    if (HOME === undefined) delete process.env.HOME;
    else process.env.HOME = HOME;
  }
}

/**
 * Opens the stored configuration without writing anything. It lies where the system keeps
 * configurations, or in the folder that `TRANSMISSION_HOME` names.
 */
export async function openStore(): Promise<ConfigStore> {
  const home = process.env.TRANSMISSION_HOME;
  const folder = folderOf(home);
  const ConfStore = await loadConf(folder);
  let fault: string | null = null;
  // A broken file reads as empty here, so that its path is known and nothing replaces it.
  const deserialize = (text: string): Tree => {
    fault = faultOf(text);
    return fault === null ? (JSON.parse(text) as Tree) : {};
  };
  // conf would make it by Node's own recursion, which on some file systems never comes back.
  if (folder !== null) attempt("read", () => makeFolder(folder));
  const conf: Conf<Tree> = attempt("read", () => {
    return new ConfStore<Tree>({
      projectName: "transmission",
      projectSuffix: "",
      configName: CONFIG_NAME,
      configFileMode: 0o600,
      deserialize,
      serialize: (values: Tree) => `${JSON.stringify(values, null, 2)}\n`,
      ...(home === undefined || home === "" ? {} : { cwd: home }),
    });
  });
  return {
    path: conf.path,
    isBroken: fault !== null,
    read() {
      const stored = attempt("read", () => conf.store);
      if (fault === null) return stored;
      throw broken(conf.path, fault);
    },
    write(values) {
      attempt("written", () => {
        conf.store = values;
      });
    },
  };
}

/**
 * What is stored and where. Where the file lies is known on most systems; only elsewhere is conf
 * loaded for it, which takes as long as a short replay. Throws a UserError where the file can't be
 * read or holds no JSON object.
 */
export async function readStored(): Promise<{ readonly path: string; readonly values: Tree }> {
  const folder = folderOf(process.env.TRANSMISSION_HOME);
  if (folder === null) {
    const store = await openStore();
    return { path: store.path, values: store.read() };
  }
  attempt("read", () => makeFolder(folder));
  const path = join(resolve(folder), `${CONFIG_NAME}.json`);
  const text = attempt("read", () => textOf(path));
  if (text === null) return { path, values: {} };
  const fault = faultOf(text);
  if (fault !== null) throw broken(path, fault);
  return { path, values: JSON.parse(text) as Tree };
}

/** Null where there is no such file. */
function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/**
 * Where what the program records lies: `data` beside the stored configuration, whichever file
 * `--config` reads. It is made by whoever writes there. Throws a UserError as `readStored` does.
 */
export async function dataFolder(): Promise<string> {
  const folder = folderOf(process.env.TRANSMISSION_HOME);
  // As `readStored`: only where it cannot be told otherwise is conf asked.
  const beside = folder === null ? dirname((await openStore()).path) : resolve(folder);
  return join(beside, "data");
}

function broken(path: string, fault: string): UserError {
  const hint = "mend it, or begin anew with `transmission config reset`";
  return new UserError(`config file ${path} ${fault}; ${hint}`);
}

function attempt<Result>(what: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const path = error instanceof Error && "path" in error ? ` ${String(error.path)}` : "";
    throw new UserError(
      `the configuration${path} cannot be ${what} (${code}); check the folder and its permissions`,
      1,
    );
  }
}

// `config api-key`: makes the key for writes over TCP. It is shown once; what is stored is its
// hash.

import { openStore } from "../../config/store.js";
import { merge, single, valueAt } from "../../config/tree.js";
import { hashOfApiKey, newApiKey } from "../../control/api-key.js";
import { UserError } from "../../engine/errors.js";
import { print, printJson, say } from "../terminal.js";
import type { ConfigFlags } from "./config.js";

const KEY_HASH = ["api", "key_hash"];

/** Makes a key in place of any other, stores its hash and prints it. */
export async function makeApiKey(flags: ConfigFlags): Promise<void> {
  if (flags.config !== undefined) {
    throw new UserError(
      `config api-key changes the stored file, not ${flags.config}; leave --config out`,
    );
  }
  const store = await openStore();
  const stored = store.read();
  const hadOne = typeof valueAt(stored, KEY_HASH) === "string";
  const key = newApiKey();
  store.write(merge(stored, single(KEY_HASH, hashOfApiKey(key))));
  await (flags.json ? printJson({ key, path: store.path }) : print(`${key}\n`));
  const old = hadOne ? "; the one before is worth nothing then" : "";
  say(`the API key is shown this once; it holds from the engine's next start${old}`);
  say(`its hash is stored in ${store.path}; send it in the header X-API-Key`);
}

// `config` with its commands, their options and their help.

import type { Command } from "commander";
import type { ConfigFlags } from "./commands/config.js";
import { addGeneral, addHelp, collect, examples } from "./help.js";

/** Adds `config`. */
export function addConfig(program: Command): void {
  const config = program
    .command("config")
    .summary("show and change the configuration")
    .description("Shows and changes the configuration.");
  const load = () => import("./commands/config.js");
  const show = config
    .command("show")
    .description("Shows what is in force; of limits also what was asked, the ceiling and why.")
    .option("--set <key=value>", "as if this were set; may be repeated", collect);
  addGeneral(show).action(async (flags: ConfigFlags) => (await load()).showConfig(flags));
  examples(show, [
    "transmission config show",
    "transmission config show --set constraints.max_contracts=500",
  ]);
  const path = config.command("path").description("Prints where the configuration is stored.");
  addGeneral(path).action(async (flags: ConfigFlags) => (await load()).printPath(flags));
  examples(path, ['less "$(transmission config path)"']);
  const get = config.command("get").description("Prints one value.").argument("<key>", "its name");
  addGeneral(get).action(async (key: string, flags: ConfigFlags) =>
    (await load()).getConfig(key, flags),
  );
  examples(get, ["transmission config get fusion.timeframes", "transmission config get intrade"]);
  const set = config
    .command("set")
    .description("Stores one value, once the whole configuration is found to be possible with it.")
    .argument("<key>", "its name, e.g. fusion.enabled")
    .argument("<value>", "JSON, else text; objects are merged, lists replaced");
  addGeneral(set).action(async (key: string, value: string, flags: ConfigFlags) =>
    (await load()).setConfig(key, value, flags),
  );
  examples(set, [
    "transmission config set constraints.risk_per_trade_pct 0.25",
    `transmission config set constraints.allowed_symbols '["MNQ","MES"]'`,
    `transmission config set intrade.trail '{"mode":"swing","lookback":8}'`,
  ]);
  const reset = config
    .command("reset")
    .description("Forgets what was stored of one key, or of all.")
    .argument("[key]", "its name; without it, everything");
  addGeneral(reset).action(async (key: string | undefined, flags: ConfigFlags) =>
    (await load()).resetConfig(key, flags),
  );
  examples(reset, ["transmission config reset fusion.keep", "transmission config reset"]);
  addApiKey(config);
  examples(config, [
    "transmission config show",
    "transmission config set constraints.risk_per_trade_pct 0.25",
    `transmission config set constraints.allowed_symbols '["MNQ","MES"]'`,
    "transmission config reset fusion",
  ]);
  addHelp(config);
}

function addApiKey(config: Command): void {
  const key = config
    .command("api-key")
    .summary("Makes the key for writes over TCP, and shows it once.")
    .description(
      "Makes the key for what `run --api` listens to, in place of any before, and shows it once: " +
        "only its hash is stored. `config reset api.key_hash` takes it away.",
    );
  addGeneral(key).action(async (flags: ConfigFlags) => {
    const { makeApiKey } = await import("./commands/api-key.js");
    await makeApiKey(flags);
  });
  examples(key, ["transmission config api-key"]);
}

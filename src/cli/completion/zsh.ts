// Completion in zsh, by its own _arguments and _describe.

import { type Key, readableKeys, type Spot, settableKeys, type Value, type Word } from "./tree.js";

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Text between brackets or before a colon, where both mean something to _arguments. */
const escaped = (text: string): string => text.replace(/[[\]:\\]/g, "\\$&");

const functionOf = (path: string): string => `_${path.replaceAll(" ", "_")}`;

function actionOf(value: Value): string {
  switch (value.kind) {
    case "words":
      return `value:(${value.words.join(" ")})`;
    case "file":
      return "file:_files";
    case "folder":
      return "folder:_files -/";
    case "key":
      return "key:_transmission__keys";
    case "setting":
      return "setting:_transmission__settings";
    case "key-value":
      return "value:_transmission__key_values";
    default:
      return "value:";
  }
}

function optionSpec({ name, about, value }: Spot["options"][number]): string {
  // A setting may be given again and again; zsh offers everything else once.
  const again = value?.kind === "setting" ? "*" : "";
  const takes = value === null ? "" : `=`;
  const action = value === null ? "" : `:${actionOf(value)}`;
  return quoted(`${again}${name}${takes}[${escaped(about)}]${action}`);
}

function described({ name, about }: Word): string {
  return quoted(`${escaped(name)}:${about}`);
}

function spotFunction(spot: Spot): string {
  const { path, commands, options, places, repeats } = spot;
  const specs = options.map(optionSpec);
  for (const [at, value] of places.entries()) {
    const place = repeats && at === places.length - 1 ? "*" : String(at + 1);
    specs.push(quoted(`${place}:${actionOf(value)}`));
  }
  if (commands.length > 0) specs.push("'1: :->command'", "'*:: :->rest'");
  const start = `${functionOf(path)}() {
  local curcontext="$curcontext" state state_descr line
  local -A opt_args
  _arguments -C ${[...specs].join(" \\\n    ")}`;
  if (commands.length === 0) return `${start}\n}\n`;
  const branches = commands.map(
    ({ name }) => `        (${name}) ${functionOf(`${path} ${name}`)} ;;`,
  );
  return `${start}
  case $state in
    (command)
      local -a commands=(
        ${commands.map(described).join("\n        ")}
      )
      _describe -t commands command commands ;;
    (rest)
      case $line[1] in
${branches.join("\n")}
      esac ;;
  esac
}
`;
}

function choiceCases(keys: readonly Key[]): string {
  return keys
    .filter(({ words }) => words.length > 0)
    .map(({ name, words }) => `    (${name}) reply=(${words.join(" ")}) ;;`)
    .join("\n");
}

function keyFunctions(): string {
  const keys = settableKeys();
  return `# The words that a configuration key can only be.
_transmission__choices() {
  reply=()
  case $1 in
${choiceCases(keys)}
  esac
}

_transmission__keys() {
  local -a keys=(${readableKeys().join(" ")})
  compadd "$@" -a keys
}

_transmission__settings() {
  local -a reply keys=(${keys.map(({ name }) => name).join(" ")})
  local key=\${PREFIX%%=*}
  if compset -P '*='; then
    _transmission__choices $key
    compadd -a reply
  else
    compadd -S = -a keys
  fi
}

_transmission__key_values() {
  local -a reply
  _transmission__choices $line[1]
  compadd "$@" -a reply
}
`;
}

/** A script that teaches zsh the command line; sourced, or put into a folder of $fpath. */
export function zshScript(spots: readonly Spot[]): string {
  return `#compdef transmission

${keyFunctions()}
${spots.map(spotFunction).join("\n")}
if [[ $funcstack[1] == _transmission ]]; then
  _transmission "$@"
else
  compdef _transmission transmission
fi
`;
}

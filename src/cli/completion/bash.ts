// Completion in bash, from 3.2 on (macOS): no associative arrays, no bash-completion.

import { type Key, readableKeys, type Spot, settableKeys, type Value } from "./tree.js";

const quoted = (...words: readonly string[]): string => `'${words.join(" ")}'`;

/** A value as the script's own word for it. */
function codeOf(value: Value): string {
  return value.kind === "words" ? `one:${value.words.join(",")}` : value.kind;
}

function spotCase({ path, commands, options, places, repeats }: Spot): string {
  const names = commands.map(({ name }) => name);
  const codes = [...places.map(codeOf), ...(repeats ? ["again"] : [])];
  return `    ${quoted(path)})
      commands=${quoted(...names)} places=${quoted(...codes)}
      options=${quoted(...options.map(({ name }) => name))} ;;`;
}

function valueCases({ path, options }: Spot): string[] {
  return options.flatMap(({ name, value }) =>
    value === null ? [] : [`    ${quoted(path, name)}) value=${quoted(codeOf(value))} ;;`],
  );
}

function choiceCases(keys: readonly Key[]): string[] {
  const told = keys.filter(({ words }) => words.length > 0);
  return told.map(({ name, words }) => `    ${quoted(name)}) choices=${quoted(...words)} ;;`);
}

/** What the functions go by. */
function tables(spots: readonly Spot[]): string {
  const keys = settableKeys();
  return `_transmission_keys=${quoted(...readableKeys())}
_transmission_settings=${quoted(...keys.map(({ name }) => `${name}=`))}

# What may follow a command.
_transmission_spot() {
  commands= places= options=
  case "$1" in
${spots.map(spotCase).join("\n")}
  esac
}

# What an option takes; nothing where it takes none.
_transmission_value() {
  value=
  case "$1 $2" in
${spots.flatMap(valueCases).join("\n")}
  esac
}

# The words that a configuration key can only be.
_transmission_choices() {
  choices=
  case "$1" in
${choiceCases(keys).join("\n")}
  esac
}
`;
}

const FUNCTIONS = `# Offers words after $lead.
# The shell replaces only what stands behind the last = or :.
_transmission_offer() {
  local word before="\${current%"\${current##*[=:]}"}"
  for word in $1; do
    word="$lead$word"
    if [[ $word == "$current"* ]]; then COMPREPLY+=("\${word#"$before"}"); fi
  done
}

# Offers what a kind of value can be. The names of files are left to the shell.
_transmission_offer_value() {
  local choices choice typed="\${current#"$lead"}"
  case "$1" in
    file) return ;;
    folder) compopt +o default -o dirnames 2> /dev/null; return ;;
    one:*) choices="\${1#one:}"; _transmission_offer "\${choices//,/ }" ;;
    key) _transmission_offer "$_transmission_keys" ;;
    key-value) _transmission_choices "$previous"; _transmission_offer "$choices" ;;
    setting)
      if [[ $typed == *=* ]]; then
        _transmission_choices "\${typed%%=*}"
        for choice in $choices; do _transmission_offer "\${typed%%=*}=$choice"; done
      else
        compopt -o nospace 2> /dev/null
        _transmission_offer "$_transmission_settings"
      fi ;;
  esac
  compopt +o default 2> /dev/null
}

# Puts together what the shell has parted at = and :.
_transmission_words() {
  local i word last=
  words=()
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ -n $last && -n $word && ( $word == [=:]* || $last == *[=:] ) ]]; then
      words[\${#words[@]}-1]="$last$word"
    else
      words[\${#words[@]}]="$word"
    fi
    last="\${words[\${#words[@]}-1]}"
  done
}

# The kind of value at a place: the last one stands for all that follow where it repeats.
_transmission_place() {
  local kind count=0
  value=
  for kind in $places; do
    if [[ $kind == again ]]; then return; fi
    value="$kind"
    if ((count == $1)); then return; fi
    count=$((count + 1))
  done
  value=
}

_transmission() {
  local IFS=$' \\t\\n' words commands places options value current lead= previous=
  local i word path=transmission place=0 wanted= literal=
  COMPREPLY=()
  _transmission_words
  current="\${words[\${#words[@]}-1]}"
  for ((i = 0; i < \${#words[@]} - 1; i++)); do
    word="\${words[i]}"
    if [[ -n $wanted ]]; then wanted=; continue; fi
    if [[ -z $literal && $word == -- ]]; then literal=yes; continue; fi
    if [[ -z $literal && $word == --*=* ]]; then continue; fi
    if [[ -z $literal && $word == -?* ]]; then
      _transmission_value "$path" "$word"
      wanted="$value"
      continue
    fi
    _transmission_spot "$path"
    if [[ " $commands " == *" $word "* ]]; then path="$path $word"; continue; fi
    previous="$word"
    place=$((place + 1))
  done
  _transmission_spot "$path"
  if [[ -n $wanted ]]; then
    _transmission_offer_value "$wanted"
  elif [[ -z $literal && $current == --*=* ]]; then
    lead="\${current%%=*}="
    _transmission_value "$path" "\${current%%=*}"
    _transmission_offer_value "$value"
  elif [[ -z $literal && $current == -* ]]; then
    _transmission_offer "$options"
  elif [[ -n $commands ]]; then
    _transmission_offer_value "one:\${commands// /,}"
  else
    _transmission_place "$place"
    if [[ -n $value ]]; then
      _transmission_offer_value "$value"
    else
      _transmission_offer "$options"
    fi
  fi
}

complete -o default -F _transmission transmission
`;

/** A script that teaches bash the command line. */
export function bashScript(spots: readonly Spot[]): string {
  return `# Completion of transmission in bash.\n${tables(spots)}\n${FUNCTIONS}`;
}

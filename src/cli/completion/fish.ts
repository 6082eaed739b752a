// Completion in fish, one `complete` for each thing that can stand somewhere.

import { readableKeys, type Spot, settableKeys, type Value } from "./tree.js";

const quoted = (text: string): string => `'${text.replace(/['\\]/g, "\\$&")}'`;

function valueFlags(value: Value): string {
  switch (value.kind) {
    case "words":
      return `-a ${quoted(value.words.join(" "))}`;
    case "file":
      return "-F";
    case "folder":
      return "-a '(__fish_complete_directories)'";
    case "key":
      return "-a '(__transmission_keys)'";
    case "setting":
      return "-a '(__transmission_settings)'";
    case "key-value":
      return "-a '(__transmission_key_values)'";
    default:
      return "";
  }
}

function line(condition: string, ...flags: readonly string[]): string {
  const given = flags.filter((flag) => flag !== "");
  return `complete -c transmission -n ${quoted(condition)} ${given.join(" ")}`;
}

function spotLines({ path, commands, options, places, repeats }: Spot): string[] {
  const at = `__transmission_at "${path}"`;
  return [
    ...commands.map(({ name, about }) => line(at, `-a ${quoted(name)} -d ${quoted(about)}`)),
    ...options.map(({ name, about, value }) => {
      // -x leaves out the names of files.
      const needs = value?.kind === "file" ? "-r" : "-x";
      const takes = value === null ? "" : `${needs} ${valueFlags(value)}`;
      return line(at, `-l ${quoted(name.slice(2))}`, takes, `-d ${quoted(about)}`);
    }),
    ...places.map((value, place) => {
      const isLast = repeats && place === places.length - 1;
      return line(isLast ? at : `${at} ${place}`, valueFlags(value));
    }),
  ];
}

/** What the functions go by. */
function functions(spots: readonly Spot[]): string {
  const keys = settableKeys();
  const told = keys.filter(({ words }) => words.length > 0);
  const cases = told.map(
    ({ name, words }) => `        case ${name}\n            printf '%s\\n' ${words.join(" ")}`,
  );
  const settings = keys.flatMap(({ name, words }) =>
    words.length === 0 ? [`${name}=`] : words.map((word) => `${name}=${word}`),
  );
  const commands = spots.map(({ path }) => path);
  const valued = spots.flatMap(({ path, options }) =>
    options.flatMap(({ name, value }) => (value === null ? [] : [`${path} ${name}`])),
  );
  return `set -g __transmission_commands ${commands.map(quoted).join(" ")}
set -g __transmission_valued ${valued.map(quoted).join(" ")}

# The command so far and the values it was given, one a line.
function __transmission_words
    set -l path transmission
    set -l values
    set -l is_value no
    set -l words (commandline -opc)
    for word in $words[2..]
        if test $is_value = yes
            set is_value no
        else if string match -q -- '-*' $word
            contains -- "$path $word" $__transmission_valued; and set is_value yes
        else if contains -- "$path $word" $__transmission_commands
            set path "$path $word"
        else
            set -a values $word
        end
    end
    printf '%s\\n' $path $values
end

# Whether this is the command so far, and this the place of the next value.
function __transmission_at
    set -l words (__transmission_words)
    test "$words[1]" = "$argv[1]"; or return 1
    test (count $argv) -lt 2; or test (count $words) -eq (math $argv[2] + 1)
end

function __transmission_keys
    printf '%s\\n' ${readableKeys().join(" ")}
end

function __transmission_settings
    printf '%s\\n' ${settings.join(" ")}
end

# The words that the key given can only be.
function __transmission_key_values
    set -l words (__transmission_words)
    switch "$words[2]"
${cases.join("\n")}
    end
end
`;
}

/** A script that teaches fish the command line. */
export function fishScript(spots: readonly Spot[]): string {
  return `# Completion of transmission in fish.
complete -c transmission -e
complete -c transmission -f

${functions(spots)}
${spots.flatMap(spotLines).join("\n")}
`;
}

// The completion scripts: bash's is run in a bash; those of zsh and fish are read by their shell
// where it is installed, and held to a smaller grammar everywhere.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "@lydell/node-pty";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { knownKeys } from "../../src/config/key.js";
import { called, everyCommand } from "./called.js";

let folder = "";
const scripts = { bash: "", zsh: "", fish: "" };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "completion-"));
  for (const shell of ["bash", "zsh", "fish"] as const) {
    scripts[shell] = (await called("completion", shell)).stdout;
    writeFileSync(join(folder, shell), scripts[shell]);
  }
  writeFileSync(join(folder, "morning bars.csv"), "");
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Calls the function as bash does when Tab is pressed; compopt works only there. */
const DRIVER = `
source "$1"; shift
compopt() { printf 'compopt %s\\n' "$*"; }
COMP_WORDS=(transmission "$@"); COMP_CWORD=$#
_transmission
for reply in "\${COMPREPLY[@]}"; do printf 'reply %s\\n' "$reply"; done
`;

function inBash(...words: string[]): { replies: string[]; options: string[] } {
  const { stdout, stderr } = spawnSync(
    "bash",
    ["--norc", "--noprofile", "-c", DRIVER, "bash", join(folder, "bash"), ...words],
    { cwd: folder, encoding: "utf8" },
  );
  expect(stderr).toBe("");
  const lines = stdout.split("\n");
  const after = (start: string): string[] =>
    lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length));
  return { replies: after("reply "), options: after("compopt ") };
}

const longOptions = (index: number): string[] => {
  const command = everyCommand()[index]?.command;
  const names = command?.options.map(({ long }) => long ?? "") ?? [];
  return [...names, "--help"].sort();
};

describe("in bash, Tab", () => {
  it("is bound to the program", () => {
    const program = `source "${join(folder, "bash")}"; complete -p transmission`;
    const { stdout } = spawnSync("bash", ["--norc", "-c", program], { encoding: "utf8" });
    expect(stdout).toBe("complete -o default -F _transmission transmission\n");
  });

  it.each(
    everyCommand().map(({ path, command }, index) => ({
      name: ["transmission", ...path].join(" "),
      path,
      index,
      commands: command.commands.map((one) => one.name()),
    })),
  )("knows the commands and options of $name", ({ path, index, commands }) => {
    expect(inBash(...path, "--").replies.sort()).toEqual(longOptions(index));
    if (commands.length > 0) expect(inBash(...path, "").replies).toEqual(commands);
  });

  it.each([
    [["rep"], ["replay", "report"]],
    [["replay", "--jso"], ["--json"]],
    [
      ["replay", "--label", ""],
      ["open", "close"],
    ],
    // The shell parts words at the equals sign, and replaces only what stands behind it.
    [["replay", "--label", "=", "o"], ["open"]],
    [
      ["replay", "--label", "="],
      ["open", "close"],
    ],
    [["metrics", "export", "--symbol", "CME", ":", "MNQ1!", "--format", "p"], ["prometheus"]],
    [
      ["completion", ""],
      ["bash", "zsh", "fish"],
    ],
    [
      ["config", "help", "s"],
      ["show", "set"],
    ],
    [["replay", "--set", "fusion.en"], ["fusion.enabled="]],
    [["replay", "--set", "=", "fusion.en"], ["fusion.enabled="]],
    [
      ["replay", "--set", "fusion.enabled", "="],
      ["true", "false"],
    ],
    [["replay", "--set", "=", "fusion.enabled", "=", "f"], ["false"]],
    [["replay", "--set", "fills.limit_fill", "=", ""], []],
    [
      ["replay", "--set", "fills.limit_fill", "=", "t"],
      ["touch", "through"],
    ],
    [["replay", "--set", "fusion.keep", "=", "5", "--stri"], ["--strict"]],
    [["config", "get", "fusion.w"], ["fusion.warmup"]],
    [["config", "reset", "intrade.tr"], ["intrade.trail"]],
    [["config", "--json", "set", "fusion.warm"], ["fusion.warmup"]],
    [
      ["config", "set", "fusion.warmup", ""],
      ["refuse", "pass"],
    ],
    [["config", "set", "fusion.keep", "5", "--d"], ["--debug"]],
    [["replay", "--", "--js"], []],
  ])("after %j offers %j", (words, replies) => {
    const offered = inBash(...words).replies;
    if (words.at(-1) === "intrade.tr") {
      expect(offered[0]).toBe("intrade.trail");
      expect(offered.every((key) => key.startsWith("intrade.trail"))).toBe(true);
    } else expect(offered).toEqual(replies);
  });

  it("offers every key that takes a value, strategies by their parameters", () => {
    const { replies, options } = inBash("replay", "--set", "");
    const keys = knownKeys().map(({ key }) => key);
    const plain = keys.filter((key) => !/^strategies\.\w+_/.test(key));
    expect(replies).toEqual(expect.arrayContaining(plain.map((key) => `${key}=`)));
    expect(replies).toContain("strategies.orb_retest.stop_atr=");
    expect(replies).not.toContain("strategies.orb_retest=");
    expect(options).toContain("-o nospace");
  });

  it("leaves files to the shell, and offers none where none can stand", () => {
    const nothingElse = "+o default";
    for (const words of [
      ["replay", ""],
      ["replay", "a.csv", ""],
      ["replay", "--trades", ""],
    ]) {
      expect(inBash(...words)).toEqual({ replies: [], options: [] });
    }
    expect(inBash("replay", "--out", "").options).toEqual(["+o default -o dirnames"]);
    expect(inBash("replay", "--symbol", "").options).toEqual([nothingElse]);
    expect(inBash("config", "set", "fusion.keep", "").options).toEqual([nothingElse]);
    // One file is all that features takes: its options are what is left.
    expect(inBash("features", "a.csv", "").replies).toContain("--timeframes");
  });

  it("completes what is typed at a prompt", async () => {
    const shell = spawn("bash", ["--norc", "--noprofile", "-i"], {
      cwd: folder,
      cols: 200,
      env: { ...process.env, PS1: "> ", TERM: "dumb", INPUTRC: "/dev/null" },
    });
    let screen = "";
    shell.onData((text) => {
      screen += text;
    });
    const shown = async (text: string): Promise<void> => {
      await expect.poll(() => screen, { timeout: 20_000 }).toContain(text);
      screen = "";
    };
    try {
      shell.write(`source ./bash; echo rea""dy\r`);
      await shown("ready");
      shell.write("transmission repl\tmorn\t");
      await shown("replay morning\\ bars.csv ");
      shell.write("--set fusion.ena\tf\t");
      await shown("fusion.enabled=false ");
    } finally {
      shell.kill();
    }
  });
});

/** Whether a shell is there to be asked. */
const isInstalled = (shell: string): boolean =>
  spawnSync(shell, ["-c", "true"], { stdio: "ignore" }).status === 0;

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

describe.each([
  // In zsh a quote inside is written '\'': the word ends and begins anew there.
  { shell: "zsh", word: /('[^']*'|\\')+/g, begin: /^\s*case .* in$|^[\w-]+\(\) \{$|^if /gm },
  // In fish it is written \'.
  { shell: "fish", word: /'(\\.|[^'\\])*'/g, begin: /^\s*(function|if|switch|for) /gm },
] as const)("the script for $shell", ({ shell, word, begin }) => {
  it("is whole", () => {
    // What is left of a script without its quoted words has no quote, and ends all it begins.
    const code = scripts[shell].replace(/^\s*#.*$/gm, "").replace(word, "word");
    expect(code).not.toContain("'");
    const end = shell === "zsh" ? /^\s*esac\b|^\}$|^fi$/gm : /^\s*end$/gm;
    expect(count(code, begin)).toBeGreaterThan(5);
    expect(count(code, end)).toBe(count(code, begin));
    if (!isInstalled(shell)) return;
    const checked = spawnSync(shell, ["-n", join(folder, shell)], { encoding: "utf8" });
    expect(checked.stderr).toBe("");
  });

  it("names every command, option and choice", () => {
    for (const [index, { path }] of everyCommand().entries()) {
      const place = shell === "zsh" ? `_${["transmission", ...path].join("_")}()` : path.join(" ");
      expect(scripts[shell]).toContain(place);
      const lines = scripts[shell].split("\n");
      const from = lines.findIndex((line) => line.startsWith(place));
      const own =
        shell === "zsh"
          ? lines.slice(from, lines.indexOf("}", from))
          : lines.filter((line) => line.includes(`"${["transmission", ...path].join(" ")}"`));
      for (const option of longOptions(index)) {
        const written = shell === "zsh" ? `${option}` : `-l '${option.slice(2)}'`;
        expect(own.some((line) => line.includes(written))).toBe(true);
      }
    }
    expect(scripts[shell]).toContain("json csv prometheus");
    expect(scripts[shell]).toContain("open close");
    expect(scripts[shell]).toContain("strategies.orb_retest.stop_atr");
  });
});

describe("transmission completion", () => {
  it("says where the script goes", async () => {
    const { stdout, code } = await called("completion", "--help");
    expect(code).toBe(0);
    for (const text of ["~/.bashrc", "compinit", "fish/completions", "Exit codes:"]) {
      expect(stdout).toContain(text);
    }
  });

  it("prints the script as JSON too", async () => {
    const { stdout } = await called("completion", "zsh", "--json");
    expect(JSON.parse(stdout)).toEqual({ shell: "zsh", script: scripts.zsh });
  });

  it("knows three shells", async () => {
    const { stderr, stdout, code } = await called("completion", "bahs");
    expect(stdout).toBe("");
    expect(code).toBe(2);
    expect(stderr).toContain("'shell' cannot be 'bahs'. Allowed choices are bash, zsh, fish");
    expect(stderr).toContain("(Did you mean bash?)");
  });
});

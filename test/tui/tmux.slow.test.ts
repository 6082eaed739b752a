// The real engine and its screens in tmux: start, every size, a job that is suspended and comes
// back, an attached screen beside it, and a window that goes away under a position.

import { spawnSync } from "node:child_process";
import { describe, expect, it, onTestFinished } from "vitest";
import { BIN, isAlive, LivePlace, until } from "./live-place.js";

const hasTmux = spawnSync("tmux", ["-V"]).status === 0;
const WAIT_MS = 60_000;

/** A tmux server of its own, whose windows are shells with job control. */
class Tmux {
  readonly #socket = `transmission-test-${process.pid}`;
  readonly #env: Record<string, string>;

  constructor(env: Record<string, string>) {
    this.#env = env;
    onTestFinished(() => {
      this.do("kill-server");
    });
  }

  do(...args: string[]): string {
    const env = { ...process.env, ...this.#env, TERM: "xterm-256color", LANG: "C.UTF-8" };
    const base = ["-u", "-L", this.#socket, "-f", "/dev/null"];
    return String(spawnSync("tmux", [...base, ...args], { env }).stdout);
  }

  /** Opens a window of that name, at a prompt that cannot be mistaken. */
  open(name: string, size: { columns: number; rows: number } | null = null): void {
    const shell = ["env", "PS1=prompt> ", "bash", "--norc", "--noprofile", "-i"];
    const sized = size === null ? [] : ["-x", String(size.columns), "-y", String(size.rows)];
    if (size === null) this.do("new-window", "-d", "-t", "t", "-n", name, ...shell);
    else this.do("new-session", "-d", "-s", "t", "-n", name, ...sized, ...shell);
  }

  type(name: string, text: string): void {
    this.do("send-keys", "-t", `t:${name}`, "-l", text);
    this.do("send-keys", "-t", `t:${name}`, "Enter");
  }

  key(name: string, key: string): void {
    this.do("send-keys", "-t", `t:${name}`, key);
  }

  resize(columns: number, rows: number): void {
    this.do("resize-window", "-t", "t", "-x", String(columns), "-y", String(rows));
  }

  /** What is seen, row by row. */
  rows(name: string): string[] {
    return this.do("capture-pane", "-p", "-t", `t:${name}`).replace(/\n$/, "").split("\n");
  }

  /** Whether a program has the whole screen of a window. */
  isTaken(name: string): boolean {
    return this.do("display-message", "-p", "-t", `t:${name}`, "#{alternate_on}").trim() === "1";
  }

  async shows(name: string, wanted: RegExp): Promise<string[]> {
    await until(() => wanted.test(this.rows(name).join("\n")), WAIT_MS);
    const rows = this.rows(name);
    expect(rows.join("\n")).toMatch(wanted);
    return rows;
  }
}

describe.skipIf(!hasTmux)("in tmux, where there is one", () => {
  it("starts, follows the size, comes back to its job, and outlives its window", async () => {
    const place = new LivePlace();
    const tmux = new Tmux(place.env);
    tmux.open("run", { columns: 100, rows: 30 });
    tmux.type("run", `cd ${place.home} && ${process.execPath} ${BIN} ${LivePlace.run}`);
    await tmux.shows("run", /MNQ +▲ LONG .*■ PROTECTED/);
    expect(tmux.isTaken("run")).toBe(true);
    for (const [columns, rows] of [
      [80, 24],
      [140, 45],
      [81, 25],
    ] as const) {
      tmux.resize(columns, rows);
      await until(() => /q quit$/.test(tmux.rows("run").at(-1) ?? ""));
      const seen = await tmux.shows("run", /q quit *$/);
      expect(seen).toHaveLength(rows);
      expect(seen[0]).toMatch(/^ PAPER .*UTC$/);
      expect(seen.filter((row) => /^ PAPER /.test(row))).toHaveLength(1);
      expect(seen.at(-1)).toMatch(/^\[1 Dash\] .*q quit$/);
    }
    tmux.resize(60, 16);
    const card = await tmux.shows("run", /80 × 24 shows all/);
    expect(card[0]).toMatch(/^ PAPER/);
    expect(card.join("\n")).toMatch(/■ PROTECTED/);
    tmux.resize(100, 30);

    // A second screen, which looks on, and is a job of its shell.
    tmux.open("attached");
    tmux.type("attached", `${process.execPath} ${BIN} attach --view --ascii`);
    const plain = await tmux.shows("attached", / VIEW .*[\s\S]*MNQ +\^ LONG .*# PROTECTED/);
    expect(plain.join("").replaceAll(/[ -~]/g, "")).toBe("");
    tmux.key("attached", "C-z");
    await tmux.shows("attached", /Stopped/);
    expect(tmux.isTaken("attached")).toBe(false);
    tmux.type("attached", "fg");
    await tmux.shows("attached", /# PROTECTED/);
    expect(tmux.isTaken("attached")).toBe(true);
    // Something has wiped it, and it does not know.
    tmux.do("send-keys", "-R", "-t", "t:attached");
    await until(() => !/PROTECTED/.test(tmux.rows("attached").join("")));
    tmux.key("attached", "C-l");
    await tmux.shows("attached", /# PROTECTED/);

    // The window of the engine goes, the engine does not.
    const before = await place.status();
    tmux.do("kill-window", "-t", "t:run");
    const after = await place.goesOn(before);
    expect(after.engine.pid).toBe(before.engine.pid);
    expect(after.positions).toMatchObject([{ symbol: "MNQ", protection: "PROTECTED" }]);
    tmux.key("attached", "q");
    await tmux.shows("attached", /the engine \(pid \d+\) goes on without this screen/);
    expect(tmux.isTaken("attached")).toBe(false);
    expect(isAlive(after.engine.pid)).toBe(true);
  }, 300_000);
});

// Every command that needs an engine, where there is none, where its socket is left over, where it
// hangs, and where it is another user's: exit code 4, one line, nothing on standard output.

import { chmodSync } from "node:fs";
import { createServer } from "node:net";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { socketPath } from "../../src/control/socket.js";
import { FakeSession } from "../control/fake-session.js";
import { atEnd, deadSocket } from "../control/listening.js";
import { serveScreens } from "../control/screens.js";
import { type Called, called } from "./called.js";
import { dataPath, giveHome } from "./engine-at.js";

giveHome();
afterEach(() => void vi.useRealTimers());

const COMMANDS = [
  ["status"],
  ["status", "--json"],
  ["attach"],
  ["attach", "--view"],
  ["pause"],
  ["resume"],
  ["stop"],
  ["mood", "3"],
  ["close", "MNQ", "--pct", "50"],
  ["move-stop", "MNQ", "24995"],
  ["cancel", "tx-1"],
  ["rearm", "orb_retest"],
  ["calendar", "reload"],
  ["signal", "MNQ", "long", "--stop", "24990"],
  ["signal", "MNQ", "long", "--stop", "24990", "--dry-run", "--json"],
].map((args) => ({ args, words: args.join(" ") }));
/** It goes to the broker itself where no engine answers, but not past another user. */
const FLATTEN = { args: ["flatten", "--confirm"], words: "flatten --confirm" };

function expectLine({ stdout, stderr, code }: Called, words: RegExp): void {
  expect(stderr).toMatch(words);
  expect(stderr.trimEnd()).not.toContain("\n");
  expect([stdout, code]).toEqual(["", 4]);
}

/** An engine that takes what it is asked and never answers; `asked` resolves once it was. */
async function hangs(): Promise<{ readonly asked: Promise<void> }> {
  let tell = (): void => {};
  const asked = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", () => tell());
    atEnd(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(socketPath(dataPath()), resolve));
  atEnd(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { asked };
}

/** Works as one to whom the socket is closed: root may open every file, so it becomes nobody. */
async function asStranger<Result>(work: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) {
    chmodSync(socketPath(dataPath()), 0);
    return await work();
  }
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe("no engine", () => {
  it.each(COMMANDS)("ends `$words` with 4, a line, and how to start one", async ({ args }) => {
    expectLine(
      await called(...args),
      /^transmission: no engine is running for .*`transmission run`/,
    );
  });

  it.each(COMMANDS)("that has left its socket does the same to `$words`", async ({ args }) => {
    await deadSocket(socketPath(dataPath()));
    expectLine(
      await called(...args),
      /^transmission: no engine is running for .*`transmission run`/,
    );
  });
});

describe("an engine that hangs", () => {
  it.each(COMMANDS)("ends `$words` with 4 after its patience, and a way out", async ({ args }) => {
    const { asked } = await hangs();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const ending = called(...args);
    await asked;
    await vi.advanceTimersByTimeAsync(10_000);
    expectLine(await ending, /^transmission: the engine of .* does not answer; .*`transmission fl/);
  });
});

describe.skipIf(process.platform === "win32")("another user's engine", () => {
  // A stranger may not be let into the folder of the program itself.
  beforeAll(async () => {
    for (const { args } of [...COMMANDS, FLATTEN]) await called(...args);
  });

  it.each([...COMMANDS, FLATTEN])("ends `$words` with 4 and does nothing", async ({ args }) => {
    const session = new FakeSession();
    await serveScreens(session, dataPath());
    const ending = await asStranger(() => called(...args));
    expectLine(ending, /^transmission: the engine of .* is another user's; ask as the user who/);
    expect(session.commands).toEqual([]);
  });
});

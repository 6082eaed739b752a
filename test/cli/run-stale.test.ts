// Bars that come long after they closed, as a feed sends them that was held up: nothing is entered
// on them.

import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { asked } from "../control/listening.js";
import { called } from "./called.js";
import { giveHome, homePath } from "./engine-at.js";

giveHome();

const ROWS = readFileSync("replays/mnq-3day.csv", "utf8").trimEnd().split("\n");
/** Eight minutes before a strategy proposes a trade that a replay takes. */
const KNOWN = 1_090;

interface Fact {
  readonly type: string;
  readonly guards?: readonly string[];
}

function factsOf(folder: string): Fact[] {
  const text = readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("");
  const steps = text
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => (JSON.parse(line).b.steps ?? []) as { facts: Fact[] }[]);
  return steps.flatMap(({ facts }) => facts);
}

it("are stale data, and no entry is made on them", async () => {
  const feed = homePath("MNQ.csv");
  writeFileSync(feed, `${ROWS.slice(0, KNOWN).join("\n")}\n`);
  const running = called("run", "--feed", feed, "--headless");
  const status = () => asked(homePath("data/engine.sock"), "GET", "/api/status");
  const lastTs = async (wanted: string): Promise<void> => {
    const { body } = await status();
    expect((body as { feed: { last_ts: string | null } }).feed.last_ts).toBe(wanted);
  };
  await vi.waitFor(async () => expect((await status()).status).toBe(200), { timeout: 20_000 });
  appendFileSync(feed, `${ROWS.slice(KNOWN, KNOWN + 30).join("\n")}\n`);
  // The 1,119th minute after 23:00 begins at 17:38.
  await vi.waitFor(() => lastTs("2025-11-18T17:39:00.000Z"), { timeout: 20_000 });
  await asked(homePath("data/engine.sock"), "POST", "/system/stop");
  expect((await running).code).toBe(0);
  const facts = factsOf(homePath("data/journal"));
  expect(facts.filter(({ type }) => type === "order_submitted")).toEqual([]);
  const refused = facts.filter(({ type }) => type === "guard_reject");
  expect(refused.length).toBeGreaterThan(0);
  for (const { guards } of refused) expect(guards).toContain("stale_data");
}, 60_000);

// Log and counters beside a live run: they change nothing of it, and they tell what its journal
// tells.

import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { EngineLog } from "../../src/cli/engine-log.js";
import { LiveTelemetry } from "../../src/cli/live-telemetry.js";
import { configSchema } from "../../src/config/schema.js";
import type { LiveRun } from "../../src/runtime/live.js";
import { openLiveSession } from "../../src/runtime/live-session.js";
import { LiveCounters } from "../../src/telemetry/counters.js";
import { SCENARIOS } from "../chaos/sim/scenarios.js";
import { sourceOf, stillClock } from "../harness.js";
import { FOLDER, LiveWorld } from "../live-world.js";
import { linesOf, ownFolder } from "../telemetry/folder.js";

afterEach(() => void vi.restoreAllMocks());

type Told = Record<string, unknown> & { readonly type: string };
type Line = { b: { steps?: { event: { wall: number }; facts: Told[] }[] } };

/** Facts of a journal, each with the wall clock of its event, by the journal's text alone. */
function journalled(texts: readonly string[]): { wall: number; fact: Told }[] {
  return texts
    .flatMap((text) => text.trimEnd().split("\n"))
    .flatMap((line) => (JSON.parse(line) as Line).b.steps ?? [])
    .flatMap(({ event, facts }) => facts.map((fact) => ({ wall: event.wall, fact })));
}

/** A story to its end, with somebody who is there from its start. */
async function told(name: string, begin: (run: LiveRun) => Promise<void>): Promise<string[]> {
  const script = SCENARIOS.find((one) => one.name === name);
  if (script === undefined) throw new Error(`there is no story "${name}"`);
  const world = new LiveWorld(script);
  let hasBegun = false;
  world.look = async (run) => {
    if (hasBegun) return;
    hasBegun = true;
    await begin(run);
  };
  expect((await world.live()).isDead).toBe(false);
  return world.texts(`${FOLDER}/journal`);
}

function telemetryOf(log: EngineLog, counters: LiveCounters) {
  return async (run: LiveRun): Promise<LiveTelemetry> => {
    const sources = run.options.boot.symbols.map(({ instrument }) => {
      return sourceOf([], instrument).description;
    });
    const session = openLiveSession({ run, sources, account: "paper", startedTs: 0 });
    return await LiveTelemetry.open({ run, session, log, counters });
  };
}

describe("log and counters beside a live run", () => {
  it.each(["partial fills", "acks lost", "tripwire"])(
    "change nothing of its journal: %s",
    async (name) => {
      const folder = ownFolder();
      const log = new EngineLog(folder, stillClock);
      const { log: settings, ...config } = configSchema.parse({});
      log.configure({ ...config, log: { ...settings, level: "debug" } });
      const counters = new LiveCounters({ withProcess: false });
      let open: LiveTelemetry | null = null;
      const alone = await told(name, async () => {});
      const watched = await told(name, async (run) => {
        open = await telemetryOf(log, counters)(run);
      });
      expect(watched).toEqual(alone);
      const { close, metricsText } = open as unknown as LiveTelemetry;
      close.call(open);
      await log.close();

      const all = journalled(watched);
      const facts = all.map(({ fact }) => fact);
      // A start's facts were there before anybody was.
      const lines = linesOf(join(folder, "engine.log"));
      const logged = lines.map(({ seq, trace_id }) => [seq, trace_id]);
      const first = Number(lines[0]?.seq);
      const expected = facts.filter(({ seq }) => Number(seq) >= first);
      expect(expected.length).toBeGreaterThan(8);
      expect(logged).toEqual(expected.map(({ seq, trace_id }) => [seq, trace_id ?? undefined]));

      const { text } = await metricsText();
      const sent = new Map<unknown, number>();
      const latencies: number[] = [];
      for (const { wall, fact } of all) {
        const id = fact.client_order_id;
        const isAtOnce = fact.role === "entry" || fact.role === "exit";
        if (fact.type === "order_submitted" && isAtOnce) sent.set(id, wall);
        const from = sent.get(id);
        if (fact.type === "fill" && from !== undefined) latencies.push(wall - from);
      }
      const sum = (role: string) =>
        Number(
          new RegExp(`^fills_latency_ms_hist_sum{role="${role}"} (.*)$`, "m").exec(text)?.[1] ?? 0,
        );
      const orders = expected.filter(({ type }) => type === "order_submitted");
      expect(orders.length).toBeGreaterThan(1);
      expect(text).toContain(`\norders_submitted_total ${orders.length}\n`);
      expect(latencies.length).toBeGreaterThan(0);
      expect(sum("entry") + sum("exit")).toBe(latencies.reduce((a, b) => a + b, 0));
    },
  );

  it("change nothing where they fail", async () => {
    const log = new EngineLog(ownFolder(), stillClock);
    const counters = new LiveCounters({ withProcess: false });
    const fail = (): never => {
      throw new Error("a fault of telemetry");
    };
    vi.spyOn(counters, "take").mockImplementation(fail);
    vi.spyOn(log.lines, "fact").mockImplementation(fail);
    const said = vi.spyOn(log.lines, "say");
    const alone = await told("partial fills", async () => {});
    const watched = await told("partial fills", async (run) => {
      await telemetryOf(log, counters)(run);
    });
    expect(watched).toEqual(alone);
    expect(said.mock.calls).toEqual([
      ["a fact could not be logged or counted: a fault of telemetry"],
    ]);
    await log.close();
  });
});

// Any question that a trader could be in the middle of, for any state.

import fc from "fast-check";
import type { Prompt } from "../../src/tui/bindings.js";
import type { Act } from "../../src/tui/forms/act.js";
import { openForm, SIGNAL_FIELDS, valuesKey } from "../../src/tui/forms/signal-form.js";

const verdict = fc.record({
  guard: fc.constantFrom("paused", "news_blackout", "constraint:max_spread_ticks", "米"),
  ok: fc.boolean(),
  inputs: fc.constantFrom<Readonly<Record<string, unknown>>>(
    {},
    { asked: false },
    { not_applicable: true },
    { titles: ["米国消費者物価指数・速報値"], to_ts: 1_763_491_320_000, deep: { limit: null } },
  ),
});

const answer = fc.oneof(
  fc.record({
    accepted: fc.constant(true as const),
    command_id: fc.constant("c"),
    dry_run: fc.record({
      qty: fc.constantFrom(0, 2, 0.000_001),
      R: fc.double({ min: 0, max: 1e6, noNaN: true }),
      verdicts: fc.array(verdict, { maxLength: 30 }),
    }),
  }),
  fc.constant({
    ...{ accepted: false as const, command_id: "c", code: "no_price" },
    message: "no bar of 日経225 has come yet, and ".repeat(6),
  }),
);

function form(name: fc.Arbitrary<string>): fc.Arbitrary<ReturnType<typeof openForm>> {
  return fc
    .record({
      symbol: name,
      side: fc.constantFrom("long", "short"),
      stop: fc.constantFrom("", "24,800", "x".repeat(200), "米"),
      target: fc.constantFrom("", "25000"),
      at: fc.constantFrom(...([...SIGNAL_FIELDS, "send"] as const)),
      said: answer,
      isChecked: fc.boolean(),
    })
    .map(({ symbol, side, stop, target, at, said, isChecked }) => {
      const opened = openForm(symbol, { side, stop, target });
      const of = isChecked ? valuesKey(opened.values) : "";
      return { ...opened, at, check: { of, at: "", answer: said } };
    });
}

function act(name: fc.Arbitrary<string>): fc.Arbitrary<Act> {
  return fc.oneof(
    fc.record({ what: fc.constant("flatten" as const), symbol: fc.option(name) }),
    fc.record({
      ...{ what: fc.constant("close" as const), symbol: name },
      pct: fc.constantFrom(null, 50),
    }),
    fc.record({
      ...{ what: fc.constant("move_stop" as const), symbol: name },
      price: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
    }),
    fc.record({ what: fc.constant("cancel" as const), order: fc.constantFrom(null, "tx", "no") }),
    fc.record({ what: fc.constant("rearm" as const), strategy: fc.option(name) }),
    fc.constant({ what: "stop" as const }),
  );
}

/** What asks before it acts; `name` makes symbols. */
export function anyActing(name: fc.Arbitrary<string>): fc.Arbitrary<Prompt> {
  return fc.oneof(
    fc.record({
      ...{ kind: fc.constant("act" as const), act: act(name) },
      chosen: fc.constantFrom(null, "25", "MNQ", "tx", "stop"),
    }),
    fc.record({
      ...{ kind: fc.constant("stop_price" as const), symbol: name },
      typed: fc.constantFrom("", "24,850.25", "x".repeat(200)),
    }),
    fc.record({ kind: fc.constant("signal" as const), form: form(name) }),
  );
}

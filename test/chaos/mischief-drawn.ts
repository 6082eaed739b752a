// How a broker misbehaves, drawn by chance.

const KINDS: readonly string[] = [
  "lost_ack",
  "late_ack",
  "timeout",
  "lost_request",
  "reject",
  "error_429",
  "error_500",
  "disconnect",
  "partial_then_cancel",
  "silent_oco_cancel",
  "duplicate_fill",
  "fill_before_ack",
];

/** What `--broker` takes: half of the kinds, each now and then. */
export function drawnMischief(random: () => number, seed: number): string {
  const chosen = KINDS.filter(() => random() < 0.5);
  const chances = chosen.map((kind) => `${kind}=${(0.03 + random() * 0.2).toFixed(3)}`);
  return `paper:${[...chances, `seed=${seed}`].join(",")}`;
}

// Lines of the journal and the book in a few words, so that a point at which a process died can be
// told from another.

import type { Fact, OrderCommand } from "../../../src/engine/effect.js";

/** What a line of the journal or the book says, in a few words. */
export function lineWords(path: string, line: string): string {
  let body: Record<string, unknown>;
  try {
    body = (JSON.parse(line) as { b: Record<string, unknown> }).b;
  } catch {
    return "";
  }
  if (path.includes("/book.")) return `${String(body.type)} ${String(body.role ?? "")}`.trim();
  if (!Array.isArray(body.steps)) return "header";
  const steps = body.steps as { event: { type: string; kind?: string }; facts: Fact[] }[];
  const events = [...new Set(steps.map(({ event }) => event.kind ?? event.type))];
  const orders = (body.orders as OrderCommand[]).map((order) =>
    order.kind === "place" ? order.order.role : order.kind,
  );
  const roles = [
    ...new Set(
      steps
        .filter(({ event }) => event.type === "report")
        .flatMap(({ facts }) => facts.flatMap((fact) => ("role" in fact ? [fact.role] : []))),
    ),
  ];
  const about = roles.length > 0 ? `: ${roles.join(" ")}` : "";
  return `[${events.join(" ")}${about}] -> [${orders.join(" ")}]`;
}

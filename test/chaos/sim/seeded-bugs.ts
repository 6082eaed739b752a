// Bugs that are put into the program on purpose, as changes of its text, so that it is known that
// the stories and their sweeps can fail. The program itself knows nothing of them.

/** A change of the text of one file. */
export interface Patch {
  /** From the project's root. */
  readonly file: string;
  /** What stands there, once. */
  readonly from: string;
  readonly to: string;
}

/** A bug, and stories that should show it. */
export interface SeededBug {
  readonly name: string;
  readonly patches: readonly Patch[];
  readonly scenarios: readonly string[];
}

const DESK = "src/runtime/order-desk.ts";
const REPORTS = "src/engine/orders/reports.ts";
const RECOVER = "src/runtime/recover.ts";

/** All of them. */
export const SEEDED_BUGS: readonly SeededBug[] = [
  {
    name: "skip the sync",
    patches: [
      {
        file: "src/disk/chain.ts",
        from: "    try {\n      this.file.sync();\n    } catch (error) {\n      // The system may",
        to: "    try {\n    } catch (error) {\n      // The system may",
      },
    ],
    scenarios: ["entry, stop"],
  },
  {
    name: "fold fills by event",
    patches: [
      {
        file: REPORTS,
        from: "  if (report.cumQty <= order.filledLots) return;\n  const fill",
        to: "  const fill",
      },
      {
        file: REPORTS,
        from: "  const qty = report.cumQty - order.filledLots;\n",
        to: "  return { ...report, cumQty: order.filledLots + report.qty };\n  const qty = 0;\n",
      },
    ],
    scenarios: ["fills twice, acks late", "entry, stop"],
  },
  {
    name: "send an unknown entry again",
    patches: [{ file: DESK, from: ` && order.role !== "entry" && dedupesIds`, to: "" }],
    scenarios: ["entry never arrives", "entry, stop"],
  },
  {
    name: "take not found as rejected",
    patches: [{ file: DESK, from: "if (isOver && notFound >= NOT_FOUND_LEAST)", to: "if (true)" }],
    scenarios: ["entry is seen late", "entry, stop"],
  },
  {
    name: "place the stop last",
    patches: [
      {
        file: REPORTS,
        from: "  coverWithStop(core, report.symbol);\n  // What waits",
        to: "  // What waits",
      },
      {
        file: REPORTS,
        from: "  restTargets(core, report.symbol);\n}",
        to: "  restTargets(core, report.symbol);\n  coverWithStop(core, report.symbol);\n}",
      },
    ],
    scenarios: ["target, break-even, stop"],
  },
  {
    name: "give an id twice after a restart",
    patches: [
      {
        file: RECOVER,
        from: "  takeOver(state.ledger, boot);\n",
        to: "  takeOver(state.ledger, boot);\n  state.ledger.nextIntent = 1;\n",
      },
    ],
    scenarios: ["entry not filled, then another"],
  },
  {
    name: "trust an accepted cancel",
    patches: [
      {
        file: DESK,
        from: `else if (outcome.kind !== "accepted") {`,
        to:
          `else if (command.kind === "cancel" && outcome.kind === "accepted") ` +
          `this.#report(idOf(command), "expired", "cancelled");\n    ` +
          `else if (outcome.kind !== "accepted") {`,
      },
    ],
    scenarios: ["a fill outruns a cancel"],
  },
  {
    name: "forget the lock on boot",
    patches: [
      {
        file: RECOVER,
        from: "  takeOver(state.ledger, boot);\n",
        to:
          "  takeOver(state.ledger, boot);\n  Object.assign(state.ledger.risk.tripwires, " +
          "createState(boot, []).ledger.risk.tripwires);\n",
      },
    ],
    scenarios: ["tripwire"],
  },
  {
    name: "send before it is written",
    patches: [
      {
        file: "src/runtime/live-engine.ts",
        from: "    this.#write(steps, orders);\n",
        to:
          "    for (const order of orders) this.#options.send(order);\n" +
          "    this.#write(steps, orders);\n",
      },
      {
        file: "src/runtime/live-engine.ts",
        from: "    for (const order of orders) this.#options.send(order);\n  }",
        to: "  }",
      },
    ],
    scenarios: ["entry, stop"],
  },
  {
    name: "forget commands that were not answered",
    patches: [
      {
        file: "src/runtime/live.ts",
        from: "for (const command of found?.unanswered ?? []) this.#repeat(command);",
        to: "",
      },
    ],
    scenarios: ["entry, stop", "target, break-even, stop", "trail"],
  },
  {
    name: "forget which bar was begun",
    patches: [
      {
        file: "src/runtime/bar-rounds.ts",
        from: "const begun = broken?.ts === bar.ts ? broken.phase : null;",
        to: "const begun = null;",
      },
    ],
    scenarios: ["entry, stop", "trail", "partial fills"],
  },
];

// Brokers that trouble a story in one way alone, in front of the paper broker.

import type { LiveBroker } from "../../../src/brokers/broker.js";
import type { PaperBroker } from "../../../src/brokers/paper/broker.js";
import { MischievousBroker } from "../../../src/brokers/paper/mischief.js";
import { parseMischief } from "../../../src/brokers/paper/mischief-plan.js";
import type { VirtualTime } from "../../virtual-time.js";

type Between = (paper: PaperBroker, time: VirtualTime) => LiveBroker;

/** Misbehaves by a plan, as `--broker paper:…` does. */
export const mischievous =
  (plan: string): Between =>
  (paper, time) =>
    new MischievousBroker({
      ...{ broker: paper, plan: parseMischief(plan) },
      setTimer: (ms, callback) => time.after(ms, callback),
    });

/** A broker with some of its calls replaced. */
function changed(broker: LiveBroker, change: Partial<LiveBroker>): LiveBroker {
  return {
    ...{ name: broker.name, capabilities: broker.capabilities, bars: broker.bars },
    connect: (listener) => broker.connect(listener),
    submit: (command) => broker.submit(command),
    find: (id) => broker.find(id),
    snapshot: () => broker.snapshot(),
    outsideExits: () => broker.outsideExits(),
    checkFence: () => broker.checkFence(),
    close: () => broker.close(),
    ...change,
  };
}

/** Takes every order and never answers; for so many ms it says of an entry that there is none. */
export const seenLate =
  (ms: number): Between =>
  (paper, time) => {
    const broker = mischievous("lost_ack=1")(paper, time);
    const sent = new Map<string, number>();
    return changed(broker, {
      submit: (command) => {
        if (command.kind === "place" && command.order.role === "entry") {
          sent.set(command.order.clientOrderId, time.monotonicMs());
        }
        return broker.submit(command);
      },
      find: async (id) => {
        const seenMs = (sent.get(id) ?? Number.NEGATIVE_INFINITY) + ms;
        return time.monotonicMs() < seenMs ? null : broker.find(id);
      },
    });
  };

/** Accepts a cancel at once and does it so many ms later. */
export const cancelsLate =
  (ms: number): Between =>
  (paper, time) => {
    const submit: LiveBroker["submit"] = async (command) => paper.submit(command);
    return changed(paper, {
      submit: async (command) => {
        if (command.kind !== "cancel") return paper.submit(command);
        time.after(ms, () => void submit(command).catch(() => {}));
        return { kind: "accepted" };
      },
    });
  };

/** Calls every stop a duplicate, and knows none. */
export const stopsMalformed: Between = (paper) =>
  changed(paper, {
    submit: async (command) => {
      const isStop = command.kind === "place" && command.order.role === "stop";
      return isStop ? { kind: "duplicate" } : paper.submit(command);
    },
  });

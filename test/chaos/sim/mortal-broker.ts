// A broker whose requests and reports are points at which its caller can die.

import type {
  BarTaker,
  BrokerListener,
  BrokerSnapshot,
  FoundOrder,
  LiveBroker,
  Outcome,
} from "../../../src/brokers/broker.js";
import type { OrderCommand } from "../../../src/engine/effect.js";
import type { ReportEvent } from "../../../src/engine/event.js";
import type { Deaths } from "./deaths.js";

/** What a command is, in words. */
function wordsOf(command: OrderCommand, roleOf: (id: string) => string): string {
  if (command.kind === "place") return `place ${command.order.role}`;
  return `${command.kind} ${roleOf(command.clientOrderId)}`;
}

/** A broker whose caller dies. */
export class MortalBroker implements LiveBroker {
  readonly name: string;
  readonly capabilities;
  readonly bars: BarTaker | null;
  /** Every request, over all processes. */
  readonly #requests: OrderCommand[];
  readonly #broker: LiveBroker;
  readonly #deaths: Deaths;
  readonly #roles: Map<string, string>;

  /**
   * @param requests takes every command that leaves
   * @param roles of orders by id, over all processes
   */
  constructor(
    broker: LiveBroker,
    deaths: Deaths,
    requests: OrderCommand[],
    roles: Map<string, string>,
  ) {
    this.name = broker.name;
    this.capabilities = broker.capabilities;
    this.#broker = broker;
    this.#deaths = deaths;
    this.#requests = requests;
    this.#roles = roles;
    this.bars = broker.bars === null ? null : this.#barsOf(broker.bars);
  }

  async connect(listener: BrokerListener): Promise<void> {
    const deaths = this.#deaths;
    deaths.live();
    await this.#broker.connect({
      onReport: (report) => {
        deaths.at(`report ${this.#reportWords(report)}: before`);
        listener.onReport(report);
      },
      onLink: (isUp, reason) => {
        deaths.live();
        listener.onLink(isUp, reason);
      },
      onFenced: (reason) => {
        deaths.live();
        listener.onFenced(reason);
      },
    });
  }

  submit(command: OrderCommand): Promise<Outcome> {
    if (command.kind === "place") {
      this.#roles.set(command.order.clientOrderId, command.order.role);
    }
    const words = wordsOf(command, (id) => this.#roleOf(id));
    this.#deaths.at(`submit ${words}: before`);
    this.#requests.push(command);
    const outcome = this.#broker.submit(command);
    // Nobody may be there any more to hear of it.
    outcome.catch(() => {});
    this.#deaths.at(`submit ${words}: after`);
    return outcome;
  }

  async find(clientOrderId: string): Promise<FoundOrder | null> {
    this.#deaths.live();
    return this.#broker.find(clientOrderId);
  }

  async snapshot(): Promise<BrokerSnapshot> {
    this.#deaths.live();
    return this.#broker.snapshot();
  }

  async outsideExits(): Promise<readonly FoundOrder[]> {
    this.#deaths.live();
    return this.#broker.outsideExits();
  }

  checkFence(): void {
    this.#deaths.live();
    this.#broker.checkFence();
  }

  async close(): Promise<void> {
    if (!this.#deaths.isDead) await this.#broker.close();
  }

  #roleOf(id: string): string {
    return this.#roles.get(id) ?? "order";
  }

  #reportWords({ kind, clientOrderId }: ReportEvent): string {
    return `${kind} ${this.#roleOf(clientOrderId)}`;
  }

  #barsOf(bars: BarTaker): BarTaker {
    const deaths = this.#deaths;
    return {
      beginPhase: (symbol, bar, phase) => {
        deaths.live();
        bars.beginPhase(symbol, bar, phase);
      },
      matchNext: () => {
        deaths.live();
        return bars.matchNext();
      },
      noteClose: (symbol, closeTs, close) => {
        deaths.live();
        bars.noteClose(symbol, closeTs, close);
      },
      fillStale: (symbol) => {
        deaths.live();
        bars.fillStale(symbol);
      },
    };
  }
}

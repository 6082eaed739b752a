import type { Bar } from "./bar-reader.js";
import type { Proposal } from "./strategy.js";

interface Fill {
  minute: number;
  price: number;
  quantity: number;
  reason: string;
}

/** Entries at the next open; a stop, half off at 1.5 times its distance, then a trail. */
export class Broker {
  readonly fills: Fill[] = [];
  profit = 0;
  #waiting: Proposal | null = null;
  #side = 0;
  #quantity = 0;
  #entry = 0;
  #stop = 0;
  #risk = 0;
  #best = 0;

  get isFlat(): boolean {
    return this.#quantity === 0;
  }

  submit(proposal: Proposal): void {
    this.#waiting = proposal;
  }

  onBar(bar: Bar): void {
    if (this.#waiting !== null) this.#enter(bar, this.#waiting);
    if (this.#quantity === 0) return;
    const side = this.#side;
    const worst = side > 0 ? bar.low : bar.high;
    const best = side > 0 ? bar.high : bar.low;
    if ((worst - this.#stop) * side <= 0) {
      const isGapped = (bar.open - this.#stop) * side < 0;
      this.#leave(bar, isGapped ? bar.open : this.#stop, this.#quantity, "stop");
      return;
    }
    const target = this.#entry + 1.5 * side * this.#risk;
    if (this.#quantity === 4 && (best - target) * side >= 0) this.#leave(bar, target, 2, "target");
    if ((best - this.#best) * side > 0) this.#best = best;
    if (this.#quantity === 4) return;
    const trailed = this.#best - side * this.#risk;
    if ((trailed - this.#stop) * side > 0) this.#stop = trailed;
  }

  #enter(bar: Bar, proposal: Proposal): void {
    this.#waiting = null;
    this.#side = proposal.side;
    this.#quantity = 4;
    this.#entry = bar.open;
    this.#stop = proposal.stop;
    this.#risk = Math.abs(bar.open - proposal.stop);
    this.#best = bar.open;
    this.fills.push({
      minute: bar.minute,
      price: bar.open,
      quantity: 4,
      reason: proposal.strategy,
    });
  }

  #leave(bar: Bar, price: number, quantity: number, reason: string): void {
    this.#quantity -= quantity;
    this.profit += (price - this.#entry) * this.#side * quantity;
    this.fills.push({ minute: bar.minute, price, quantity: -quantity, reason });
  }
}

// Points at which a process can die: calls of its disk and its broker, reports and bars that reach
// it. They are numbered as they come; at the chosen one everything the process had ends at once.

import type {
  BarTaker,
  BrokerListener,
  BrokerSnapshot,
  FoundOrder,
  LiveBroker,
  Outcome,
} from "../../../src/brokers/broker.js";
import type { AppendFile, Disk } from "../../../src/disk/disk.js";
import type { OrderCommand } from "../../../src/engine/effect.js";
import type { ReportEvent } from "../../../src/engine/event.js";
import { Died, type SimDisk } from "../../sim-disk.js";

/** Counts points, and dies at one. */
export class Deaths {
  /** What each point so far was, in words. */
  readonly labels: string[] = [];
  isDead = false;
  readonly #dieAt: number;

  /** @param dieAt the point, counted from 1; 0 is never */
  constructor(dieAt = 0) {
    this.#dieAt = dieAt;
  }

  /** Throws where the process is dead. */
  live(): void {
    if (this.isDead) throw new Died();
  }

  /** A point: true where the process is to die in what follows. */
  isNext(label: string): boolean {
    this.live();
    this.labels.push(label);
    return this.labels.length === this.#dieAt;
  }

  /** A point that dies at once. */
  at(label: string): void {
    if (this.isNext(label)) this.die();
  }

  die(): never {
    this.isDead = true;
    throw new Died();
  }
}

/** Parts of `replace` and `rewrite`, each a call of its own to the simulated disk. */
const REPLACE_PARTS = ["opened", "written", "synced", "renamed", "folder synced"];
const REWRITE_PARTS = ["written", "synced"];

/** What a line that is about to be written says, in a few words. */
type Describe = (path: string, line: string) => string;

/** A disk that its process dies on. */
export class MortalDisk implements Disk {
  readonly #disk: SimDisk;
  readonly #deaths: Deaths;
  readonly #describe: Describe;

  constructor(disk: SimDisk, deaths: Deaths, describe: Describe) {
    this.#disk = disk;
    this.#deaths = deaths;
    this.#describe = describe;
  }

  list(folder: string): string[] {
    this.#deaths.live();
    return this.#disk.list(folder);
  }

  exists(path: string): boolean {
    this.#deaths.live();
    return this.#disk.exists(path);
  }

  read(path: string, limit?: number): Buffer {
    this.#deaths.live();
    return this.#disk.read(path, limit);
  }

  open(path: string, how: "new" | "existing"): AppendFile {
    if (how === "existing") this.#deaths.live();
    else this.#deaths.at(`${kindOf(path)} created`);
    return this.#mortal(this.#disk.open(path, how));
  }

  replace(path: string, bytes: Uint8Array): void {
    this.#inParts(`${kindOf(path)} replaced`, REPLACE_PARTS);
    this.#dying(() => this.#disk.replace(path, bytes));
  }

  rewrite(path: string, from: number): void {
    this.#inParts(`${kindOf(path)} rewritten`, REWRITE_PARTS);
    this.#dying(() => this.#disk.rewrite(path, from));
  }

  remove(path: string): void {
    this.#deaths.at(`${kindOf(path)} removed`);
    this.#disk.remove(path);
  }

  makeFolder(path: string): void {
    this.#deaths.live();
    this.#disk.makeFolder(path);
  }

  syncFolder(folder: string): void {
    this.#deaths.at("folder synced");
    this.#disk.syncFolder(folder);
  }

  #inParts(what: string, parts: readonly string[]): void {
    for (const [i, part] of parts.entries()) {
      const isNext = this.#deaths.isNext(`${what}: ${part}`);
      if (isNext) this.#disk.faults.dieAt = this.#disk.calls + i + 1;
    }
  }

  #dying(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof Died) this.#deaths.isDead = true;
      throw error;
    }
  }

  #mortal(file: AppendFile): AppendFile {
    const deaths = this.#deaths;
    const kind = kindOf(file.path);
    let line = "";
    return {
      path: file.path,
      get size() {
        return file.size;
      },
      append: (bytes) => {
        line = this.#describe(file.path, Buffer.from(bytes).toString());
        deaths.at(`${kind} ${line}: before`);
        if (deaths.isNext(`${kind} ${line}: torn`)) {
          file.append(bytes.subarray(0, Math.ceil(bytes.length / 2)));
          deaths.die();
        }
        const taken = file.append(bytes);
        deaths.at(`${kind} ${line}: written`);
        return taken;
      },
      sync: () => {
        deaths.live();
        file.sync();
        deaths.at(`${kind} ${line}: synced`);
      },
      truncate: (size) => {
        deaths.at(`${kind} cut: before`);
        file.truncate(size);
        deaths.at(`${kind} cut: written`);
      },
      close: () => {
        if (!deaths.isDead) file.close();
      },
    };
  }
}

function kindOf(path: string): string {
  if (path.endsWith(".snapshot")) return "snapshot";
  if (path.includes(".torn-")) return "torn tail";
  return path.includes("/book.") ? "book" : "journal";
}

/** What a command is, in words. */
export function wordsOf(command: OrderCommand, roleOf: (id: string) => string): string {
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

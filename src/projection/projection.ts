// A view of the journal that can be thrown away: SQLite tables that any tool opens. The engine
// never opens it. A reader brings it up to date from the journal's tail; what is not as it was
// written, of another journal or of other tables, is made anew.

import { hash } from "node:crypto";
import type { MetricsState } from "../analytics/metrics.js";
import type { Fact } from "../engine/effect.js";
import { type Cell, Database } from "./database.js";
import { dayName, sumDay } from "./days.js";
import { foldFact } from "./fold.js";
import { Folds } from "./folds.js";
import { KEPT_SCHEMA, KEPT_TABLES, type KeptTable } from "./kept-schema.js";
import { SCHEMA, SCHEMA_VERSION, TABLES, type Table } from "./schema.js";
import { readSealed, writeSealed } from "./sealed-file.js";

/** What other tools tell such a file by: `TXVW`. */
const APPLICATION_ID = 0x54585657;

/** A place in a journal: the last line that the tables know. */
export interface ProjectedPlace {
  readonly epoch: string;
  readonly account: string;
  readonly segment: number;
  readonly line: number;
  readonly hash: string;
  readonly lastSeq: number;
}

/** A line of a journal, as far as the tables are concerned. */
export interface ProjectedLine {
  readonly place: ProjectedPlace;
  /** The account's trading day, `YYYY-MM-DD`. */
  readonly day: string;
  readonly group: {
    readonly steps: readonly {
      readonly event: { readonly wall?: number };
      readonly facts: readonly Fact[];
    }[];
  };
}

interface MetaRow {
  readonly schema_version: number;
  readonly epoch: string;
  readonly account: string;
  readonly segment: number;
  readonly line: number;
  readonly hash: string;
  readonly last_seq: number;
}

/** What the file says of itself. */
interface Known {
  readonly place: ProjectedPlace | null;
}

/** The tables, in memory until they are saved. */
export class Projection {
  #place: ProjectedPlace | null;
  #folds: Folds;
  #isChanged = false;

  private constructor(
    private readonly path: string,
    private database: Database,
    known: Known | null,
  ) {
    this.#place = known?.place ?? null;
    this.#folds = new Folds(database);
    if (known === null) this.#begin();
  }

  /** Opens the file; empty tables where there is none that can be trusted. */
  static async open(path: string): Promise<Projection> {
    const bytes = readSealed(path);
    const database = await Database.open(bytes);
    const known = bytes === null ? null : knownIn(database);
    if (known !== null || bytes === null) return new Projection(path, database, known);
    database.close();
    return Projection.create(path);
  }

  /** Empty tables; the file there is stays until they are saved. */
  static async create(path: string): Promise<Projection> {
    return new Projection(path, await Database.open(), null);
  }

  /** Up to where the journal has been read; null where nothing of it has. */
  get place(): ProjectedPlace | null {
    return this.#place;
  }

  /** Empties the tables. */
  async clear(): Promise<void> {
    this.database.close();
    this.database = await Database.open();
    this.#place = null;
    this.#folds = new Folds(this.database);
    this.#isChanged = true;
    this.#begin();
  }

  /** Takes the lines that follow: all of them or, where one cannot be read, none. */
  takeAll(lines: Iterable<ProjectedLine>): void {
    this.database.script("BEGIN");
    try {
      let last: ProjectedPlace | null = null;
      const days = new Set<string>();
      for (const { place, day, group } of lines) {
        this.#take(day, group.steps, days);
        last = place;
      }
      for (const day of days) sumDay(this.database, day);
      if (last !== null) this.#writePlace(last);
    } catch (error) {
      this.database.script("ROLLBACK");
      this.#folds.forget();
      throw error;
    }
    this.database.script("COMMIT");
  }

  /**
   * Makes tables of what is kept beside the journal, where they were made from something else.
   * @param from all that they are made from, plain data
   * @param fold makes them anew; where it throws they stay as they were
   */
  keep(name: string, from: unknown, fold: (database: Database) => void): void {
    const mark = hash("sha256", JSON.stringify(from));
    const [kept] = this.rows<{ mark: string }>("SELECT mark FROM kept WHERE name = ?", [name]);
    if (kept?.mark === mark) return;
    this.database.script("BEGIN");
    try {
      fold(this.database);
      this.database.run("INSERT OR REPLACE INTO kept VALUES (?, ?)", [name, mark]);
    } catch (error) {
      this.database.script("ROLLBACK");
      throw error;
    }
    this.database.script("COMMIT");
    this.#isChanged = true;
  }

  /** Writes the file, where anything has changed. Throws Node's errors. */
  save(): void {
    if (!this.#isChanged) return;
    writeSealed(this.path, this.database.bytes());
    this.#isChanged = false;
  }

  /** What all trades of the journal add up to, and what guards did; to be read alone. */
  get metrics(): MetricsState {
    return this.#folds.metrics;
  }

  /** Rows of a query on the tables. */
  rows<Type>(sql: string, values: readonly Cell[] = []): Type[] {
    return this.database.rows<Type>(sql, values);
  }

  /** The same, each row as its cells in the order of the query's columns. */
  each(sql: string, values: readonly Cell[], take: (cells: readonly Cell[]) => void): void {
    this.database.each(sql, values, take);
  }

  /** How many rows each table has. */
  counts(): Record<Table | KeptTable, number> {
    const countOf = (table: Table | KeptTable): number =>
      this.rows<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)[0]?.n ?? 0;
    const tables = [...TABLES, ...KEPT_TABLES];
    return Object.fromEntries(tables.map((table) => [table, countOf(table)])) as Record<
      Table | KeptTable,
      number
    >;
  }

  /** Gives its memory back. */
  close(): void {
    this.database.close();
  }

  #begin(): void {
    this.database.script(`PRAGMA application_id = ${APPLICATION_ID}`);
    this.database.script(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    this.database.script(SCHEMA);
    this.database.script(KEPT_SCHEMA);
  }

  /** @param tradeDays takes the days whose trades have changed */
  #take(day: string, steps: ProjectedLine["group"]["steps"], tradeDays: Set<string>): void {
    for (const { event, facts } of steps) {
      for (const fact of facts) {
        this.#folds.take(fact);
        const { contexts } = this.#folds;
        foldFact(this.database, fact, { day, wall: event.wall ?? null, contexts });
        if (fact.type === "trade_closed") tradeDays.add(dayName(fact.day));
      }
    }
  }

  #writePlace(place: ProjectedPlace): void {
    const { epoch, account, segment, line, hash, lastSeq: last_seq } = place;
    const said = { schema_version: SCHEMA_VERSION, epoch, account, segment, line, hash, last_seq };
    this.database.script("DELETE FROM meta");
    this.database.insert("meta", said);
    this.#folds.write();
    this.#place = place;
    this.#isChanged = true;
  }
}

/** Null where the tables are of another version. */
function knownIn(database: Database): Known | null {
  try {
    const [meta] = database.rows<MetaRow>("SELECT * FROM meta");
    const [file] = database.rows<{ user_version: number }>("PRAGMA user_version");
    if (file?.user_version !== SCHEMA_VERSION) return null;
    // Nothing of a journal is in it: what was imported alone.
    if (meta === undefined) return { place: null };
    if (meta.schema_version !== SCHEMA_VERSION) return null;
    const { epoch, account, segment, line, hash, last_seq: lastSeq } = meta;
    return { place: { epoch, account, segment, line, hash, lastSeq } };
  } catch {
    // What another version calls its tables, nobody knows.
    return null;
  }
}

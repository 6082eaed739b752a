// An SQLite database in memory, and its bytes. sql.js takes a fifth of a second to load, so that
// this room is loaded by those alone who read what was traded.

import initSqlJs, { type BindParams, type Database as Sqlite, type Statement } from "sql.js";

/** What a cell holds. */
export type Cell = string | number | null;
/** A row by the names of its columns. */
export type Row = Readonly<Record<string, Cell>>;

/** A database whose statements are kept once they have been compiled. */
export class Database {
  readonly #statements = new Map<string, Statement>();

  private constructor(private readonly sqlite: Sqlite) {}

  /** Opens what `bytes` made; an empty one without them. Throws where they are no database. */
  static async open(bytes: Uint8Array | null = null): Promise<Database> {
    const { Database: Engine } = await initSqlJs();
    return new Database(new Engine(bytes));
  }

  /** Runs statements that answer nothing. */
  script(sql: string): void {
    this.sqlite.run(sql);
  }

  /** Runs one statement; answers how many rows it changed. */
  run(sql: string, values: readonly Cell[]): number {
    // A fact that older code wrote may lack a field.
    this.#statement(sql).run(values.map((value) => value ?? null) as BindParams);
    return this.sqlite.getRowsModified();
  }

  /** Adds a row. Every row of a table has the same keys. */
  insert(table: string, row: Row): void {
    const columns = Object.keys(row);
    const marks = columns.map(() => "?").join(", ");
    this.run(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${marks})`, Object.values(row));
  }

  /** Rows of a query. */
  rows<Type = Row>(sql: string, values: readonly Cell[] = []): Type[] {
    const statement = this.#statement(sql);
    const rows: Type[] = [];
    try {
      statement.bind(values as BindParams);
      while (statement.step()) rows.push(statement.getAsObject() as Type);
    } finally {
      statement.reset();
    }
    return rows;
  }

  /**
   * Hands over the cells of each row of a query, in the order of its columns: where there are many
   * rows, naming each cell takes most of the time.
   */
  each(sql: string, values: readonly Cell[], take: (cells: readonly Cell[]) => void): void {
    const statement = this.#statement(sql);
    try {
      statement.bind(values as BindParams);
      while (statement.step()) take(statement.get() as Cell[]);
    } finally {
      statement.reset();
    }
  }

  /** The database as a file of it has it. */
  bytes(): Uint8Array {
    // It closes and opens the database, and what was compiled with it.
    this.#statements.clear();
    return this.sqlite.export();
  }

  /** Gives its memory back. */
  close(): void {
    this.#statements.clear();
    this.sqlite.close();
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.sqlite.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

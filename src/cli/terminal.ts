// What the two output streams can take: data goes to standard output, words to standard error.

/** Flags that every command has. */
export interface GeneralFlags {
  readonly json?: true;
  readonly config?: string;
  readonly debug?: true;
}

/** Narrowest width that is laid out for; a narrower terminal wraps. */
const LEAST_COLUMNS = 80;
/** Beyond this a line is hard to follow by eye. */
const MOST_COLUMNS = 140;

/** Columns to lay out for. */
export function columnsOf(stream: NodeJS.WriteStream): number {
  const columns = stream.isTTY ? stream.columns : LEAST_COLUMNS;
  return Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, columns));
}

/** Whether colour may be used on a stream. */
export function isColorful(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR: refused = "", TERM } = process.env;
  return stream.isTTY === true && refused === "" && TERM !== "dumb";
}

/** Writes data; settles once the reader has taken it. */
export function print(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => resolve());
  });
}

/** JSON for a person where it goes to a terminal, one line for a program. */
export function jsonText(value: unknown): string {
  return `${process.stdout.isTTY ? JSON.stringify(value, null, 2) : JSON.stringify(value)}\n`;
}

/** Writes one JSON object. */
export function printJson(value: unknown): Promise<void> {
  return print(jsonText(value));
}

/** Who hears what is said, beside the reader of standard error. */
const hearing = new Set<(line: string) => void>();

/** Has someone hear each line that is said; answers what ends it. */
export function hearWords(hear: (line: string) => void): () => void {
  hearing.add(hear);
  return () => void hearing.delete(hear);
}

/** Says a line of words. */
export function say(line: string): void {
  for (const hear of hearing) hear(line);
  process.stderr.write(`${line}\n`);
}

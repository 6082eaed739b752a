// One line cut into cells. A CSV library takes 100 µs to begin with a line, which is why lines that
// need more than a split are cut here.

const QUOTE = '"';

/**
 * Cells of one line: quotes are taken off (a doubled one is one), blanks around a cell do not
 * count. A row that is quoted as a whole is cut as what stands between the quotes.
 */
export function cellsOf(line: string, separator: string): string[] {
  if (!line.includes(QUOTE)) return line.split(separator).map((cell) => cell.trim());
  const cells: string[] = [];
  let at = 0;
  do {
    while (line[at] === " ") at++;
    let cell = "";
    if (line[at] === QUOTE) {
      const end = closingQuote(line, at + 1);
      cell = line.slice(at + 1, end).replaceAll('""', QUOTE);
      at = end + 1;
    }
    const next = line.indexOf(separator, at);
    const end = next < 0 ? line.length : next;
    cells.push((cell + line.slice(at, end)).trim());
    at = end + 1;
  } while (at <= line.length);
  const [only = ""] = cells;
  if (cells.length !== 1 || !only.includes(separator)) return cells;
  return only.length < line.length ? cellsOf(only, separator) : cells;
}

/** Where the quote is that ends a cell; the end of the line where there is none. */
function closingQuote(line: string, from: number): number {
  let at = line.indexOf(QUOTE, from);
  while (at >= 0 && line[at + 1] === QUOTE) at = line.indexOf(QUOTE, at + 2);
  return at < 0 ? line.length : at;
}

/** Why a row of so many cells is none. */
export function wrongWidth(cells: number, width: number): string {
  return `${cells} ${cells === 1 ? "column" : "columns"} instead of ${width}`;
}

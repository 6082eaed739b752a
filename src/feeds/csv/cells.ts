import { parse } from "csv-parse/sync";

/**
 * Cells of one line: quotes are taken off, blanks around a cell do not count. A row that is quoted
 * as a whole is cut as what stands between the quotes.
 */
export function cellsOf(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim());
  try {
    const options = { delimiter: separator, trim: true, relax_quotes: true };
    const [cells = []] = parse(line, options) as string[][];
    const [only = ""] = cells;
    if (cells.length !== 1 || !only.includes(separator) || only.length >= line.length) return cells;
    return cellsOf(only, separator);
  } catch {
    return [];
  }
}

// Files that are no text of bars, known by their first bytes, and how to get at the bars in them.

const UNPACK = "unpack it and name the file in it, or pipe it";
const WORKBOOK = "an Excel workbook; save its sheet as CSV";
const ARCHIVE = "a packed archive; unpack it and name the file in it";

/** First bytes as latin1, what such a file is, and what to do. */
const KINDS: readonly (readonly [start: string, words: string])[] = [
  ["\xd0\xcf\x11\xe0", WORKBOOK],
  ["\x28\xb5\x2f\xfd", `packed by zstd; ${UNPACK}: zstd -dc <file> | transmission … -`],
  ["BZh", `packed by bzip2; ${UNPACK}: bzip2 -dc <file> | transmission … -`],
  ["\xfd7zXZ", `packed by xz; ${UNPACK}: xz -dc <file> | transmission … -`],
  ["7z\xbc\xaf", ARCHIVE],
  ["Rar!", ARCHIVE],
  ["PAR1", "Parquet; write it as CSV, e.g. by pandas: pd.read_parquet(file).to_csv(…)"],
  ["ARROW1", "Feather; write it as CSV, e.g. by pandas: pd.read_feather(file).to_csv(…)"],
  ["FEA1", "Feather; write it as CSV, e.g. by pandas: pd.read_feather(file).to_csv(…)"],
  ["\x89HDF", "HDF5; write it as CSV, e.g. by pandas: pd.read_hdf(file).to_csv(…)"],
  ["DBN", "Databento's own encoding; write it as CSV: dbn <file> --csv"],
  ["SCID", "Sierra Chart's own file; write it as text: Edit, Export Intraday Data"],
  ["SQLite format 3", "a SQLite database; write its table as CSV"],
  ["%PDF", "a PDF, not bars; get them as CSV"],
];

const ZIP = "PK\x03\x04";
const WEB_PAGE = /^\s*<(?:!doctype html|html|head|body)\b/i;

/** What the file is and what to do with it, or null where it may be text of bars. */
export function foreignWords(head: Buffer): string | null {
  const text = head.toString("latin1");
  if (WEB_PAGE.test(text)) return "a web page, not bars; download the file itself";
  if (!text.startsWith(ZIP)) {
    return KINDS.find(([start]) => text.startsWith(start))?.[1] ?? null;
  }
  const isWorkbook = text.includes("[Content_Types].xml") || text.includes("xl/workbook");
  return isWorkbook ? WORKBOOK : `a zip archive; ${UNPACK}: unzip -p <file> | transmission … -`;
}

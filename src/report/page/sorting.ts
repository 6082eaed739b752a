/// <reference lib="dom" />

// Tables that stand in the page already are sorted by a click on a column's head.

/** Which way a column is sorted. */
export type Direction = "ascending" | "descending";

/** Which way it goes on: numbers begin with the largest, names with the first. */
export function nextDirection(now: string | null, isNumber: boolean): Direction {
  if (now === "descending") return "ascending";
  if (now === "ascending") return "descending";
  return isNumber ? "descending" : "ascending";
}

/** Makes a head something that can be clicked and reached by the keyboard. */
export function headButton(head: HTMLTableCellElement, onClick: () => void): void {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  button.addEventListener("click", onClick);
  head.append(button);
}

/** Says in all heads of a table which one it is sorted by. */
export function markSorted(head: HTMLTableCellElement, direction: Direction): void {
  for (const other of head.parentElement?.children ?? []) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", direction);
}

function valueIn(row: HTMLTableRowElement, column: number): string | number {
  const cell = row.cells[column];
  const value = cell?.dataset.v;
  // What there is none of comes below everything.
  if (value !== undefined) return value === "" ? Number.NEGATIVE_INFINITY : Number(value);
  return cell?.textContent?.trim().toLowerCase() ?? "";
}

function sort(table: HTMLTableElement, head: HTMLTableCellElement): void {
  const [body] = table.tBodies;
  if (body === undefined) return;
  const column = head.cellIndex;
  const isNumber = head.classList.contains("n");
  const direction = nextDirection(head.getAttribute("aria-sort"), isNumber);
  const sign = direction === "ascending" ? 1 : -1;
  const rows = [...body.rows].map((row) => ({ row, value: valueIn(row, column) }));
  rows.sort((a, b) => {
    if (a.value === b.value) return 0;
    return a.value < b.value ? -sign : sign;
  });
  body.append(...rows.map(({ row }) => row));
  markSorted(head, direction);
}

/** Makes all sortable tables of the page so. */
export function startSorting(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>("table.sortable")) {
    for (const head of table.tHead?.rows[0]?.cells ?? []) {
      if (head.dataset.still === undefined) headButton(head, () => sort(table, head));
    }
  }
}

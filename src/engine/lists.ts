// Short lists that are emptied and filled again and again. Setting a length, or a splice, calls
// into the machine and gives the list's memory back, only for it to be asked for once more; what
// is popped leaves it where it is.

/** Empties a list and keeps its memory. */
export function empty(list: unknown[]): void {
  shorten(list, 0);
}

/** Drops what stands from `length` on and keeps its memory. */
export function shorten(list: unknown[], length: number): void {
  while (list.length > length) list.pop();
}

/** Takes out one; what stands behind it moves up. */
export function removeAt<Item>(list: Item[], at: number): void {
  for (let place = at; place + 1 < list.length; place++) list[place] = list[place + 1] as Item;
  list.pop();
}

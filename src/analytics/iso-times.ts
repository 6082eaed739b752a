// Instants as text, many of them one after the other.

const DAY_MS = 86_400_000;
const twoDigits = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, "0"));
const threeDigits = Array.from({ length: 1_000 }, (_, n) => String(n).padStart(3, "0"));

/** Writes ISO-8601 UTC as `Date` does; instants of one day in a row share their date. */
export class IsoTimes {
  #day = Number.NaN;
  #date = "";

  /** @param ts UTC epoch ms, an integer */
  at(ts: number): string {
    const day = Math.floor(ts / DAY_MS);
    if (day !== this.#day) {
      this.#day = day;
      // Years beyond 9999 have more digits.
      this.#date = new Date(ts).toISOString().slice(0, -13);
    }
    const ms = ts - day * DAY_MS;
    const parts = [
      this.#date,
      twoDigits[Math.floor(ms / 3_600_000)],
      ":",
      twoDigits[Math.floor(ms / 60_000) % 60],
      ":",
      twoDigits[Math.floor(ms / 1_000) % 60],
      ".",
      threeDigits[ms % 1_000],
      "Z",
    ];
    // Joined it is one flat text: whoever writes it out would have to make it one.
    return parts.join("");
  }
}

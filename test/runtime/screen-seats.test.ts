// Which of several screens is in control, and what becomes of it when they fall silent.

import { describe, expect, it } from "vitest";
import { ownSeatOf, ScreenSeats, seatOf } from "../../src/runtime/screen-seats.js";

function seatsAt() {
  const clock = { ms: 0 };
  const seats = new ScreenSeats({ nowMs: () => 0, monotonicMs: () => clock.ms });
  return { clock, seats };
}

describe("control", () => {
  it("stays with the first for as long as it is heard of, and passes on after 3 s", () => {
    const { clock, seats } = seatsAt();
    expect(seats.hear("a", true)).toBe(true);
    expect(seats.hear("b", true)).toBe(false);
    clock.ms = 3_000;
    expect(seats.hear("b", true)).toBe(false);
    clock.ms = 3_001;
    expect(seats.hear("b", true)).toBe(true);
    expect(seats.hear("a", true)).toBe(false);
    expect(seats.screens).toBe(2);
  });

  it("is not lost where nobody was heard at all: it was the engine that did not listen", () => {
    const { clock, seats } = seatsAt();
    seats.hear("a", true);
    seats.hear("b", true);
    clock.ms = 60_000;
    expect(seats.hear("b", true)).toBe(false);
    expect(seats.hear("a", true)).toBe(true);
    // It is lost by one who stays silent after that.
    clock.ms = 62_000;
    expect(seats.hear("b", true)).toBe(false);
    clock.ms = 63_001;
    expect(seats.hear("b", true)).toBe(true);
  });

  it("passes on at once when its screen leaves, or takes to looking on", () => {
    const { seats } = seatsAt();
    seats.hear("a", true);
    seats.leave("a");
    expect(seats.hear("b", true)).toBe(true);
    expect(seats.hear("b", false)).toBe(false);
    expect(seats.hear("c", true)).toBe(true);
  });

  it("is never given to one that only looks", () => {
    const { seats } = seatsAt();
    expect(seats.hear("v", false)).toBe(false);
    expect(seats.hear("a", true)).toBe(true);
  });

  it("is a run's own screen's from its start, whoever came back to the engine before", () => {
    const { seats } = seatsAt();
    expect(seats.hear("attach-left-over", true)).toBe(true);
    const own = ownSeatOf(seats, "own");
    expect(own.isInControl).toBe(true);
    expect(seats.hear("attach-left-over", true)).toBe(false);
    expect(own.isInControl).toBe(true);
  });

  it("is taken, and so are the seats of screens in this process", async () => {
    const { seats } = seatsAt();
    const own = seatOf(seats, "own");
    expect(own.isInControl).toBe(true);
    seats.take("b");
    expect([own.isInControl, seats.hear("b", true)]).toEqual([false, true]);
    expect(await own.take()).toBe(true);
    expect([own.isInControl, seats.hear("b", true)]).toEqual([true, false]);
  });

  it("remembers a bounded number of screens", () => {
    const { seats } = seatsAt();
    for (let at = 0; at < 1_000; at++) seats.hear(`s${at}`, true);
    expect(seats.screens).toBe(64);
  });
});

// Any day of an account that there could be.

import fc from "fast-check";
import type { Today } from "../../src/tui/account-day.js";

const small = fc.double({ min: -30, max: 30, noNaN: true });

/** A day that the cockpit shows, whatever led to it. */
export const anyToday: fc.Arbitrary<Today> = fc
  .record({
    curve: fc.array(small, { maxLength: 60 }),
    unseen: fc.option(
      fc.record({ R: small, until: fc.option(fc.constant("2025-11-18T18:42:00.000Z")) }),
    ),
    isOpen: fc.boolean(),
  })
  .map(({ curve, ...rest }) => ({
    ...{ ...rest, curve, trades: curve.length, wins: 0, closed: curve.at(-1) ?? 0 },
    underwater: curve.map((R) => Math.min(0, R)),
  }));

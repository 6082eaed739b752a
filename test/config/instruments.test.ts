import { describe, expect, it } from "vitest";
import { instrumentsOf } from "../../src/config/instrument-schema.js";
import { configSchema } from "../../src/config/schema.js";

function specsOf(instruments: object) {
  return instrumentsOf(configSchema.parse({ instruments }).instruments, "USD");
}

describe("instruments of one's own", () => {
  it("take exact decimals from plain numbers", () => {
    const specs = specsOf({
      FGBL1: { tick: 0.01, point_value: 1000 },
      TINY: { tick: 5e-7, point_value: 12_500_000, lot: 1e-6 },
    });
    expect(specs.FGBL1).toMatchObject({
      tick: { unscaled: 1, scale: 2 },
      pointValue: { unscaled: 1000, scale: 0 },
      lot: { unscaled: 1, scale: 0 },
    });
    expect(specs.TINY).toMatchObject({
      tick: { unscaled: 5, scale: 7 },
      pointValue: { unscaled: 12_500_000, scale: 0 },
      lot: { unscaled: 1, scale: 6 },
    });
  });

  it("pay in the account's currency where they name none", () => {
    const specs = specsOf({
      OWN: { tick: 1, point_value: 10 },
      EURO: { tick: 1, point_value: 10, currency: "EUR" },
    });
    expect([specs.OWN?.currency, specs.EURO?.currency]).toEqual(["USD", "EUR"]);
  });

  it("say how their days run by their hours", () => {
    const specs = specsOf({
      DAY: { tick: 1, point_value: 1, hours: "09:00-17:30", zone: "Europe/Berlin" },
      NIGHT: { tick: 1, point_value: 1, hours: "18:00-17:00", zone: "America/New_York" },
      EVER: { tick: 1, point_value: 1 },
    });
    expect(specs.DAY).toMatchObject({
      dayKind: "date",
      dayOpen: "09:00",
      dayClose: "17:30",
      zone: "Europe/Berlin",
      closes: true,
    });
    expect(specs.NIGHT).toMatchObject({ dayKind: "overnight", closes: true });
    expect(specs.EVER).toMatchObject({ dayKind: "always", zone: "UTC", closes: false });
  });

  it("change only what is given of a built-in one", () => {
    const { MNQ } = specsOf({ MNQ: { rth: "09:30-15:45" } });
    expect(MNQ).toMatchObject({
      symbol: "MNQ",
      assetClass: "future",
      tick: { unscaled: 25, scale: 2 },
      pointValue: { unscaled: 2, scale: 0 },
      zone: "America/Chicago",
      dayOpen: "17:00",
      dayClose: "16:00",
      rth: "09:30-15:45",
      calendar: "cme",
    });
    expect(specsOf({ MNQ: { rth: null } }).MNQ?.rth).toBeNull();
  });

  it("need a tick and a point value when they are new", () => {
    expect(() => specsOf({ QQZZ9X: { lot: 1 } })).toThrow(
      "instruments.QQZZ9X is not built in and has no tick and no point_value; add it",
    );
  });

  it("refuse hours that hold no time", () => {
    const hours = { tick: 1, point_value: 1, hours: "09:00-09:00", day_kind: "date" };
    expect(() => specsOf({ ZZ9: hours })).toThrow("instruments.ZZ9.hours");
  });

  it("refuse more digits than a price can have", () => {
    expect(() => specsOf({ ZZ9: { tick: 1e-20, point_value: 1 } })).toThrow("too many digits");
  });
});

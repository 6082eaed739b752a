import {
  createCloseRing,
  pushClose,
  writeBollinger,
} from "../../../src/engine/indicators/bollinger.js";
import { createDmi, updateDmi } from "../../../src/engine/indicators/dmi.js";
import { createEma, updateEma } from "../../../src/engine/indicators/ema.js";
import { createRsi, updateRsi } from "../../../src/engine/indicators/rsi.js";
import {
  createSlope,
  createVwap,
  updateSlope,
  updateVwap,
} from "../../../src/engine/indicators/vwap.js";
import { indicatorContract } from "../../contracts/indicator.js";

indicatorContract("dmi", {
  create: () => createDmi(14),
  update: (state, bar) => updateDmi(state, bar),
  read: ({ atr, plusDi, minusDi, adx }) => ({ atr, plusDi, minusDi, adx }),
  first: { atr: 14, plusDi: 14, minusDi: 14, adx: 27 },
});

indicatorContract("rsi", {
  create: () => createRsi(14),
  update: (state, bar) => updateRsi(state, bar),
  read: ({ value }) => ({ value }),
  first: { value: 14 },
});

indicatorContract("ema", {
  create: () => createEma(20),
  update: (state, bar) => updateEma(state, bar),
  read: ({ value }) => ({ value }),
  first: { value: 19 },
});

indicatorContract("bollinger", {
  create: () => createCloseRing(20),
  update: (state, bar) => pushClose(state, bar),
  read: (state) => ({
    ...writeBollinger(state, 2, { middle: 0, upper: 0, lower: 0, deviation: 0 }),
  }),
  first: { middle: 19, upper: 19, lower: 19, deviation: 19 },
});

indicatorContract("vwap", {
  create: createVwap,
  update: (state, bar) => updateVwap(state, bar),
  read: ({ value }) => ({ value }),
  first: { value: 0 },
});

indicatorContract("vwap_slope", {
  create: () => ({ vwap: createVwap(), slope: createSlope(), dmi: createDmi(14) }),
  update: ({ vwap, slope, dmi }, bar) => {
    updateDmi(dmi, bar);
    updateVwap(vwap, bar);
    updateSlope(slope, vwap, dmi);
  },
  read: ({ slope }) => ({ value: slope.value }),
  // VWAP five bars back is known from index 5, but ATR only from 14.
  first: { value: 14 },
});

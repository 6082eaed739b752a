/// <reference lib="dom" />

// What the equity curve is at under the pointer, or at the place that the arrow keys have moved to.

import { moment, plain, signed } from "../../analytics/figures.js";
import type { PackedTrades } from "../packed-trades.js";
import type { TradesList } from "./trades-list.js";

const SVG = "http://www.w3.org/2000/svg";

/** A trade, and what the curve is at behind it. */
interface Point {
  readonly place: number;
  readonly exitTs: number;
  readonly r: number;
  readonly drawdown: number;
}

/** In the order in which the trades closed. */
function pointsOf({ entered, lasted, figures }: PackedTrades): Point[] {
  const exits = entered.map((entry, place) => ({
    place,
    exitTs: (entry + (lasted[place] ?? 0)) * 1_000,
  }));
  exits.sort((a, b) => a.exitTs - b.exitTs || a.place - b.place);
  let [r, peak] = [0, 0];
  return exits.map(({ place, exitTs }) => {
    r += figures.result_R[place] ?? 0;
    peak = Math.max(peak, r);
    return { place, exitTs, r, drawdown: peak - r };
  });
}

/** Makes the curve answer the pointer and the keyboard. */
export function startReadout(packed: PackedTrades, list: TradesList): void {
  const [curve, readout] = [document.getElementById("curve"), document.getElementById("readout")];
  const plots = [...(curve?.querySelectorAll<SVGSVGElement>("svg[viewBox]") ?? [])];
  const [first] = plots;
  if (curve === null || readout === null || first === undefined) return;
  const points = pointsOf(packed);
  const hairs = plots.map((plot) => {
    const line = document.createElementNS(SVG, "line");
    line.setAttribute("class", "hair");
    line.setAttribute("y1", "0");
    line.setAttribute("y2", "100");
    plot.append(line);
    return line;
  });
  let at = points.length;
  const show = (step: number): void => {
    at = Math.min(points.length, Math.max(1, step));
    const point = points[at - 1];
    if (point === undefined) return;
    const x = String((at / points.length) * 100);
    for (const hair of hairs) {
      hair.setAttribute("x1", x);
      hair.setAttribute("x2", x);
    }
    curve.classList.add("read");
    const result = packed.figures.result_R[point.place] ?? 0;
    readout.textContent =
      `Trade ${plain(at, 0)}, ${moment(point.exitTs)}: ${signed(result, 2)} R, ` +
      `at ${signed(point.r, 2)} R, ${plain(point.drawdown, 2)} R below the peak.`;
  };
  curve.addEventListener("pointermove", ({ clientX }) => {
    const { left, width } = first.getBoundingClientRect();
    show(Math.round(((clientX - left) / width) * points.length));
  });
  curve.addEventListener("pointerleave", () => {
    curve.classList.remove("read");
    readout.textContent = "";
  });
  curve.addEventListener("keydown", (event) => {
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 1,
      End: points.length,
    };
    const step = steps[event.key];
    if (event.key === "Enter") list.open(points[at - 1]?.place ?? 0);
    if (step === undefined) return;
    event.preventDefault();
    show(step);
  });
  curve.addEventListener("click", ({ target }) => {
    if (target instanceof SVGElement) list.open(points[at - 1]?.place ?? 0);
  });
}

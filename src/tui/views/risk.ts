// What is left of the limits, what the guards go by, and the limits themselves: as asked for, as
// obeyed, and what they may be at most.

import { inR, plain, signed } from "../../analytics/figures.js";
import type { Queries } from "../../runtime/session.js";
import type { CockpitState } from "../cockpit-state.js";
import { beside, type Column, rule, span, table, tame, toWidth } from "../line.js";
import { focusObstacle, fullWords } from "../panels/guards.js";
import { orderLines } from "../panels/orders.js";
import { limitText } from "../panels/tiles.js";
import { guardName } from "../reason-words.js";
import { scrolled } from "../scroll.js";
import { type Line, type Role, type Span, toneOf } from "../theme.js";
import { clockOf, clockTime, dayName } from "../times.js";
import type { View } from "./view.js";

type Risk = Queries["risk"]["result"];
type Loss = Risk["losses"][number];

/** From here on two columns have room beside each other. */
const WIDE_COLUMNS = 132;
const GAUGE_CELLS = 10;
/** Cells of what a rule of the governor goes by now. */
const NOW_CELLS = 10;
/** A limit with less than this share of it left stands out. */
const LOW_SHARE = 0.25;

/** What is left before a limit trips, in its own unit; 0 where it has. */
function leftOf({ value, limit, unit }: Loss): number {
  return Math.max(0, unit === "days" ? limit - value : value - limit);
}

/** How many losses of a full size fit in what is left; null where that can't be said. */
function stopsLeft(loss: Loss, risk_full: number): number | null {
  const left = leftOf(loss);
  if (loss.unit === "R") return Math.floor(left + 1e-9);
  if (loss.unit === "days" || risk_full <= 0) return null;
  return Math.floor(left / risk_full + 1e-9);
}

function amount(value: number, unit: Loss["unit"], currency: string): string {
  if (unit === "R") return inR(value);
  return unit === "days" ? plain(value, 0) : `${signed(value, 2)} ${currency}`;
}

/** What is left, in R where that can be said, in money, and in full stops. */
function leftTexts(loss: Loss, { risk_full }: Risk, currency: string): string[] {
  const left = leftOf(loss);
  const stops = stopsLeft(loss, risk_full);
  if (loss.unit === "days") return [plain(left, 0)];
  const inMoney = `${plain(loss.unit === "R" ? left * risk_full : left, 0)} ${currency}`;
  const ownR = loss.unit === "R" ? left : risk_full > 0 ? left / risk_full : null;
  const parts = [ownR === null ? "" : `${plain(ownR, 2)} R`, inMoney];
  if (stops !== null) parts.push(`${plain(stops, 0)} full stop${stops === 1 ? "" : "s"}`);
  return parts.filter((part) => part !== "");
}

/** How much of a limit is used up, in cells. */
function gauge(loss: Loss): Span {
  const size = Math.abs(loss.limit);
  const used = size === 0 ? 1 : 1 - Math.min(1, leftOf(loss) / size);
  const full = Math.round(used * GAUGE_CELLS);
  const role: Role = used >= 1 - LOW_SHARE ? "loss" : "plain";
  return span("▰".repeat(full) + "▱".repeat(GAUGE_CELLS - full), role);
}

function lossLines(state: CockpitState, width: number): Line[] {
  const { snapshot, data } = state;
  const { risk } = data;
  if (risk === null) return [[span(" …", "dim")]];
  if (risk.losses.length === 0) return [[span(" no limit is asked", "loss")]];
  const { currency } = snapshot;
  const cells = (of: (loss: Loss) => Span): Span[] => risk.losses.map(of);
  const columns: Column[] = [
    { title: "LIMIT", align: "left", spare: 0, cells: cells(({ rule }) => span(guardName(rule))) },
    {
      ...{ title: "NOW", align: "right", spare: 0 },
      cells: cells(({ value, unit }) =>
        span(amount(value, unit, currency), unit === "days" ? "plain" : toneOf(value)),
      ),
    },
    {
      ...{ title: "TRIPS AT", align: "right", spare: 0 },
      cells: cells(({ limit, unit }) => span(amount(limit, unit, currency), "strong")),
    },
    {
      ...{ title: "THEN", align: "left", spare: 0 },
      cells: cells(({ action, holds }) =>
        holds ? span(`${action} HOLDS`, "alarm") : span(action),
      ),
    },
    { title: "USED", align: "left", spare: 2, cells: cells(gauge) },
    {
      ...{ title: "LEFT", align: "left", spare: 0 },
      cells: cells((loss) => span(leftTexts(loss, risk, currency).join(" · "), "strong")),
      // That a limit holds is never left out for how much was left of it.
      short: {
        spare: 1,
        cells: cells((loss) => span(leftTexts(loss, risk, currency)[0] ?? "", "strong")),
      },
    },
  ];
  const lines = [...table(columns, width), sizeLine(state, risk), ...offLines(snapshot)];
  return lines.map((line) => toWidth(line, width));
}

/** Strategies that entered too often: nothing of theirs is taken until somebody arms them. */
function offLines({ strategies_off }: CockpitState["snapshot"]): Line[] {
  if (strategies_off.length === 0) return [];
  const names = strategies_off.map(tame).join(", ");
  return [[span(" off until :rearm", "loss"), span(`: ${names}, for too many entries`, "strong")]];
}

/** What an entry risks; where none is allowed, that and why. */
function sizeLine(state: CockpitState, { risk_now, risk_full }: Risk): Line {
  const { snapshot } = state;
  const { currency } = snapshot;
  const full = plain(risk_full, 2);
  const obstacle = focusObstacle(state) ?? fullWords(snapshot);
  if (obstacle === null) {
    const now = plain(risk_now, 2);
    return [span(` an entry now risks ${now} ${currency} at most, at full size ${full}`, "dim")];
  }
  return [
    ...[span(" no entry now", "loss"), span(`: ${obstacle}`, "strong")],
    span(`; at full size it risks ${full} ${currency}`, "dim"),
  ];
}

/** The shares that a rule's thresholds leave. */
const SHARES = ["0.75", "0.5", "none"];

function thresholds(values: readonly number[], text: (value: number) => string): string {
  return values.map((value, place) => `${SHARES[place]} at ${text(value)}`).join(", ");
}

function governorLines({ data, snapshot }: CockpitState, width: number): Line[] {
  const governor = data.risk?.governor ?? null;
  if (governor === null) return [[span(snapshot.unguarded ? " not asked" : " off", "dim")]];
  const { inputs, config, rule } = governor;
  const { drawdown, streak, self_report, cooldown_served } = inputs;
  const line = (name: string, now: string, multiplier: number, rest: string, own: string): Line => [
    span(own === rule ? "●" : " ", "strong"),
    span(name.padEnd(12), "dim"),
    span(now.padEnd(NOW_CELLS), "strong"),
    span(`×${plain(multiplier, 2)}  `, multiplier < 1 ? "loss" : "plain"),
    span(rest, "dim"),
  ];
  const losses = `${plain(streak.losses, 0)} loss${streak.losses === 1 ? "" : "es"}`;
  const said = self_report.score === null ? "none" : `${self_report.score} of 5`;
  const lines = [
    line(
      ...(["drawdown", `${inR(drawdown.drawdown_R)}`] as const),
      ...([
        drawdown.multiplier,
        thresholds(config.drawdown_r, (r) => `${limitText(r)} R`),
      ] as const),
      "drawdown",
    ),
    line(
      ...(["streak", losses, streak.multiplier] as const),
      ...([thresholds(config.streak, (count) => plain(count, 0)), "streak"] as const),
    ),
    line(
      "self-report",
      said,
      self_report.multiplier,
      "0.75 at 3, 0.5 at 2, none at 1",
      "self_report",
    ),
    ...(cooldown_served.until_win
      ? [
          line(
            "cool-down",
            "served",
            cooldown_served.multiplier,
            "until the next win",
            "cooldown_served",
          ),
        ]
      : []),
  ];
  return lines.map((one) => toWidth(one, width));
}

const NO_NEWS: Readonly<Record<CockpitState["snapshot"]["calendar"], string>> = {
  read: "none within a day",
  none: "no calendar: what is to come is not known",
  off: "not asked",
};

function newsLines({ data, snapshot }: CockpitState, width: number): Line[] {
  const news = data.risk?.news ?? [];
  if (news.length === 0) {
    const { calendar } = snapshot;
    return [[span(` ${NO_NEWS[calendar]}`, calendar === "none" ? "loss" : "dim")]];
  }
  const { offset } = clockOf(snapshot.symbols);
  const today = snapshot.now === null ? "" : dayName(snapshot.now, offset);
  return news.map(({ symbol, from, to, titles, impact }) => {
    const day = dayName(from, offset);
    const when = `${day === today ? "" : `${day.slice(0, 3)} `}${clockTime(from, offset)}`;
    return toWidth(
      [
        span(` ${when}–${clockTime(to, offset)} `, "strong"),
        span(`${tame(symbol)} ${impact} `),
        span(tame(titles.join(", ")), "dim"),
      ],
      width,
    );
  });
}

function valueText(value: unknown): string {
  if (value === null) return "–";
  return Array.isArray(value) ? value.join(" ") : String(value);
}

function limitLines({ data }: CockpitState, width: number): Line[] {
  const limits = data.risk?.limits ?? [];
  const cells = (of: (limit: (typeof limits)[number]) => string, role: Role = "plain"): Span[] =>
    limits.map((limit) => span(tame(of(limit)), role));
  return table(
    [
      { title: "CONSTRAINT", align: "left", spare: 0, cells: cells(({ key }) => key) },
      { title: "ASKED", align: "right", spare: 0, cells: cells(({ asked }) => valueText(asked)) },
      {
        ...{ title: "EFFECTIVE", align: "right", spare: 0 },
        cells: cells(({ effective }) => valueText(effective), "strong"),
      },
      {
        ...{ title: "CEILING", align: "right", spare: 0 },
        cells: cells(({ ceiling }) => valueText(ceiling)),
      },
      { title: "", align: "left", spare: 1, cells: cells(({ why }) => why, "loss") },
    ],
    width,
  );
}

/** The whole page, however long it is. */
function pageLines(state: CockpitState, width: number): Line[] {
  const titled = (title: string, cells: number, lines: readonly Line[]): Line[] => [
    rule(cells, [span(title, "title")]),
    ...lines,
  ];
  const lost = titled("LOSS LIMITS", width, lossLines(state, width));
  const limits = titled("CONSTRAINTS", width, limitLines(state, width));
  const working = orderLines(state, width);
  const orders = working.length === 0 ? [] : titled("WORKING ORDERS", width, working);
  const half = width < WIDE_COLUMNS ? width : Math.floor(width / 2);
  const rest = width < WIDE_COLUMNS ? width : width - half;
  const governor = titled("GOVERNOR", half, governorLines(state, half));
  const news = titled("NEWS", rest, newsLines(state, rest));
  if (width < WIDE_COLUMNS) return [...lost, ...governor, ...news, ...limits, ...orders];
  const middle = beside([
    { lines: governor, width: half },
    { lines: news, width: rest },
  ]);
  return [...lost, ...middle, ...limits, ...orders];
}

/** Risk. */
export const risk: View = {
  title: "Risk",
  load: async (session) => ({ risk: await session.query("risk", {}) }),
  stale: { risk: null },
  count: (state) => pageLines(state, state.columns).length,
  isPage: true,
  lines: (state, _plot, width, rows) =>
    scrolled(pageLines(state, width), state.places.risk.cursor, rows),
};

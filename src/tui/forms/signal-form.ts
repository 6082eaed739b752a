// The form for a signal by hand: its fields, what keys do to them, and the command they come to.

import type { CommandAnswer } from "../../runtime/session.js";
import { objectionWords } from "../guard-inputs.js";
import { editText } from "../text-prompt.js";
import type { Asked } from "./act.js";

/** Fields of the form, from top to bottom. */
export const SIGNAL_FIELDS = ["symbol", "side", "stop", "target", "qty", "tag"] as const;

/** A field by its name. */
export type SignalField = (typeof SIGNAL_FIELDS)[number];

/** What stands in each field. */
export type SignalValues = Readonly<Record<SignalField, string>>;

type SignalCommand = Extract<Asked, { command: "signal" }>;

/** What the engine said of exactly these values. */
export interface Check {
  /** The values, as `valuesKey` names them. */
  readonly of: string;
  /** The moment of the engine that it was asked at. */
  readonly at: string;
  readonly answer: CommandAnswer;
}

/** The form as it stands. */
export interface SignalForm {
  readonly values: SignalValues;
  readonly at: SignalField | "send";
  readonly check: Check | null;
}

/** What a key came to. */
export type FormEdit =
  | { readonly kind: "form"; readonly form: SignalForm }
  | { readonly kind: "send" | "cancel" | "none" };

/** A form as it is opened. */
export function openForm(symbol: string, given: Partial<SignalValues> = {}): SignalForm {
  const empty = { symbol, side: "long", stop: "", target: "", qty: "", tag: "" };
  return { values: { ...empty, ...given }, at: "symbol", check: null };
}

const PLACES: readonly SignalForm["at"][] = [...SIGNAL_FIELDS, "send"];
const NUMBERS = ["stop", "target", "qty"] as const;

/** Fields whose value is one of a few. */
function optionsOf(field: SignalForm["at"], symbols: readonly string[]): readonly string[] {
  if (field === "symbol") return symbols;
  return field === "side" ? ["long", "short"] : [];
}

/** What a key does to the form; `symbols` are those of the run. */
export function editForm(form: SignalForm, key: string, symbols: readonly string[]): FormEdit {
  if (key === "esc" || key === "ctrl+c") return { kind: "cancel" };
  if (key === "enter" && form.at === "send") return { kind: "send" };
  const step = { tab: 1, down: 1, enter: 1, "shift+tab": -1, up: -1 }[key];
  if (step !== undefined)
    return { kind: "form", form: { ...form, at: next(PLACES, form.at, step) } };
  if (form.at === "send") return { kind: "none" };
  const options = optionsOf(form.at, symbols);
  const before = form.values[form.at];
  if (options.length > 0) {
    const turn = { left: -1, right: 1, space: 1 }[key];
    return turn === undefined ? { kind: "none" } : changed(form, next(options, before, turn));
  }
  // An empty field stays where it is; the form is left by Esc.
  if (key === "backspace" && before === "") return { kind: "none" };
  const edit = editText(before, key);
  return edit.kind === "typed" ? changed(form, edit.text) : { kind: "none" };
}

function changed(form: SignalForm, value: string): FormEdit {
  return { kind: "form", form: { ...form, values: { ...form.values, [form.at]: value } } };
}

function next<Each>(all: readonly Each[], from: Each, step: number): Each {
  return all[(all.indexOf(from) + step + all.length) % all.length] ?? from;
}

const NUMBER = /^(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?$/;

/** A number above 0 as a person types it: `24850.25`, `24,850.25`; null for anything else. */
export function typedNumber(text: string): number | null {
  const trimmed = text.trim();
  // A comma parts thousands or nothing: what means something else elsewhere must not be guessed.
  if (trimmed === "" || !NUMBER.test(trimmed)) return null;
  const value = Number(trimmed.replaceAll(",", ""));
  return value > 0 ? value : null;
}

/** The command that the values come to, or in a sentence why there is none yet. */
export function signalOf(values: SignalValues): SignalCommand | string {
  const { symbol, side, tag } = values;
  if (symbol === "") return "no symbol";
  if (values.stop.trim() === "") return "an entry needs its stop";
  for (const field of NUMBERS) {
    const text = values[field].trim();
    if (text !== "" && typedNumber(text) === null) return `${field} ${text} is no number above 0`;
  }
  const numbers = NUMBERS.flatMap((field) => {
    const value = typedNumber(values[field]);
    return value === null ? [] : [[field, value] as const];
  });
  return {
    ...{ command: "signal", symbol, side: side === "short" ? "short" : "long" },
    ...Object.fromEntries(numbers),
    ...(tag.trim() === "" ? {} : { tag: tag.trim() }),
  };
}

/** Names exactly these values. */
export function valuesKey(values: SignalValues): string {
  return JSON.stringify(signalOf(values));
}

/** Why the form can't be sent as it stands, or null where the engine would take it. */
export function sendObstacle({ values, check }: SignalForm): string | null {
  const asked = signalOf(values);
  if (typeof asked === "string") return asked;
  if (check === null || check.of !== valuesKey(values)) return "the guards are being asked";
  const { answer } = check;
  if (!answer.accepted) return answer.message;
  if (answer.dry_run === undefined) return "the engine has not said what would become of it";
  const objecting = answer.dry_run.verdicts.filter(({ ok }) => !ok);
  if (objecting.length > 0) {
    return objecting.map(({ guard, inputs }) => objectionWords(guard, inputs)).join(", ");
  }
  return answer.dry_run.qty > 0 ? null : "nothing would be left to trade";
}

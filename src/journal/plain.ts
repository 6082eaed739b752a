// Plain data as JSON text and back, exactly. JSON has no bigint, no NaN, no infinity and no −0:
// each stands as an object with the one key `$`. A key of the data's own that begins with `$` has
// one more in the text.

/** What JSON has no word for. */
type Special = { readonly $: string };

const NEGATIVE_ZERO: Special = { $: "-0" };

/** What a value is called that is not plain. */
function kindOf(value: unknown): string {
  if (value === undefined) return "a hole";
  if (typeof value !== "object" || value === null) return `a ${typeof value}`;
  const maker: unknown = value.constructor;
  return typeof maker === "function" && maker.name !== "" ? `a ${maker.name}` : "of a class";
}

function refuse(key: string, value: unknown): never {
  throw new TypeError(`"${key}" is ${kindOf(value)}, which is no plain data and cannot be kept`);
}

function isPlainObject(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** An object whose own keys begin with `$`, with those keys as they stand in the text. */
function escaped(value: object): object {
  if (!Object.keys(value).some((key) => key.startsWith("$"))) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.startsWith("$") ? `$${key}` : key, inner]),
  );
}

function replace(this: unknown, key: string): unknown {
  // What is there itself: a Date would come as the text it makes of itself.
  const value = (this as Readonly<Record<string, unknown>>)[key];
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (value === 0) return Object.is(value, -0) ? NEGATIVE_ZERO : value;
      return Number.isFinite(value) ? value : { $: String(value) };
    case "bigint":
      return { $: `${value}n` };
    case "undefined":
      return Array.isArray(this) ? refuse(key, value) : value;
    case "object":
      if (value === null) return null;
      return isPlainObject(value) ? escaped(value) : refuse(key, value);
    default:
      return refuse(key, value);
  }
}

/**
 * Plain data (objects, lists, text, booleans, null, numbers of any kind, bigints) as JSON text on
 * one line. A field that is undefined is left out. Throws a `TypeError` that names the key of what
 * is not plain.
 */
export function toPlain(value: unknown): string {
  return JSON.stringify(value, replace);
}

/** The value that `toPlain` was given. */
export function fromPlain(text: string): unknown {
  return revive(JSON.parse(text));
}

/** Puts what JSON has no word for back into its place; changes the parsed value and answers it. */
export function revive(parsed: unknown): unknown {
  if (typeof parsed !== "object" || parsed === null) return parsed;
  if (Array.isArray(parsed)) {
    for (let i = 0; i < parsed.length; i++) {
      const inner: unknown = parsed[i];
      if (typeof inner === "object" && inner !== null) parsed[i] = revive(inner);
    }
    return parsed;
  }
  const object = parsed as Record<string, unknown>;
  let isEscaped = false;
  for (const key in object) {
    if (key.startsWith("$")) {
      if (key === "$") return specialOf(object.$);
      isEscaped = true;
    }
    const inner = object[key];
    if (typeof inner !== "object" || inner === null) continue;
    const revived = revive(inner);
    if (revived !== inner) object[key] = revived;
  }
  if (!isEscaped) return object;
  return Object.fromEntries(
    Object.entries(object).map(([key, inner]) => [key.startsWith("$") ? key.slice(1) : key, inner]),
  );
}

function specialOf(text: unknown): number | bigint {
  switch (text) {
    case "NaN":
      return Number.NaN;
    case "Infinity":
      return Number.POSITIVE_INFINITY;
    case "-Infinity":
      return Number.NEGATIVE_INFINITY;
    case "-0":
      return -0;
    default:
      if (typeof text === "string" && /^-?\d+n$/.test(text)) return BigInt(text.slice(0, -1));
      throw new SyntaxError(`${JSON.stringify(text)} is no value`);
  }
}

// JSON that loses nothing: a number that JavaScript cannot hold, or would spell differently, stays the text it was.

/** A number as its JSON text, where `Number(text)` would not give the same text back. */
export class Num {
  constructor(readonly text: string) {}
  valueOf(): number {
    return Number(this.text);
  }
  toString(): string {
    return this.text;
  }
}

export type Members = { readonly [name: string]: Value };
export type Value = null | boolean | number | string | Num | readonly Value[] | Members;

export const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const MARK = "\u0000number";
/** Without any of these, a text holds no number that JavaScript would spell differently. */
const DELICATE = /\d[.eE]|-0|\d{16}/;
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** The value of a number's text: a plain number where that is exact, else a Num. */
export function number(text: string): number | Num {
  const plainly = Number(text);
  return String(plainly) === text ? plainly : new Num(text);
}

/** Parse JSON text; throws a SyntaxError that tells where. */
export function parse(text: string): Value {
  const plainly = JSON.parse(text) as Value;
  if (!DELICATE.test(text)) return plainly;
  let exact = true;
  const marked = text.replace(TOKENS, (token) => {
    if (token[0] === '"' || String(Number(token)) === token) return token;
    exact = false;
    return `{"${MARK.replace("\u0000", "\\u0000")}":"${token}"}`;
  });
  if (exact) return plainly;
  return JSON.parse(marked, (_key, value: unknown) => {
    const kept =
      value !== null && typeof value === "object"
        ? (value as Record<string, unknown>)[MARK]
        : undefined;
    return typeof kept === "string" && NUMBER.test(kept) ? new Num(kept) : value;
  }) as Value;
}

/** Write JSON text, numbers as they were written. */
export function stringify(value: Value, indent = 0, margin = ""): string {
  if (value instanceof Num) return value.text;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const inner = margin + " ".repeat(indent);
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((item: Value) => stringify(item ?? null, indent, inner))
    : Object.entries(value as Members).map(
        ([name, item]) =>
          `${JSON.stringify(name)}:${indent ? " " : ""}${stringify(item, indent, inner)}`,
      );
  const [open, close] = isList ? "[]" : "{}";
  if (!indent || !parts.length || (isList && flat(value, parts)))
    return open + parts.join(indent ? ", " : ",") + close;
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${margin}${close}`;
}

/** A short list of scalars reads best in one line. */
function flat(list: readonly Value[], parts: string[]): boolean {
  return (
    list.every((item) => item === null || typeof item !== "object" || item instanceof Num) &&
    parts.join().length < 80
  );
}

const plainly = new WeakMap<object, unknown>();

/** The value as ordinary JavaScript, for a validator; remembered for each part of the immutable tree. */
export function plain(value: Value): unknown {
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Num) return Number(value.text);
  let made = plainly.get(value);
  if (made === undefined) {
    made = isList(value)
      ? value.map((item) => plain(item ?? null))
      : Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
    plainly.set(value, made);
  }
  return made;
}

/** Whether two values are the same JSON; 1 and 1.0 are not. */
export function same(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (
    a === undefined ||
    b === undefined ||
    a === null ||
    b === null ||
    typeof a !== "object" ||
    typeof b !== "object"
  )
    return false;
  if (a instanceof Num || b instanceof Num)
    return a instanceof Num && b instanceof Num && a.text === b.text;
  if (isList(a) || isList(b))
    return (
      isList(a) && isList(b) && a.length === b.length && a.every((item, i) => same(item, b[i]))
    );
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name]))
  );
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMembers(value: Value | undefined): value is Members {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Num)
  );
}

/** A value in one line, for a button or a mark. */
export function brief(value: Value | undefined, length = 60): string {
  if (value === undefined) return "";
  const text = typeof value === "string" ? value : stringify(value);
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

// Controls for what is written as text: one line, many lines, a password, and numbers, which stay the text they were typed as.

import { h } from "../../shared/dom.ts";
import { NUMBER, Num, brief, number, type Value } from "../values/json.ts";
import {
  follow,
  ghostOf,
  put,
  touch,
  valueOf,
  type Draw,
  type FieldContext,
} from "../field-context.ts";

const INPUT_MODES: Record<string, string> = {
  integer: "text",
  number: "text",
  uri: "url",
  email: "email",
};

export function placeholder(context: FieldContext): string {
  const ghost = ghostOf(context);
  if (ghost !== undefined && ghost !== null && ghost !== "") return `${brief(ghost)}  (default)`;
  const example = context.field.examples?.[0];
  return (
    context.field.hints?.placeholder ?? (example === undefined ? "" : `e.g. ${brief(example)}`)
  );
}

export function shown(value: Value | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (value instanceof Num) return value.text;
  return typeof value === "object" ? brief(value, 10_000) : String(value);
}

/** Connect a text control with the value: what it holds, and what is made of it. */
export function bind(
  context: FieldContext,
  input: HTMLInputElement | HTMLTextAreaElement,
  read: (text: string) => Value | undefined,
): void {
  follow(context, (value) => {
    const text = shown(value);
    // The text in the control may say the same in another way ("1." for 1): leave it to whoever is typing.
    if (
      input.value !== text &&
      !(document.activeElement === input && shown(read(input.value)) === text)
    )
      input.value = text;
    input.classList.toggle("pb-empty", value === "");
  });
  input.addEventListener("input", () => put(context, read(input.value)));
  input.addEventListener("blur", () => touch(context));
}

export const drawText: Draw = (context) => {
  const { field, id } = context;
  const type = field.kind === "password" || field.hints?.secret ? "password" : "text";
  const input = h("input", {
    id,
    type,
    class: "pb-input",
    spellcheck: "false",
    autocomplete: type === "password" ? "new-password" : "off",
    inputmode: INPUT_MODES[field.kind],
    placeholder: placeholder(context),
    dir: "auto",
    readonly: field.hints?.readOnly,
  });
  bind(context, input, (text) => (text === "" ? undefined : text));
  if (type !== "password") return { el: input, input };
  const show = h("button", { type: "button", class: "pb-mini", "aria-pressed": "false" }, "Show");
  show.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    show.setAttribute("aria-pressed", String(input.type === "text"));
  });
  return { el: h("div", { class: "pb-row" }, input, show), input };
};

export const drawMultiline: Draw = (context) => {
  const input = h("textarea", {
    id: context.id,
    class: context.field.kind === "multiline" ? "pb-input" : "pb-input pb-code",
    rows: 3,
    placeholder: placeholder(context),
    spellcheck: "false",
    dir: "auto",
  });
  bind(context, input, (text) => (text === "" ? undefined : text));
  return { el: input, input };
};

/** Text to number: what is no number stays text, and is an error, so that nothing that was typed is lost. */
export function readNumber(text: string): Value | undefined {
  const bare = text
    .trim()
    .replace(/^\+/, "")
    .replace(/^(-?)\./, "$10.")
    .replace(/^(-?\d+)\.$/, "$1");
  if (bare === "") return undefined;
  return NUMBER.test(bare) ? number(bare) : text;
}

export const drawNumber: Draw = (context) => {
  const { field, id } = context;
  const input = h("input", {
    id,
    type: "text",
    class: "pb-input pb-number",
    inputmode: field.kind === "integer" ? "numeric" : "decimal",
    placeholder: placeholder(context),
    autocomplete: "off",
    readonly: field.hints?.readOnly,
  });
  bind(context, input, readNumber);
  input.addEventListener("keydown", (event) => {
    const sign = Number(event.key === "ArrowUp") - Number(event.key === "ArrowDown");
    if (!sign || event.altKey || event.ctrlKey || event.metaKey || field.hints?.readOnly) return;
    event.preventDefault();
    put(context, stepped(context, sign * (event.shiftKey ? 10 : 1)));
  });
  const range = limits(context);
  return {
    el: range ? h("div", { class: "pb-row" }, input, slider(context, range)) : input,
    input,
  };
};

interface Range {
  low: number;
  high: number;
  step: number;
}

function limits(context: FieldContext): Range | null {
  const { constraints = {}, kind, hints } = context.field;
  const bound = (name: string, exclusive: string) => constraints[name] ?? constraints[exclusive];
  const [low, high] = [
    bound("minimum", "exclusiveMinimum"),
    bound("maximum", "exclusiveMaximum"),
  ].map((limit) => (limit === undefined || limit === null ? Number.NaN : Number(limit)));
  if (
    low === undefined ||
    high === undefined ||
    !(high > low) ||
    hints?.widget === "number" ||
    hints?.readOnly
  )
    return null;
  const multiple = Number(constraints["multipleOf"] ?? Number.NaN);
  const fine = kind === "integer" ? 1 : 10 ** Math.floor(Math.log10((high - low) / 100));
  const step = multiple > 0 ? multiple : fine;
  // A slider over millions of values only pretends to be of use.
  return (high - low) / step > 10_000 && hints?.widget !== "slider" ? null : { low, high, step };
}

/** For the pointer; the keyboard has the arrow keys in the number's own field. */
function slider(context: FieldContext, { low, high, step }: Range): HTMLElement {
  const range = h("input", {
    type: "range",
    class: "pb-slider",
    min: low,
    max: high,
    step,
    "aria-label": "Slider",
    "aria-describedby": `${context.id}-l`,
  });
  follow(context, (value) => {
    const shownNow = value ?? ghostOf(context);
    const position = Number(shownNow ?? low);
    range.value = String(Number.isFinite(position) ? position : low);
    range.classList.toggle("pb-ghost", value === undefined);
    // Without a value the handle stands nowhere: at the lowest number it would say what nobody said.
    range.classList.toggle("pb-nowhere", shownNow === undefined || shownNow === null);
  });
  range.addEventListener("input", () => put(context, number(tidy(Number(range.value), step))));
  return range;
}

function stepped(context: FieldContext, count: number): Value | undefined {
  const { constraints = {}, kind } = context.field;
  const now = valueOf(context) ?? ghostOf(context) ?? constraints["minimum"] ?? 0;
  const text = shown(now);
  if (!NUMBER.test(text)) return now;
  const multiple = Number(constraints["multipleOf"] ?? 0);
  if (/^-?\d+$/.test(text) && !(multiple % 1))
    return number(String(BigInt(text) + BigInt(count * (multiple || 1))));
  const step = multiple || (kind === "integer" ? 1 : 10 ** -(text.split(".")[1]?.length ?? 0));
  return number(tidy(Number(text) + count * step, step));
}

/** 0.30000000000000004 is nobody's number. */
function tidy(value: number, step: number): string {
  return String(Number(value.toFixed(Math.max(0, Math.min(15, -Math.floor(Math.log10(step)))))));
}

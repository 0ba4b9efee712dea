// Several values for one input: a list ("1, 2, 5") or a range ("0..10 step 2"); one job for each combination.

import { count } from "../../shared/count.ts";
import { h, uid } from "../../shared/dom.ts";
import type { Disposables } from "../disposables.ts";
import type { Issues } from "../values/issues.ts";
import { Num, brief, number, parse, stringify, type Value } from "../values/json.ts";
import { pointerOf, type Field, type Path } from "../values/plan.ts";
import type { Store } from "../values/store.ts";

const RANGE = /^\s*(-?[\d.eE+-]+)\s*\.\.\s*(-?[\d.eE+-]+)(?:\s+step\s+([\d.eE+-]+))?\s*$/;
const DAYS = /^\s*(\d{4}-\d\d-\d\d)\s*\.\.\s*(\d{4}-\d\d-\d\d)(?:\s+step\s+([1-9]\d*))?\s*$/;
const DAY_MS = 24 * 60 * 60 * 1000;
const MOST = 1000;

/** The field that several values are given for, with what of its form they change. */
export interface SweptField {
  readonly field: Field;
  readonly path: Path;
  readonly form: { readonly store: Store; readonly issues: Issues };
  readonly disposables: Disposables;
  readonly id: string;
  readonly label: string;
}

export class Sweeps {
  #lines = new Map<string, { el: HTMLElement; values: Value[] | null }>();
  /** Called when the number of jobs may be different. */
  changed: () => void = () => {};

  has(pointer: string): boolean {
    return this.#lines.has(pointer);
  }

  /** How many jobs Run starts; 0 when a line cannot be read. */
  get count(): number {
    return [...this.#lines.values()].reduce((count, line) => count * (line.values?.length ?? 0), 1);
  }

  get active(): boolean {
    return this.#lines.size > 0;
  }

  /** Values by pointer as JSON text, for the kernel. */
  toJSON(): { [pointer: string]: string } {
    return Object.fromEntries(
      [...this.#lines].map(([pointer, line]) => [pointer, stringify(line.values ?? [])]),
    );
  }

  toggle(context: SweptField): void {
    const pointer = pointerOf(context.path);
    const line = this.#lines.get(pointer);
    if (line) {
      this.#lines.delete(pointer);
      line.el.remove();
    } else this.#open(context, pointer);
    this.changed();
  }

  clear(): void {
    for (const { el } of this.#lines.values()) el.remove();
    this.#lines.clear();
    this.changed();
  }

  #open(context: SweptField, pointer: string): void {
    const shell = document.getElementById(context.id)?.closest(".pb-field");
    const told = h("span", { class: "pb-dim", id: uid("sweep") });
    const input = h("input", {
      class: "pb-input",
      "aria-label": `Values of ${context.label}`,
      "aria-describedby": told.id,
      placeholder: "1, 2, 5   or   0..10 step 2",
      spellcheck: "false",
    });
    const line = {
      el: h("div", { class: "pb-row pb-sweep" }, input, told),
      values: null as Value[] | null,
    };
    const now = context.form.store.get(context.path);
    if (now !== undefined) input.value = typeof now === "string" ? now : stringify(now);
    const read = () => {
      // What was refused, or wrong, was about other values.
      context.form.issues.setKernel([]);
      line.values = valuesOf(input.value, context.field);
      told.textContent = line.values
        ? count(line.values.length, "value")
        : "Write values with commas between, or from..to.";
      // The form checks, and shows, the first of them.
      if (line.values?.[0] !== undefined) context.form.store.set(context.path, line.values[0]);
      this.changed();
    };
    input.addEventListener("input", read);
    this.#lines.set(pointer, line);
    context.disposables.add(() => this.#lines.delete(pointer));
    (shell ?? document.getElementById(context.id)?.parentElement)?.append(line.el);
    read();
    input.focus();
  }
}

/** Read a line of values; null when it holds none. */
export function valuesOf(
  text: string,
  { kind, choices }: Pick<Field, "kind" | "choices">,
): Value[] | null {
  const range = RANGE.exec(text);
  const days = kind === "date" ? DAYS.exec(text) : null;
  if (days)
    return daysOf(Date.parse(String(days[1])), Date.parse(String(days[2])), Number(days[3] ?? 1));
  if (range && (kind === "number" || kind === "integer"))
    return rangeOf(
      Number(range[1]),
      Number(range[2]),
      range[3] === undefined ? 1 : Number(range[3]),
    );
  const parts = text
    .split(/[,;\n\t]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (!parts.length) return null;
  if (choices?.length) {
    const found = parts.map((part) =>
      choices.find((choice) => part === choice.label || part === brief(choice.value)),
    );
    return found.every((choice) => choice !== undefined)
      ? found.map((choice) => choice.value)
      : null;
  }
  if (kind === "number" || kind === "integer" || kind === "boolean") {
    try {
      const values = parts.map((part) => parse(part.toLowerCase()));
      return values.every((value) =>
        kind === "boolean"
          ? typeof value === "boolean"
          : typeof value === "number" || value instanceof Num,
      )
        ? values
        : null;
    } catch {
      return null;
    }
  }
  return parts;
}

function daysOf(from: number, to: number, step: number): Value[] | null {
  const count = Math.floor((to - from) / (step * DAY_MS)) + 1;
  if (!(count > 0) || count > MOST) return null;
  return Array.from({ length: count }, (_one, i) =>
    new Date(from + i * step * DAY_MS).toISOString().slice(0, 10),
  );
}

function rangeOf(from: number, to: number, step: number): Value[] | null {
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (!(step > 0) || !(count > 0) || count > MOST) return null;
  const digits = Math.max(...[from, step].map((one) => String(one).split(".")[1]?.length ?? 0));
  return Array.from({ length: count }, (_one, i) =>
    number(String(Number((from + i * step).toFixed(digits)))),
  );
}

// Several of several: checkboxes, a grid of short ones, or chips with a box to search in.

import { h } from "../../shared/dom.ts";
import { brief, isList, same, type Value } from "../values/json.ts";
import type { Choice } from "../values/plan.ts";
import { follow, ghostOf, put, valueOf, type Draw, type FieldContext } from "../field-context.ts";
import { drawSelect } from "./choice.ts";
import { choicesOf, nameOf, searchBox } from "./search-box.ts";

const CHECKBOXES = 10;
/** Short choices, such as days and hours, that stand in a grid rather than behind a search. */
const GRID = 150;

/** Several of several: checkboxes, or chips with a box to search in. */
export const drawMultichoice: Draw = (context) => {
  if (context.field.hints?.single) return drawSelect(context, (value) => [value]);
  const selection = context.field.hints?.selection;
  const count = choicesOf(context).length;
  const isGrid = Boolean(selection?.grid) && count <= GRID;
  const control = isGrid || count <= CHECKBOXES ? drawCheckboxes(context) : drawChips(context);
  control.el.classList.toggle("pb-grid", isGrid);
  const widest = Math.max(0, ...choicesOf(context).map((choice) => nameOf(choice).length));
  control.el.style.setProperty("--pb-widest", `${widest}em`);
  if (!selection) return control;
  return { el: h("div", {}, control.el, tools(context, Boolean(selection.range))) };
};

/** All, none, and a line that takes a range or a list. */
function tools(context: FieldContext, isOrdered: boolean): HTMLElement {
  const choices = choicesOf(context);
  const example = isOrdered ? `${nameOf(choices[0]!)}-${nameOf(choices[2] ?? choices[0]!)}` : "";
  const line = h("input", {
    class: "pb-input pb-several",
    "aria-label": `Range or list for ${context.label}`,
    placeholder: isOrdered ? `Range or list, as ${example}` : "List, as copied",
    autocomplete: "off",
    spellcheck: "false",
  });
  const message = h("span", { class: "pb-error", role: "status", hidden: true });
  const take = () => {
    const { found, unknown } = choicesIn(line.value, choices);
    message.hidden = unknown.length === 0;
    message.textContent = unknown.length ? `Not among the choices: ${unknown.join(", ")}` : "";
    if (!found.length) return;
    put(context, inOrder(context, found));
    if (!unknown.length) line.value = "";
  };
  line.addEventListener("change", take);
  line.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    take();
  });
  const button = (text: string, act: () => void) =>
    h(
      "button",
      { type: "button", class: "pb-mini", onclick: act },
      text,
      h("span", { class: "pb-visually-hidden" }, ` of ${context.label}`),
    );
  const values = choices.map((choice) => choice.value);
  return h(
    "div",
    { class: "pb-row pb-wrap pb-selection" },
    button("All", () => put(context, values)),
    button("None", () => put(context, undefined)),
    line,
    message,
  );
}

/** The choices that a text names: `01, 02, 05`, `3-7`, one a line; and what it names that is none. */
export function choicesIn(text: string, choices: Choice[]): { found: Value[]; unknown: string[] } {
  const found: Value[] = [];
  const unknown: string[] = [];
  for (const part of partsOf(text, choices)) {
    const range = rangeIn(part, choices);
    if (range) found.push(...range);
    else unknown.push(part);
  }
  return { found, unknown };
}

/** By commas and lines; where that names nothing, by spaces too, as names may have spaces in them. */
function partsOf(text: string, choices: Choice[]): string[] {
  const bare = text.replace(/^[\s[(]+|[\s\])]+$/g, "");
  const parts = bare
    .split(/[,;\n\t]+/)
    .map((part) => part.trim().replace(/^(["'])(.*)\1$/, "$2"))
    .filter(Boolean);
  if (parts.length > 1 || parts.some((part) => rangeIn(part, choices))) return parts;
  return bare.split(/\s+/).filter(Boolean);
}

function rangeIn(part: string, choices: Choice[]): Value[] | null {
  const one = indexOf(part, choices);
  if (one >= 0) return [choices[one]!.value];
  const ends = /^(.+?)\s*(?:-|–|\.\.|:|\bto\b)\s*(.+)$/.exec(part);
  if (!ends) return null;
  const [from, to] = [indexOf(ends[1]!, choices), indexOf(ends[2]!, choices)];
  if (from < 0 || to < 0) return null;
  return choices.slice(Math.min(from, to), Math.max(from, to) + 1).map((choice) => choice.value);
}

/** A choice by its label or value, whatever the case; numbers by what they are, so that 1 is 01. */
function indexOf(name: string, choices: Choice[]): number {
  const sought = name.trim().toLowerCase();
  const texts = (choice: Choice) => [nameOf(choice).toLowerCase(), textOf(choice).toLowerCase()];
  const exact = choices.findIndex((choice) => texts(choice).includes(sought));
  if (exact >= 0 || sought === "" || Number.isNaN(Number(sought))) return exact;
  return choices.findIndex((choice) => texts(choice).some((text) => isNumber(text, sought)));
}

function isNumber(text: string, sought: string): boolean {
  return text !== "" && Number(text) === Number(sought);
}

function textOf(choice: Choice): string {
  return typeof choice.value === "string" ? choice.value : brief(choice.value);
}

function chosen(context: FieldContext): Value[] {
  const value = valueOf(context) ?? ghostOf(context);
  return isList(value) ? [...value] : [];
}

function toggle(context: FieldContext, choice: Value, on: boolean): void {
  toggleAll(context, [choice], on);
}

function toggleAll(context: FieldContext, some: Value[], on: boolean): void {
  const others = chosen(context).filter((value) => !some.some((one) => same(one, value)));
  const next = inOrder(context, on ? [...others, ...some] : others);
  put(context, next.length ? next : undefined);
}

/** In the order of the choices and each once, so that it does not depend on the order of clicks. */
function inOrder(context: FieldContext, values: Value[]): Value[] {
  const choices = choicesOf(context).map((choice) => choice.value);
  const others = values.filter((value) => !choices.some((choice) => same(choice, value)));
  return [...choices.filter((choice) => values.some((value) => same(value, choice))), ...others];
}

const drawCheckboxes: Draw = (context) => {
  const el = h("div", { class: "pb-row pb-radios" });
  const choices = choicesOf(context);
  let last = 0;
  const boxes = choices.map((choice, i) => {
    const box = h("input", { type: "checkbox" });
    // With Shift all from the last one on.
    box.addEventListener("click", (event) => {
      const [from, to] = event.shiftKey ? [Math.min(last, i), Math.max(last, i)] : [i, i];
      const some = choices.slice(from, to + 1).map((one) => one.value);
      last = i;
      toggleAll(context, some, box.checked);
    });
    el.append(h("label", {}, box, ` ${nameOf(choice)}`));
    return { box, choice };
  });
  follow(context, (value) => {
    for (const { box, choice } of boxes)
      box.checked = chosen(context).some((one) => same(one, choice.value));
    el.classList.toggle("pb-ghost", value === undefined);
  });
  return { el };
};

const drawChips: Draw = (context) => {
  const choices = choicesOf(context);
  const chips = h("span", { class: "pb-chips" });
  const several = (text: string) => {
    const { found } = choicesIn(text, choices);
    if (found.length > 1) toggleAll(context, found, true);
    return found.length > 1;
  };
  const pick = (choice: Choice) => {
    box.input.value = "";
    toggle(context, choice.value, true);
  };
  const box = searchBox(context.id, choices, pick, several);
  box.input.placeholder = `${choices.length.toLocaleString("en")} choices: type to add`;
  box.input.setAttribute("aria-label", `Add to ${context.label}`);
  follow(context, (value) => {
    chips.replaceChildren(
      ...chosen(context).map((one) => {
        const name = nameOf(choices.find((choice) => same(choice.value, one)) ?? { value: one });
        return h(
          "button",
          { type: "button", class: "pb-chip", onclick: () => toggle(context, one, false) },
          name,
          h("span", { class: "pb-visually-hidden" }, ": remove"),
        );
      }),
    );
    chips.classList.toggle("pb-ghost", value === undefined);
  });
  return { el: h("div", { class: "pb-combo" }, chips, box.input, box.list) };
};

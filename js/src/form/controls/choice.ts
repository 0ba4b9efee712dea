// One of several: radio buttons, a select, or a box to search in, by how many there are.

import { h, uid } from "../../shared/dom.ts";
import { brief, same, type Value } from "../values/json.ts";
import {
  follow,
  ghostOf,
  put,
  touch,
  valueOf,
  type Control,
  type Draw,
  type FieldContext,
} from "../field-context.ts";
import { choicesOf, nameOf, searchBox } from "./search-box.ts";

const RADIO = 3;
const SELECT = 25;

export const drawChoice: Draw = (context) => {
  const count = choicesOf(context).length;
  const widget = context.field.hints?.widget;
  if (widget === "radio" || (count <= RADIO && widget !== "select" && context.field.required))
    return drawRadios(context);
  return count <= SELECT || widget === "select" ? drawSelect(context) : drawSearch(context);
};

const drawRadios: Draw = (context) => {
  const group = uid("radio");
  const el = h("div", { class: "pb-row pb-radios" });
  const radios = choicesOf(context).map((choice) => {
    const radio = h("input", { type: "radio", name: group });
    radio.addEventListener("change", () => put(context, choice.value));
    el.append(h("label", {}, radio, ` ${nameOf(choice)}`));
    return { radio, choice };
  });
  follow(context, (value) => {
    const now = value ?? ghostOf(context);
    for (const { radio, choice } of radios) radio.checked = same(choice.value, now);
    el.classList.toggle("pb-ghost", value === undefined);
  });
  return { el };
};

/** `held` makes the value of the field of a choice, as for a list of at most one. */
export function drawSelect(
  context: FieldContext,
  held: (choice: Value) => Value = (choice) => choice,
): Control {
  const choices = choicesOf(context);
  const find = (value: Value | undefined) =>
    choices.findIndex((choice) => same(held(choice.value), value));
  const ghost = choices[find(ghostOf(context))];
  const unset = h("option", { value: "" }, ghost ? `${nameOf(ghost)}  (default)` : "—");
  const other = h("option", { value: "other", hidden: true });
  const input = h(
    "select",
    { id: context.id, class: "pb-input" },
    unset,
    ...choices.map((choice, i) => h("option", { value: i }, nameOf(choice))),
    other,
  );
  follow(context, (value) => {
    const index = find(value);
    other.hidden = value === undefined || index >= 0;
    other.textContent = brief(value);
    const chosen = index >= 0 ? String(index) : "other";
    const now = value === undefined ? "" : chosen;
    if (input.value !== now) input.value = now;
  });
  input.addEventListener("change", () => {
    if (input.value === "other") return;
    const choice = input.value === "" ? undefined : choices[Number(input.value)];
    put(context, choice && held(choice.value));
  });
  input.addEventListener("blur", () => touch(context));
  return { el: input, input };
}

const drawSearch: Draw = (context) => {
  const choices = choicesOf(context);
  const { input, list } = searchBox(context.id, choices, (choice) => {
    put(context, choice.value);
    show(valueOf(context));
  });
  const shownAs = (value: Value | undefined) => {
    const found = choices.find((choice) => same(choice.value, value));
    return found ? nameOf(found) : brief(value);
  };
  const show = (value: Value | undefined) => (input.value = shownAs(value));
  const ghost = choices.find((choice) => same(choice.value, ghostOf(context)));
  input.placeholder = ghost
    ? `${nameOf(ghost)}  (default)`
    : `${choices.length.toLocaleString("en")} choices: type to search`;
  follow(context, show);
  input.addEventListener("blur", () => {
    touch(context);
    // Text that names no choice is kept as it is: an error that can be seen beats a choice that nobody made.
    if (input.value === shownAs(valueOf(context))) return;
    const exact = choices.find((choice) => nameOf(choice) === input.value);
    put(context, exact ? exact.value : input.value || undefined);
  });
  return { el: h("div", { class: "pb-combo" }, input, list), input };
};

// True or false, and for what may be left out a third state: not set.

import { h } from "../../shared/dom.ts";
import { constant } from "../values/plan.ts";
import { brief, type Value } from "../values/json.ts";
import { follow, ghostOf, put, touch, valueOf, type Draw } from "../field-context.ts";

function setText(value: Value): string {
  if (typeof value !== "boolean") return brief(value);
  return value ? "yes" : "no";
}

function unsetText(ghost: Value | undefined): string {
  return typeof ghost === "boolean" ? `${setText(ghost)} (default)` : "not set";
}

/** One checkbox: a dash (or, greyed, the default) as long as nothing is set. */
export const drawBoolean: Draw = (context) => {
  const input = h("input", { id: context.id, type: "checkbox", class: "pb-switch" });
  const word = h("span", { class: "pb-dim pb-word", "aria-hidden": "true" });
  const locked = Boolean(context.field.hints?.readOnly);
  follow(context, (value) => {
    const ghost = ghostOf(context);
    input.checked = (value ?? ghost) === true;
    input.indeterminate = value === undefined && typeof ghost !== "boolean";
    input.classList.toggle("pb-ghost", value === undefined);
    word.textContent = value === undefined ? unsetText(ghost) : setText(value);
  });
  input.addEventListener("change", () => {
    if (locked) input.checked = valueOf(context) === true;
    else put(context, input.checked);
  });
  input.addEventListener("blur", () => touch(context));
  return { el: h("div", { class: "pb-row pb-flag" }, input, word), input };
};

/** The only value that there is: shown, and put in where it must be and its object is there. */
export const drawConst: Draw = (context) => {
  const value = constant(context.field);
  const input = h("output", { id: context.id, class: "pb-fixed" }, brief(value));
  if (context.field.required && context.path.length === 1 && valueOf(context) === undefined)
    context.form.store.amend(() => context.form.store.set(context.path, value));
  if (context.field.required) return { el: input, input };
  const box = h("input", { id: context.id, type: "checkbox" });
  follow(context, (now) => void (box.checked = now !== undefined));
  box.addEventListener("change", () => put(context, box.checked ? value : undefined));
  return {
    el: h("div", { class: "pb-row" }, box, h("span", { class: "pb-fixed" }, brief(value))),
    input: box,
  };
};

export const drawNull: Draw = (context) => {
  const box = h("input", { id: context.id, type: "checkbox" });
  follow(context, (now) => void (box.checked = now === null));
  box.addEventListener("change", () => put(context, box.checked ? null : undefined));
  return { el: h("div", { class: "pb-row" }, box, h("code", {}, "null")), input: box };
};

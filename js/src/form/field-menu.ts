// What can be done with one field beyond typing: reset, clear, null, empty, default and examples, several values, JSON.

import { h } from "../shared/dom.ts";
import { icon } from "./icon.ts";
import { brief, isList, isMembers, same, type Value } from "./values/json.ts";
import { menuButton, type Item } from "./menu.ts";
import { pointerOf } from "./values/plan.ts";
import type { Sourced } from "./controls/value-source.ts";
import { put, valueOf, type FieldContext } from "./field-context.ts";

export interface RawSwitch {
  link(): Sourced["link"];
  isRaw(): boolean;
  setRaw(on: boolean): void;
}

const TEXTS = new Set(["text", "multiline", "code", "password", "choice"]);
const EMPTY: { [kind: string]: Value } = { list: [], multichoice: [], mapping: {}, object: {} };

/** Fields that nobody came near to yet, and how each gets its button: 1,000 fields need no 1,000 buttons. */
const lacking = new WeakMap<Element, () => void>();

/** Let the field have its button when the pointer or the keyboard comes to it. */
export function fieldMenu(context: FieldContext, shell: HTMLElement, raw: RawSwitch): void {
  if (context.field.hints?.readOnly) return;
  lacking.set(shell, () => {
    const button = h(
      "button",
      { type: "button", class: "pb-dots", title: "More" },
      icon("more"),
      h("span", { class: "pb-visually-hidden" }, `More for ${context.label}`),
    );
    shell.append(
      menuButton(button, () => itemsOf(context, raw).map((item) => item && asStep(context, item))),
    );
  });
}

/** Watch for all fields at once who comes near: the keyboard is in one field, the pointer also in those around it. */
export function watchMenus(el: HTMLElement): void {
  const near = (event: Event) => {
    let shell = (event.target as Element).closest(".pb-field");
    do {
      if (!shell) return;
      lacking.get(shell)?.();
      lacking.delete(shell);
      shell = shell.parentElement?.closest(".pb-field") ?? null;
    } while (event.type === "pointerover");
  };
  el.addEventListener("focusin", near);
  el.addEventListener("pointerover", near);
}

function asStep(context: FieldContext, item: Item): Item {
  const act = () => {
    context.form.store.step();
    item.act();
    context.form.store.step();
  };
  return { ...item, act };
}

function itemsOf(context: FieldContext, raw: RawSwitch): (Item | null)[] {
  const { field, form, path } = context;
  const { store } = form;
  const value = valueOf(context);
  const items: (Item | null)[] = [
    {
      label: "Reset",
      hint: "Back to what it was at first",
      disabled: !store.changed(path),
      act: () => reset(context),
    },
    {
      label: "Clear",
      hint: "Not set: nothing is sent",
      disabled: value === undefined,
      act: () => put(context, undefined),
    },
  ];
  if (field.nullable && value !== null)
    items.push({
      label: "Set null",
      hint: "Send null, which is not the same as nothing",
      act: () => put(context, null),
    });
  const empty = TEXTS.has(field.kind) && !field.choices ? "" : EMPTY[field.kind];
  if (empty !== undefined && !same(value, empty))
    items.push({
      label: `Set empty ${emptyKind(empty)}`,
      hint: "Send it, with nothing in it",
      act: () => put(context, empty),
    });
  const offers = [
    ...(field.default === undefined ? [] : [{ what: "default", offer: field.default }]),
    ...(field.examples ?? []).slice(0, 5).map((offer) => ({ what: "example", offer })),
  ];
  if (offers.length) items.push(null);
  for (const { what, offer } of offers)
    items.push({
      label: `Use ${what}: ${brief(offer, 30)}`,
      disabled: same(value, offer),
      act: () => put(context, offer),
    });
  items.push(null);
  if (form.sweeps && SWEEPABLE.has(field.kind))
    items.push({
      label: form.sweeps.has(pointerOf(path)) ? "One value only" : "Several values …",
      hint: "One job for each of them",
      act: () => form.sweeps?.toggle(context),
    });
  const link = field.kind === "file" ? undefined : raw.link();
  if (link)
    items.push({
      label: link.on() ? "Enter the value" : "Enter a link (URL) instead",
      hint: "The server fetches the value from there",
      act: () => link.set(!link.on()),
    });
  if (field.kind !== "json")
    items.push({
      label: raw.isRaw() ? "Edit as form" : "Edit as JSON",
      act: () => raw.setRaw(!raw.isRaw()),
    });
  return items;
}

const SWEEPABLE = new Set([
  "text",
  "number",
  "integer",
  "boolean",
  "choice",
  "date",
  "datetime",
  "time",
  "duration",
  "epsg",
  "uri",
  "color",
]);

function reset(context: FieldContext): void {
  context.form.store.touched.delete(pointerOf(context.path));
  if (typeof context.path.at(-1) === "number") put(context, context.field.default);
  else context.form.store.reset(context.path);
}

function emptyKind(empty: Value): string {
  if (isList(empty)) return "list";
  return isMembers(empty) ? "object" : "text";
}

// One of several kinds of value. What was typed in a branch survives going to another and back; only the branch that shows is sent.

import { h, uid } from "../shared/dom.ts";
import { brief, type Value } from "./json.ts";
import { constants, fits, pointerOf, resolved, type Field } from "./plan.ts";
import { Scope } from "./disposables.ts";
import { valueOf, type Draw, type Slot } from "./field-context.ts";

const TABS = 5;

export const drawAlternatives: Draw = (slot) => {
  const branches = slot.field.children ?? [];
  const { store } = slot.form;
  const pointer = pointerOf(slot.path);
  const body = h("div", { class: "pb-branch" });
  let scope: Scope | null = null;
  let shown = -1;

  const show = (index: number) => {
    scope?.end();
    scope = slot.scope.child();
    shown = index;
    const branch = branches[index];
    // The branch lives where the whole lives: same place, and the label is the whole's.
    if (branch)
      body.replaceChildren(
        slot.form.field({ ...branch, required: true, label: slot.label }, slot.path, scope, {
          label: slot.label,
          bare: true,
          depth: slot.depth + 1,
        }),
      );
    chooser.mark(index);
  };
  const choose = (index: number) => {
    if (index === shown) return;
    const value = valueOf(slot);
    if (value !== undefined && shown >= 0) store.drafts.set(`${pointer}|${shown}`, value);
    store.step();
    store.branches.set(pointer, index);
    store.touched.add(pointer);
    scope?.end();
    const next = store.drafts.get(`${pointer}|${index}`) ?? initial(branches[index], slot);
    if (next !== undefined) store.set(slot.path, next);
    else if (value !== undefined) clear(slot);
    show(index);
  };
  const chooser =
    branches.length <= TABS ? tabs(slot, branches, choose) : select(slot, branches, choose);
  show(current(slot, branches));
  slot.scope.add(
    store.subscribe(slot.path, (value) => {
      // Undo, or a value from outside, may be of another branch.
      const fit = (index: number) =>
        branches[index] ? fits(branches[index], value, slot.form.plan) : 0;
      if (value === undefined || fit(shown) > 0) return;
      const fitting = best(branches, value, slot);
      if (fitting !== shown && fit(fitting) > 0) queueMicrotask(() => show(fitting));
    }),
  );
  return { el: h("div", { class: "pb-alternatives" }, chooser.el, body) };
};

function clear(slot: Slot): void {
  if (typeof slot.path.at(-1) === "number") slot.form.store.set(slot.path, null);
  else slot.form.store.clear(slot.path);
}

/** What choosing a branch makes of the value: its constants, which tell the branches apart. */
function initial(branch: Field | undefined, slot: Slot): Value | undefined {
  if (!branch) return undefined;
  const field = resolved(branch, slot.form.plan);
  if (field.kind === "null") return null;
  if (field.kind === "const") return field.constraints?.["const"] ?? field.choices?.[0]?.value;
  const consts = field.kind === "object" ? constants(field) : [];
  return consts.length ? Object.fromEntries(consts) : undefined;
}

function current(slot: Slot, branches: Field[]): number {
  const value = valueOf(slot);
  const chosen = slot.form.store.branches.get(pointerOf(slot.path));
  if (chosen !== undefined && branches[chosen] && fits(branches[chosen], value, slot.form.plan) > 0)
    return chosen;
  return best(branches, value ?? slot.field.default, slot);
}

function best(branches: Field[], value: Value | undefined, slot: Slot): number {
  const scores = branches.map((branch) => fits(branch, value, slot.form.plan));
  return Math.max(0, scores.indexOf(Math.max(...scores)));
}

interface Chooser {
  el: HTMLElement;
  mark(index: number): void;
}

function nameOf(branch: Field, index: number): string {
  const name = branch.label || branch.name;
  return (
    name ||
    (branch.kind === "const" ? brief(branch.constraints?.["const"]) : `${branch.kind} ${index + 1}`)
  );
}

/** Radio buttons that look like tabs: arrow keys and names come with them. */
function tabs(slot: Slot, branches: Field[], choose: (index: number) => void): Chooser {
  const group = uid("branch");
  const inputs = branches.map((_branch, i) =>
    h("input", { type: "radio", name: group, onchange: () => choose(i) }),
  );
  const el = h(
    "div",
    { class: "pb-tabs", role: "radiogroup", title: `Kind of ${slot.label}` },
    ...branches.map((branch, i) =>
      h("label", {}, inputs[i] as Node, h("span", {}, nameOf(branch, i))),
    ),
  );
  return { el, mark: (index) => inputs.forEach((input, i) => (input.checked = i === index)) };
}

function select(slot: Slot, branches: Field[], choose: (index: number) => void): Chooser {
  const el = h(
    "select",
    { class: "pb-input pb-kind", title: `Kind of ${slot.label}` },
    ...branches.map((branch, i) => h("option", { value: i }, nameOf(branch, i))),
  );
  el.addEventListener("change", () => choose(Number(el.value)));
  return { el, mark: (index) => void (el.value = String(index)) };
}

// One of several kinds of value. What was typed in a branch survives going to another and back; only the branch that shows is sent.

import { h, uid } from "../../shared/dom.ts";
import { brief, type Value } from "../values/json.ts";
import { constants, fits, pointerOf, resolved, type Field } from "../values/plan.ts";
import { Disposables } from "../disposables.ts";
import { valueOf, type Draw, type FieldContext } from "../field-context.ts";

const TABS = 5;

export const drawAlternatives: Draw = (context) => {
  const branches = branchesOf(context.field);
  const { store } = context.form;
  const pointer = pointerOf(context.path);
  const body = h("div", { class: "pb-branch" });
  let disposables: Disposables | null = null;
  let shown = -1;

  const show = (index: number) => {
    disposables?.end();
    disposables = context.disposables.child();
    shown = index;
    const branch = branches[index];
    // The branch lives where the whole lives: same place, and the label is the whole's.
    if (branch)
      body.replaceChildren(
        context.form.field(
          { ...branch, required: true, label: context.label },
          context.path,
          disposables,
          {
            label: context.label,
            bare: true,
            depth: context.depth + 1,
          },
        ),
      );
    chooser.mark(index);
  };
  const choose = (index: number) => {
    if (index === shown) return;
    const value = valueOf(context);
    if (value !== undefined && shown >= 0) store.drafts.set(`${pointer}|${shown}`, value);
    store.step();
    store.branches.set(pointer, index);
    store.touched.add(pointer);
    disposables?.end();
    const next = store.drafts.get(`${pointer}|${index}`) ?? initial(branches[index], context);
    if (next !== undefined) store.set(context.path, next);
    else if (value !== undefined) clear(context);
    show(index);
  };
  const chooser =
    branches.length <= TABS ? tabs(context, branches, choose) : select(context, branches, choose);
  show(current(context, branches));
  context.disposables.add(
    store.subscribe(context.path, (value) => {
      // Undo, or a value from outside, may be of another branch.
      const fit = (index: number) =>
        branches[index] ? fits(branches[index], value, context.form.plan) : 0;
      if (value === undefined || fit(shown) > 0) return;
      const fitting = best(branches, value, context);
      if (fitting !== shown && fit(fitting) > 0) queueMicrotask(() => show(fitting));
    }),
  );
  return { el: h("div", { class: "pb-alternatives" }, chooser.el, body) };
};

/** The branches; where null is one that has no field of its own it is the last. */
function branchesOf(field: Field): Field[] {
  const branches = field.children ?? [];
  if (!field.nullable || branches.some((branch) => branch.kind === "null")) return branches;
  return [
    ...branches,
    { name: "", kind: "null", label: field.hints?.null_label ?? "Nothing (null)" },
  ];
}

function clear(context: FieldContext): void {
  if (typeof context.path.at(-1) === "number") context.form.store.set(context.path, null);
  else context.form.store.clear(context.path);
}

/** What choosing a branch makes of the value: its constants, which tell the branches apart. */
function initial(branch: Field | undefined, context: FieldContext): Value | undefined {
  if (!branch) return undefined;
  const field = resolved(branch, context.form.plan);
  if (field.kind === "null") return null;
  if (field.kind === "const") return field.constraints?.["const"] ?? field.choices?.[0]?.value;
  const consts = field.kind === "object" ? constants(field) : [];
  return consts.length ? Object.fromEntries(consts) : undefined;
}

function current(context: FieldContext, branches: Field[]): number {
  const value = valueOf(context);
  const chosen = context.form.store.branches.get(pointerOf(context.path));
  if (
    chosen !== undefined &&
    branches[chosen] &&
    fits(branches[chosen], value, context.form.plan) > 0
  )
    return chosen;
  return best(branches, value ?? context.field.default, context);
}

function best(branches: Field[], value: Value | undefined, context: FieldContext): number {
  const scores = branches.map((branch) => fits(branch, value, context.form.plan));
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
function tabs(context: FieldContext, branches: Field[], choose: (index: number) => void): Chooser {
  const group = uid("branch");
  const inputs = branches.map((_branch, i) =>
    h("input", { type: "radio", name: group, onchange: () => choose(i) }),
  );
  const el = h(
    "div",
    { class: "pb-tabs", role: "radiogroup", title: `Kind of ${context.label}` },
    ...branches.map((branch, i) =>
      h("label", {}, inputs[i] as Node, h("span", {}, nameOf(branch, i))),
    ),
  );
  return { el, mark: (index) => inputs.forEach((input, i) => (input.checked = i === index)) };
}

function select(
  context: FieldContext,
  branches: Field[],
  choose: (index: number) => void,
): Chooser {
  const el = h(
    "select",
    { class: "pb-input pb-kind", title: `Kind of ${context.label}` },
    ...branches.map((branch, i) => h("option", { value: i }, nameOf(branch, i))),
  );
  el.addEventListener("change", () => choose(Number(el.value)));
  return { el, mark: (index) => void (el.value = String(index)) };
}

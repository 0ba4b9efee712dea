// The form as a whole: its fields in turn, what is checked after each change, and how it is laid out.

import { h } from "../shared/dom.ts";
import { Checker } from "./values/check.ts";
import { drawField } from "./field.ts";
import { watchMenus } from "./field-menu.ts";
import { Issues } from "./values/issues.ts";
import type { Members } from "./values/json.ts";
import { drawMembers, drawRows } from "./controls/object.ts";
import type { Field, Plan } from "./values/plan.ts";
import { Disposables } from "./disposables.ts";
import type { Form, Kernel, FieldContext } from "./field-context.ts";
import { Store } from "./values/store.ts";
import { Sweeps } from "./run/sweep.ts";
import { drawUnlisted } from "./unlisted.ts";

/** Fields that are drawn in one go, and laid out only where they are near to what is seen. */
const CHUNK = 20;
/** What an undrawn field may take: a guess, for the scroll bar. */
const FIELD_PX = 60;
/** How long the first go may take; the rest follows without keeping the page from painting. */
const FIRST_MS = 48;
const SLICE_MS = 80;
const FRAME_MS = 16;

export interface DrawnForm {
  el: HTMLElement;
  form: Form & { sweeps: Sweeps };
  /** Draw all that is still to come: for a search, and for a jump to a field. */
  finish(): void;
  /** Check now what the next frame would check. */
  check(): void;
  dispose(): void;
}

export interface FormOptions {
  plan: Plan;
  value: Members;
  kernel: Kernel;
  tiles?: string | undefined;
  say(text: string): void;
  /** Called after each check, when the mistakes that show, or their number, may be different. */
  checked(): void;
}

export function drawForm({ plan, value, kernel, tiles, say, checked }: FormOptions): DrawnForm {
  const store = new Store(value);
  const issues = new Issues(store);
  const checker = new Checker(plan);
  const disposables = new Disposables();
  const form = {
    plan,
    store,
    issues,
    checker,
    kernel,
    tiles,
    say,
    sweeps: new Sweeps(),
    field: (...args: Parameters<Form["field"]>) => drawField(form, ...args),
  };
  const el = h("div", { class: "pb-fields" });
  watchMenus(el);

  let due = false;
  let frame = 0;
  let last = 0;
  const check = () => {
    due = false;
    cancelAnimationFrame(frame);
    last = performance.now();
    issues.setChecked(checker.check(store.value));
    issues.show();
    checked();
  };
  /** At most once a frame; the first change of a frame is checked at once, before it is painted. */
  const soon = () => {
    if (due) return;
    due = true;
    if (performance.now() - last > FRAME_MS) queueMicrotask(() => due && check());
    else frame = requestAnimationFrame(check);
  };
  issues.changed = soon;
  disposables.add(store.onCommit(soon));
  disposables.add(() => cancelAnimationFrame(frame));

  const finish = drawTop(form, disposables, el);
  check();
  const idle = window.requestIdleCallback?.(() => checker.prepare());
  if (idle) disposables.add(() => cancelIdleCallback(idle));
  return { el, form, finish, check, dispose: () => disposables.end() };
}

type Part = Pick<FieldContext, "form" | "path" | "disposables" | "depth">;

function drawTop(form: Form, disposables: Disposables, el: HTMLElement): () => void {
  const context: Part = { form, path: [], disposables, depth: -1 };
  const steps: (() => void)[] = [];
  for (const [group, fields] of grouped(form.plan.fields)) {
    for (let i = 0; i < fields.length; i += CHUNK) {
      const chunk = h("div", { class: "pb-chunk" });
      const part = fields.slice(i, i + CHUNK);
      chunk.style.containIntrinsicSize = `auto ${part.length * FIELD_PX}px`;
      const home = group === "" ? el : section(el, group);
      home.append(chunk);
      steps.push(() => drawMembers(context, part, chunk));
    }
  }
  if (form.plan.extra)
    steps.push(() => el.append(extraRows(form, disposables, form.plan.extra as Field)));
  else drawUnlisted(form, disposables, el);
  return inSlices(steps, disposables);
}

/** Fields by group, ungrouped ones first; advanced ones of all groups together at the end. */
function grouped(fields: Field[]): Map<string, Field[]> {
  const groups = new Map<string, Field[]>([["", []]]);
  const advanced: Field[] = [];
  for (const field of fields) {
    if (field.hints?.advanced) advanced.push(field);
    else {
      const group = field.hints?.group ?? "";
      groups.set(group, [...(groups.get(group) ?? []), field]);
    }
  }
  if (fields.length > CHUNK) return byChunks(groups, advanced);
  (groups.get([...groups.keys()].at(-1) ?? "") as Field[]).push(...advanced);
  return groups;
}

function byChunks(groups: Map<string, Field[]>, advanced: Field[]): Map<string, Field[]> {
  return advanced.length
    ? new Map([
        ...groups,
        [
          "Advanced",
          advanced.map((field) => ({ ...field, hints: { ...field.hints, advanced: false } })),
        ],
      ])
    : groups;
}

function section(el: HTMLElement, group: string): HTMLElement {
  const found = [...el.querySelectorAll<HTMLElement>(":scope > details.pb-section")].find(
    (one) => one.dataset["group"] === group,
  );
  if (found) return found;
  const made = h(
    "details",
    { class: "pb-fold pb-section", "data-group": group, open: group !== "Advanced" },
    h("summary", {}, group),
  );
  made.addEventListener("pb-open", () => (made.open = true));
  el.append(made);
  return made;
}

function extraRows(form: Form, disposables: Disposables, extra: Field): HTMLElement {
  const field: Field = { name: "", kind: "object", label: "Other inputs" };
  const context: FieldContext = {
    field,
    path: [],
    form,
    disposables,
    id: "",
    label: "Other inputs",
    depth: 0,
  };
  return h(
    "fieldset",
    { class: "pb-field pb-group" },
    h("legend", { class: "pb-head" }, "Other inputs"),
    drawRows(context, extra, new Set(form.plan.fields.map((one) => one.name))),
  );
}

/** Do the first step now and the others as soon as they do not hold up the page; returns how to do all at once. */
function inSlices(steps: (() => void)[], disposables: Disposables): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = (budget: number) => {
    clearTimeout(timer);
    const end = performance.now() + budget;
    do steps.shift()?.();
    while (steps.length && performance.now() < end);
    if (steps.length) timer = setTimeout(() => run(SLICE_MS), 0);
  };
  run(FIRST_MS);
  disposables.add(() => clearTimeout(timer));
  return () => run(Number.POSITIVE_INFINITY);
}

// Objects: a group of fields, some of which come and go with the values of others; and rows of key and value.

import { h } from "../../shared/dom.ts";
import { isMembers, stringify, type Members, type Value } from "../values/json.ts";
import { expression } from "../values/expression.ts";
import { icon } from "../icon.ts";
import { constants, pointerOf, type Field } from "../values/plan.ts";
import { edgesMap } from "./bbox.ts";
import { Disposables } from "../disposables.ts";
import { follow, put, valueOf, type Draw, type FieldContext } from "../field-context.ts";

export const drawObject: Draw = (context) => {
  const el = h("div", { class: "pb-members" });
  const { store } = context.form;
  const consts = constants(context.field);
  if (consts.length) store.companions.set(pointerOf(context.path), consts);
  const children = (context.field.children ?? []).filter(
    (child) => !consts.some(([name]) => name === child.name),
  );
  drawMembers(context, children, el);
  const edges = context.field.hints?.edges;
  if (edges) el.append(edgesMap(context, edges));
  if (context.field.extra)
    el.append(
      drawRows(
        context,
        context.field.extra,
        new Set((context.field.children ?? []).map((child) => child.name)),
      ),
    );
  return { el };
};

/** Draw the members of an object in turn; "advanced" ones folded away behind the others. */
export function drawMembers(
  context: Pick<FieldContext, "form" | "path" | "disposables" | "depth">,
  children: Field[],
  el: HTMLElement,
): void {
  const plain = children.filter((child) => !child.hints?.advanced && !child.hints?.hidden);
  const advanced = children.filter((child) => child.hints?.advanced && !child.hints?.hidden);
  for (const child of plain) el.append(drawMember(context, child));
  if (!advanced.length) return;
  const inner = h("div", { class: "pb-members" });
  const fold = h(
    "details",
    { class: "pb-fold" },
    h("summary", {}, `Advanced (${advanced.length})`),
    inner,
  );
  once(fold, () => inner.append(...advanced.map((child) => drawMember(context, child))));
  // What is set, or has an error, does not hide.
  if (advanced.some((child) => context.form.store.get([...context.path, child.name]) !== undefined))
    fold.open = true;
  el.append(fold);
}

/** Do this when the fold is first opened. */
export function once(fold: HTMLDetailsElement, draw: () => void): void {
  let done = false;
  const run = () => {
    if (!done && fold.open) {
      done = true;
      draw();
    }
  };
  fold.addEventListener("toggle", run);
  // For whoever wants what is inside now: a jump to an error, the search.
  fold.addEventListener("pb-open", () => {
    fold.open = true;
    run();
  });
}

function drawMember(
  context: Pick<FieldContext, "form" | "path" | "disposables" | "depth">,
  child: Field,
): HTMLElement {
  const path = [...context.path, child.name];
  const draw = (disposables: Disposables) =>
    context.form.field(child, path, disposables, { depth: context.depth + 1 });
  return child.when ? drawWhile(context, child, draw) : draw(context.disposables);
}

/** Draw a field as long as its condition holds. What it held is kept aside meanwhile, and is not sent. */
function drawWhile(
  context: Pick<FieldContext, "form" | "path" | "disposables">,
  child: Field,
  draw: (disposables: Disposables) => HTMLElement,
): HTMLElement {
  const el = h("div", { class: "pb-when" });
  const { store, checker } = context.form;
  const path = [...context.path, child.name];
  const draft = `${pointerOf(path)}?${stringify((child.when ?? {}) as Value)}`;
  let inner: Disposables | null = null;
  const holds = () => {
    const when = child.when ?? {};
    return when.expr !== undefined
      ? Boolean(
          expression(when.expr, {
            members: store.get(context.path) ?? {},
            root: store.value,
            value: store.get(path),
          }),
        )
      : checker.holds(when, store.get(context.path) ?? {});
  };
  const twins = () => inner !== null;
  const update = () => {
    if (holds() === twins()) return;
    if (inner) {
      inner.end();
      inner = null;
      el.replaceChildren();
      const value = store.get(path);
      // Another field of the same name may have taken over.
      queueMicrotask(() => {
        if (
          value === undefined ||
          store.get(path) !== value ||
          context.form.issues.placeOf(pointerOf(path))?.path.length === path.length
        )
          return;
        store.drafts.set(draft, value);
        store.amend(() => store.clear(path));
      });
      return;
    }
    inner = context.disposables.child();
    el.replaceChildren(draw(inner));
    const kept = store.drafts.get(draft);
    if (kept !== undefined && store.get(path) === undefined)
      store.amend(() => store.set(path, kept));
  };
  update();
  context.disposables.add(
    store.subscribe(child.when?.expr !== undefined ? [] : context.path, update),
  );
  return el;
}

export const drawMapping: Draw = (context) => ({
  el: drawRows(
    context,
    context.field.item ?? context.field.extra ?? { name: "", kind: "json" },
    new Set(),
  ),
});

/** Rows of key and value for the members that have no field of their own. */
export function drawRows(context: FieldContext, item: Field, taken: Set<string>): HTMLElement {
  const rows = h("div", { class: "pb-rows" });
  const members = (): Members => {
    const value = valueOf(context);
    return isMembers(value) ? value : {};
  };
  const drawn = new Map<string, { row: HTMLElement; disposables: Disposables }>();
  const drop = (name: string) => {
    drawn.get(name)?.disposables.end();
    drawn.get(name)?.row.remove();
    drawn.delete(name);
  };
  const draw = () => {
    const names = Object.keys(members()).filter((name) => !taken.has(name));
    for (const name of [...drawn.keys()]) if (!names.includes(name)) drop(name);
    for (const name of names) {
      if (drawn.has(name)) continue;
      const disposables = context.disposables.child();
      const row = drawPair(context, item, name, disposables, members, (next, target) =>
        rename(name, next, target),
      );
      drawn.set(name, { row, disposables });
      rows.append(row);
    }
  };
  /** The row is drawn anew, and the focus goes to where it was about to go in the old one. */
  const rename = (name: string, next: string, target: EventTarget | null): boolean => {
    if (Object.hasOwn(members(), next) || taken.has(next)) {
      context.form.say(`There is already an entry ${next}.`);
      return false;
    }
    const place = controls(drawn.get(name)?.row).findIndex((control) => control === target);
    put(
      context,
      Object.fromEntries(
        Object.entries(members()).map(([one, value]) => [one === name ? next : one, value]),
      ),
    );
    if (place >= 0) queueMicrotask(() => controls(drawn.get(next)?.row)[place]?.focus());
    return true;
  };
  const add = h(
    "button",
    { type: "button", class: "pb-mini" },
    "Add entry",
    h("span", { class: "pb-visually-hidden" }, ` to ${context.label}`),
  );
  add.addEventListener("click", () => {
    const name = free(members());
    put(context, { ...members(), [name]: null });
    drawn.get(name)?.row.querySelector<HTMLInputElement>("input")?.select();
  });
  follow(context, draw);
  return h("div", { class: "pb-mapping" }, rows, add);
}

function free(members: Members): string {
  for (let i = 1; ; i++) if (!Object.hasOwn(members, `key${i}`)) return `key${i}`;
}

function controls(row: HTMLElement | undefined): HTMLElement[] {
  return [...(row?.querySelectorAll<HTMLElement>("input, select, textarea, button") ?? [])];
}

type Rename = (next: string, target: EventTarget | null) => boolean;

function drawPair(
  context: FieldContext,
  item: Field,
  name: string,
  disposables: Disposables,
  members: () => Members,
  rename: Rename,
): HTMLElement {
  const key = h("input", {
    class: "pb-input pb-key",
    value: name,
    "aria-label": `Key of ${context.label}`,
    spellcheck: "false",
    dir: "auto",
  });
  const commit = (target: EventTarget | null) => {
    if (key.value !== name && Object.hasOwn(members(), name) && !rename(key.value, target))
      key.value = name;
  };
  // Not "change": that does not tell where the focus goes.
  key.addEventListener("focusout", (event) => commit(event.relatedTarget));
  key.addEventListener("keydown", (event) => event.key === "Enter" && commit(key));
  const body = context.form.field(
    { ...item, required: true, name },
    [...context.path, name],
    disposables,
    {
      label: name,
      bare: true,
      depth: context.depth + 1,
    },
  );
  const remove = h(
    "button",
    { type: "button", class: "pb-tool", title: "Remove" },
    icon("remove"),
    h("span", { class: "pb-visually-hidden" }, `Remove ${name}`),
  );
  remove.addEventListener("click", () => {
    const rest = Object.fromEntries(Object.entries(members()).filter(([one]) => one !== name));
    put(context, Object.keys(rest).length ? rest : undefined);
  });
  return h(
    "div",
    { class: "pb-item pb-pair" },
    key,
    body,
    h("span", { class: "pb-tools" }, remove),
  );
}

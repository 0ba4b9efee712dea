// Objects: a group of fields, some of which come and go with the values of others; and rows of key and value.

import { h } from "../shared/dom.ts";
import { isMembers, stringify, type Members, type Value } from "./json.ts";
import { expression } from "./expression.ts";
import { icon } from "./icon.ts";
import { constants, pointerOf, type Field } from "./plan.ts";
import { Scope } from "./disposables.ts";
import { follow, put, valueOf, type Draw, type Slot } from "./field-context.ts";

export const drawObject: Draw = (slot) => {
  const el = h("div", { class: "pb-members" });
  const { store } = slot.form;
  const consts = constants(slot.field);
  if (consts.length) store.companions.set(pointerOf(slot.path), consts);
  const children = (slot.field.children ?? []).filter(
    (child) => !consts.some(([name]) => name === child.name),
  );
  drawMembers(slot, children, el);
  if (slot.field.extra)
    el.append(
      drawRows(
        slot,
        slot.field.extra,
        new Set((slot.field.children ?? []).map((child) => child.name)),
      ),
    );
  return { el };
};

/** Draw the members of an object in turn; "advanced" ones folded away behind the others. */
export function drawMembers(
  slot: Pick<Slot, "form" | "path" | "scope" | "depth">,
  children: Field[],
  el: HTMLElement,
): void {
  const plain = children.filter((child) => !child.hints?.advanced && !child.hints?.hidden);
  const advanced = children.filter((child) => child.hints?.advanced && !child.hints?.hidden);
  for (const child of plain) el.append(drawMember(slot, child));
  if (!advanced.length) return;
  const inner = h("div", { class: "pb-members" });
  const fold = h(
    "details",
    { class: "pb-fold" },
    h("summary", {}, `Advanced (${advanced.length})`),
    inner,
  );
  once(fold, () => inner.append(...advanced.map((child) => drawMember(slot, child))));
  // What is set, or has an error, does not hide.
  if (advanced.some((child) => slot.form.store.get([...slot.path, child.name]) !== undefined))
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
  slot: Pick<Slot, "form" | "path" | "scope" | "depth">,
  child: Field,
): HTMLElement {
  const path = [...slot.path, child.name];
  const draw = (scope: Scope) => slot.form.field(child, path, scope, { depth: slot.depth + 1 });
  return child.when ? drawWhile(slot, child, draw) : draw(slot.scope);
}

/** Draw a field as long as its condition holds. What it held is kept aside meanwhile, and is not sent. */
function drawWhile(
  slot: Pick<Slot, "form" | "path" | "scope">,
  child: Field,
  draw: (scope: Scope) => HTMLElement,
): HTMLElement {
  const el = h("div", { class: "pb-when" });
  const { store, checker } = slot.form;
  const path = [...slot.path, child.name];
  const draft = `${pointerOf(path)}?${stringify((child.when ?? {}) as Value)}`;
  let inner: Scope | null = null;
  const holds = () => {
    const when = child.when ?? {};
    return when.expr !== undefined
      ? Boolean(
          expression(when.expr, {
            members: store.get(slot.path) ?? {},
            root: store.value,
            value: store.get(path),
          }),
        )
      : checker.holds(when, store.get(slot.path) ?? {});
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
          slot.form.issues.placeOf(pointerOf(path))?.path.length === path.length
        )
          return;
        store.drafts.set(draft, value);
        store.amend(() => store.clear(path));
      });
      return;
    }
    inner = slot.scope.child();
    el.replaceChildren(draw(inner));
    const kept = store.drafts.get(draft);
    if (kept !== undefined && store.get(path) === undefined)
      store.amend(() => store.set(path, kept));
  };
  update();
  slot.scope.add(store.subscribe(child.when?.expr !== undefined ? [] : slot.path, update));
  return el;
}

export const drawMapping: Draw = (slot) => ({
  el: drawRows(slot, slot.field.item ?? slot.field.extra ?? { name: "", kind: "json" }, new Set()),
});

/** Rows of key and value for the members that have no field of their own. */
export function drawRows(slot: Slot, item: Field, taken: Set<string>): HTMLElement {
  const rows = h("div", { class: "pb-rows" });
  const members = (): Members => {
    const value = valueOf(slot);
    return isMembers(value) ? value : {};
  };
  const drawn = new Map<string, { row: HTMLElement; scope: Scope }>();
  const drop = (name: string) => {
    drawn.get(name)?.scope.end();
    drawn.get(name)?.row.remove();
    drawn.delete(name);
  };
  const draw = () => {
    const names = Object.keys(members()).filter((name) => !taken.has(name));
    for (const name of [...drawn.keys()]) if (!names.includes(name)) drop(name);
    for (const name of names) {
      if (drawn.has(name)) continue;
      const scope = slot.scope.child();
      const row = drawPair(slot, item, name, scope, members, (next, target) =>
        rename(name, next, target),
      );
      drawn.set(name, { row, scope });
      rows.append(row);
    }
  };
  /** The row is drawn anew, and the focus goes to where it was about to go in the old one. */
  const rename = (name: string, next: string, target: EventTarget | null): boolean => {
    if (Object.hasOwn(members(), next) || taken.has(next)) {
      slot.form.say(`There is already an entry ${next}.`);
      return false;
    }
    const place = controls(drawn.get(name)?.row).findIndex((control) => control === target);
    put(
      slot,
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
    h("span", { class: "pb-visually-hidden" }, ` to ${slot.label}`),
  );
  add.addEventListener("click", () => {
    const name = free(members());
    put(slot, { ...members(), [name]: null });
    drawn.get(name)?.row.querySelector<HTMLInputElement>("input")?.select();
  });
  follow(slot, draw);
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
  slot: Slot,
  item: Field,
  name: string,
  scope: Scope,
  members: () => Members,
  rename: Rename,
): HTMLElement {
  const key = h("input", {
    class: "pb-input pb-key",
    value: name,
    "aria-label": `Key of ${slot.label}`,
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
  const body = slot.form.field({ ...item, required: true, name }, [...slot.path, name], scope, {
    label: name,
    bare: true,
    depth: slot.depth + 1,
  });
  const remove = h(
    "button",
    { type: "button", class: "pb-tool", title: "Remove" },
    icon("remove"),
    h("span", { class: "pb-visually-hidden" }, `Remove ${name}`),
  );
  remove.addEventListener("click", () => {
    const rest = Object.fromEntries(Object.entries(members()).filter(([one]) => one !== name));
    put(slot, Object.keys(rest).length ? rest : undefined);
  });
  return h(
    "div",
    { class: "pb-item pb-pair" },
    key,
    body,
    h("span", { class: "pb-tools" }, remove),
  );
}

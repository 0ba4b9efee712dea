// Inputs that are set and that the description does not list: each can be seen, changed and cleared.

import { h } from "../shared/dom.ts";
import type { Disposables } from "./disposables.ts";
import type { Form } from "./field-context.ts";

/** Draw them at the end of an element, as they come and go. */
export function drawUnlisted(form: Form, disposables: Disposables, home: HTMLElement): void {
  const el = h("div", { class: "pb-members" });
  const drawn = new Map<string, { row: HTMLElement; own: Disposables }>();
  const listed = new Set(form.plan.fields.map((field) => field.name));
  const update = () => {
    const names = Object.keys(form.store.value).filter((name) => !listed.has(name));
    for (const [name, { row, own }] of drawn) {
      if (names.includes(name)) continue;
      own.end();
      row.remove();
      drawn.delete(name);
    }
    if (names.length) home.append(el);
    else el.remove();
    for (const name of names) {
      if (drawn.has(name)) continue;
      const own = disposables.child();
      const field = { name, kind: "json", label: name, hints: { anything: true } };
      const row = form.field(field, [name], own);
      drawn.set(name, { row, own });
      el.append(row);
    }
  };
  update();
  disposables.add(form.store.onCommit(update));
}

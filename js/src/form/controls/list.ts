// Lists and tuples.

import { h } from "../../shared/dom.ts";
import { icon, type IconName } from "../icon.ts";
import { brief, isList, type Value } from "../values/json.ts";
import { resolved, type Field } from "../values/plan.ts";
import { Disposables } from "../disposables.ts";
import { follow, ghostOf, put, valueOf, type Draw, type FieldContext } from "../field-context.ts";
import { readNumber } from "./text.ts";

/** Items drawn at once; of longer lists the rest on demand. */
const WINDOW = 100;

export const drawList: Draw = (context) => {
  const el = h("div", { class: "pb-list" });
  const rows = h("ol", { class: "pb-items" });
  const ghost = h("p", { class: "pb-dim", hidden: true });
  const more = h("button", { type: "button", class: "pb-mini", hidden: true });
  const drawn: { row: HTMLElement; disposables: Disposables }[] = [];
  let limit = WINDOW;

  const items = (): readonly Value[] => {
    const value = valueOf(context);
    return isList(value) ? value : [];
  };
  const cut = (to: number) => {
    for (const { row, disposables } of drawn.splice(to)) {
      disposables.end();
      row.remove();
    }
  };
  const draw = () => {
    const count = Math.min(items().length, limit);
    cut(count);
    for (let i = drawn.length; i < count; i++) {
      const disposables = context.disposables.child();
      const row = drawRow(context, i, disposables, change);
      drawn.push({ row, disposables });
      rows.append(row);
    }
    more.hidden = items().length <= limit;
    more.textContent = `Show ${Math.min(WINDOW, items().length - limit)} more of ${items().length}`;
    el.classList.toggle("pb-none", items().length === 0);
    const usual = valueOf(context) === undefined ? ghostOf(context) : undefined;
    ghost.hidden = usual === undefined;
    ghost.textContent = usual === undefined ? "" : `${brief(usual, 120)}  (default)`;
  };
  const change: Change = (next, from, to, focus) => {
    context.form.store.step();
    context.form.store.moved(context.path, to);
    // Rows before the first that is different stay as they are.
    cut(from);
    put(context, next.length ? next : undefined);
    draw();
    if (focus !== undefined) focusRow(rows, focus);
  };
  const add = h(
    "button",
    { type: "button", class: "pb-mini" },
    "Add",
    h("span", { class: "pb-visually-hidden" }, ` to ${context.label}`),
  );
  add.addEventListener("click", () => {
    // Whoever adds to a list that is not set adds to what the server would take.
    const given = valueOf(context) ?? ghostOf(context);
    const before = isList(given) ? given : [];
    const count = before.length;
    limit = Math.max(limit, count + 1);
    context.form.store.step();
    context.form.store.set(context.path, [...before, blank(context.field.item, context)]);
    draw();
    focusRow(rows, count);
  });
  more.addEventListener("click", () => {
    limit += WINDOW;
    draw();
  });
  rows.addEventListener("paste", (event) => pasteColumn(context, event, items, change));
  follow(context, draw);
  el.append(ghost, rows, more, add);
  return { el };
};

type Change = (
  next: readonly Value[],
  from: number,
  to: (index: number) => number | null,
  focus?: number,
) => void;

/** What a new item starts as. JSON has no hole in a list: null stands for "not filled in yet" where nothing else can. */
function blank(item: Field | undefined, context: FieldContext): Value {
  if (!item) return null;
  const field = resolved(item, context.form.plan);
  if (field.default !== undefined) return field.default;
  if (field.kind === "object" || field.kind === "mapping")
    return Object.fromEntries(
      (field.children ?? [])
        .filter((child) => child.default !== undefined && child.required)
        .map((child) => [child.name, child.default as Value]),
    );
  if (field.kind === "list" || field.kind === "tuple") return [];
  return null;
}

function drawRow(
  context: FieldContext,
  index: number,
  disposables: Disposables,
  change: Change,
): HTMLElement {
  const item = context.field.item ?? { name: "", kind: "json" };
  const path = [...context.path, index];
  const name = `${context.label} ${index + 1}`;
  const items = () => valueOf(context) as readonly Value[];
  const body = context.form.field({ ...item, required: true }, path, disposables, {
    label: name,
    bare: true,
    depth: context.depth + 1,
  });
  const tool = (sign: IconName, word: string, act: () => void) =>
    h(
      "button",
      { type: "button", class: "pb-tool", title: word, onclick: act },
      icon(sign),
      h("span", { class: "pb-visually-hidden" }, `${word} ${name}`),
    );
  const swap = (other: number) => {
    if (other < 0 || other >= items().length) return;
    const next = [...items()];
    [next[index], next[other]] = [next[other] as Value, next[index] as Value];
    change(
      next,
      Math.min(index, other),
      (i) => {
        if (i === index) return other;
        return i === other ? index : i;
      },
      other,
    );
  };
  const remove = () =>
    change(
      items().filter((_one, i) => i !== index),
      index,
      (i) => {
        if (i === index) return null;
        return i > index ? i - 1 : i;
      },
      Math.max(0, index - 1),
    );
  const duplicate = () =>
    change(
      [...items().slice(0, index + 1), items()[index] as Value, ...items().slice(index + 1)],
      index + 1,
      (i) => (i > index ? i + 1 : i),
      index + 1,
    );
  const tools = h(
    "span",
    { class: "pb-tools" },
    tool("up", "Move up", () => swap(index - 1)),
    tool("down", "Move down", () => swap(index + 1)),
    tool("copy", "Duplicate", duplicate),
    tool("remove", "Remove", remove),
  );
  const row = h(
    "li",
    { class: body.matches("fieldset") ? "pb-item pb-item-group" : "pb-item" },
    body,
    tools,
  );
  row.addEventListener("keydown", (event) => {
    const key = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!key) return;
    event.preventDefault();
    event.stopPropagation();
    swap(index + key);
  });
  return row;
}

function focusRow(rows: HTMLElement, index: number): void {
  const row = rows.children[Math.min(index, rows.children.length - 1)];
  const target =
    row?.querySelector<HTMLElement>("input, select, textarea, button") ??
    rows.parentElement?.querySelector<HTMLElement>(":scope > button:last-child");
  target?.focus();
}

const CELLS = /\r\n|\r|\n|\t/;

/** A column (or row) copied from a spreadsheet becomes items, from the one it is pasted into on. */
function pasteColumn(
  context: FieldContext,
  event: ClipboardEvent,
  items: () => readonly Value[],
  change: Change,
): void {
  const text = event.clipboardData?.getData("text/plain").replace(/[\r\n]+$/, "") ?? "";
  const target = event.target as HTMLElement;
  if (!CELLS.test(text) || target instanceof HTMLTextAreaElement) return;
  const row = target.closest("li");
  const index = row?.parentElement ? [...row.parentElement.children].indexOf(row) : -1;
  if (index < 0 || row?.parentElement !== event.currentTarget) return;
  event.preventDefault();
  event.stopPropagation();
  const kind = context.field.item ? resolved(context.field.item, context.form.plan).kind : "json";
  const read = (cell: string): Value =>
    kind === "number" || kind === "integer" ? (readNumber(cell) ?? null) : cell;
  const cells = text.split(CELLS).map((cell) => read(cell.trim()));
  change(
    [...items().slice(0, index), ...cells, ...items().slice(index + 1)],
    index,
    (i) => i,
    index + cells.length - 1,
  );
}

/** Named positions; what is not filled in yet is null, because JSON has no holes. */
export const drawTuple: Draw = (context) => {
  const el = h("div", { class: "pb-tuple" });
  const children = context.field.children ?? [];
  children.forEach((child, index) => {
    el.append(
      context.form.field(
        { ...child, required: Boolean(context.field.required && child.required) },
        [...context.path, index],
        context.disposables,
        {
          label:
            child.label && child.label !== String(index)
              ? child.label
              : `${context.label} ${index + 1}`,
          depth: context.depth + 1,
        },
      ),
    );
  });
  // All positions empty again: the whole is unset, not a list of nulls.
  context.disposables.add(
    context.form.store.subscribe(context.path, (value) => {
      if (
        isList(value) &&
        value.length &&
        value.every((item) => item === null) &&
        !children.some((child) => child.nullable)
      )
        context.form.store.amend(() => context.form.store.clear(context.path));
    }),
  );
  return { el };
};

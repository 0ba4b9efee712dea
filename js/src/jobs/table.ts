// The rows that can be seen, of any number. A row element belongs to a job, so focus and the pointer stay with that job
// when rows move.

import { h } from "../shared/dom.ts";
import { NARROW, chosen, fitting, ticks, type Column } from "./columns.ts";
import { GroupView } from "./group-view.ts";
import { RowView, type RowActions, type RowState } from "./row-view.ts";
import type { ValueColumn } from "./conditions/row-values.ts";
import type { JobStore, SortKey } from "./store.ts";

export const ROW = 34;
const BEYOND = 3;
/** Milliseconds after a movement of the pointer during which rows must not slip away under it. */
const STEADY = 1500;

export interface TableOptions extends RowActions {
  state(key: string): RowState;
  selectAll(on: boolean): void;
  sorted(): void;
  /** Why there is no row. */
  empty(): string;
}

export class Table {
  readonly element: HTMLElement;
  columns: Column[] = [];
  /** Names that somebody chose; empty for what fits. */
  wanted: readonly string[] = [];
  #store: JobStore;
  #options: TableOptions;
  #scroller: HTMLElement;
  #head = h("div", { role: "row", class: "pj-row pj-head", "aria-rowindex": 1 });
  #pad = h("div", { class: "pj-pad", role: "presentation" });
  #body = h("div", { role: "rowgroup", class: "pj-body" }, this.#pad);
  #empty = h("p", { class: "pj-empty pb-dim" });
  #rows = new Map<string, RowView>();
  #groups = new Map<string, GroupView>();
  #all = h("input", { type: "checkbox", "aria-label": "Select all jobs shown" });
  #frame = 0;
  #round = 0;
  #pointed = 0;
  #size: ResizeObserver;
  #width = 0;
  /** Whether a job goes on: only then there is a time left to show. */
  #anyActive = false;
  /** The columns of inputs and outputs that were there when the columns were chosen. */
  #values: readonly ValueColumn[] = [];

  constructor(store: JobStore, options: TableOptions) {
    this.#store = store;
    this.#options = options;
    this.#scroller = h(
      "div",
      { role: "table", class: "pj-scroll", "aria-label": "Jobs", tabindex: 0 },
      h("div", { role: "rowgroup", class: "pj-headgroup" }, this.#head),
      this.#body,
    );
    this.element = h("div", { class: "pj-table" }, this.#scroller, this.#empty);
    this.#all.addEventListener("click", () => options.selectAll(this.#all.checked));
    this.#scroller.addEventListener("scroll", () => this.paint(), { passive: true });
    this.#body.addEventListener("pointermove", () => (this.#pointed = performance.now()), {
      passive: true,
    });
    this.#body.addEventListener("keydown", (event) => goToRow(event));
    this.#size = new ResizeObserver(() => this.#resized());
    this.#size.observe(this.#scroller);
  }

  dispose(): void {
    this.#size.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  set height(pixels: number) {
    this.element.style.setProperty("--pb-height", `${pixels}px`);
  }

  #resized(): void {
    const width = this.#scroller.clientWidth;
    if (width !== this.#width) this.layout();
    this.paint();
  }

  /** Choose the columns anew: the width or somebody's choice changed. */
  layout(): void {
    this.#width = this.#scroller.clientWidth;
    this.#values = this.#store.columns;
    const columns = this.wanted.length
      ? chosen(this.wanted, this.#store)
      : fitting(this.#width || 900, this.#store, this.#anyActive);
    const narrow = this.#width > 0 && this.#width < NARROW;
    const same = describe(columns) === describe(this.columns);
    if (
      same &&
      narrow === this.element.classList.contains("pj-narrow") &&
      this.#head.childElementCount
    )
      return;
    this.columns = columns;
    this.element.classList.toggle("pj-narrow", narrow);
    this.element.style.setProperty(
      "--pb-columns",
      `22px ${columns.map((c) => (narrow && c.narrow) || c.width).join(" ")} ${narrow ? "100px" : "172px"}`,
    );
    for (const view of [...this.#rows.values(), ...this.#groups.values()]) view.element.remove();
    this.#rows.clear();
    this.#groups.clear();
    this.#drawHead();
    this.paint();
  }

  #drawHead(): void {
    this.#scroller.setAttribute("aria-colcount", String(this.columns.length + 2));
    this.#head.replaceChildren(
      h("div", { role: "columnheader", class: "pj-cell pj-check" }, this.#all),
    );
    for (const column of this.columns) this.#head.append(this.#heading(column));
    this.#head.append(
      h(
        "div",
        { role: "columnheader", class: "pj-cell" },
        h("span", { class: "pb-visually-hidden" }, "Actions"),
      ),
    );
    this.#markSort();
  }

  #heading({ name, title, value }: Column): HTMLElement {
    const sort = () => this.#sort(name);
    const button = h("button", { type: "button", class: "pj-sort", onclick: sort }, title);
    const kind = value?.part === "o" ? "output" : "input";
    if (value) button.title = `${kind} ${value.key}`;
    const numeric = value?.numeric ? " pj-number" : "";
    const part = value ? ` pj-${kind}` : "";
    return h(
      "div",
      { role: "columnheader", class: `pj-cell${part}${numeric}`, "data-column": name },
      button,
    );
  }

  #sort(by: SortKey): void {
    const { sort } = this.#store;
    const firstDown = by === "created" || by === "progress" || by === "elapsed";
    this.#store.sort = { by, descending: sort.by === by ? !sort.descending : firstDown };
    this.#store.project();
    this.#markSort();
    this.paint();
    this.#options.sorted();
  }

  #markSort(): void {
    const { by, descending } = this.#store.sort;
    const direction = descending ? "descending" : "ascending";
    for (const cell of this.#head.querySelectorAll<HTMLElement>("[data-column]"))
      cell.setAttribute("aria-sort", cell.dataset.column === by ? direction : "none");
  }

  /** Draw in the next frame. */
  paint(): void {
    if (!this.#frame) this.#frame = requestAnimationFrame(() => this.#paint());
  }

  /** Draw again because a second passed: only if something counts. */
  tick(): void {
    // The rows are drawn anew for other columns, which must not happen under a finger or the focus.
    const active = this.#store.anyActive;
    const differs = active !== this.#anyActive || this.#values !== this.#store.columns;
    if (differs && this.#held() === null) {
      this.#anyActive = active;
      this.layout();
    }
    if (this.#groups.size && active) return this.paint();
    for (const [key] of this.#rows) {
      const row = this.#store.at(key);
      if (row && ticks(row)) return this.paint();
    }
  }

  /** Run what may move rows, and keep the row that somebody points at or is in where it is. */
  keeping(move: () => void): void {
    const held = this.#held();
    const before = held === null ? -1 : this.#positionOf(held);
    move();
    if (held === null || before < 0) return;
    const after = this.#positionOf(held);
    if (after >= 0 && after !== before) {
      this.#pad.style.height = `${this.#store.view.length * ROW}px`;
      this.#scroller.scrollTop += (after - before) * ROW;
    }
  }

  #held(): string | null {
    for (const view of this.#rows.values()) if (view.focused) return view.key;
    if (performance.now() - this.#pointed > STEADY) return null;
    for (const view of this.#rows.values()) if (view.element.matches(":hover")) return view.key;
    return null;
  }

  #positionOf(key: string): number {
    return this.#store.view.findIndex((item) => item >= 0 && this.#store.keys[item] === key);
  }

  /** The rows that can be seen now. */
  get visibleKeys(): Iterable<string> {
    return this.#rows.keys();
  }

  reveal(key: string): void {
    const at = this.#positionOf(key);
    if (at >= 0) this.#scroller.scrollTop = Math.max(0, at * ROW - this.#scroller.clientHeight / 2);
  }

  #paint(): void {
    this.#frame = 0;
    if (!this.columns.length) this.layout();
    const { view } = this.#store;
    this.#pad.style.height = `${view.length * ROW}px`;
    this.#scroller.setAttribute("aria-rowcount", String(view.length + 1));
    const top = Math.max(0, Math.floor(this.#scroller.scrollTop / ROW) - BEYOND);
    const end = Math.min(
      view.length,
      top + Math.ceil(this.#scroller.clientHeight / ROW) + 2 * BEYOND,
    );
    this.#round++;
    const now = Date.now();
    const shown: HTMLElement[] = [];
    for (let i = top; i < end; i++) shown.push(this.#draw(view[i]!, i, now));
    this.#drop();
    this.#order(shown);
    this.#blank();
  }

  /** Have the elements in the order of the rows, by which screen readers and the Tab key go; move as few as possible,
   *  as a button that moves between press and release is not clicked, and never the one with the focus, which would lose it. */
  #order(shown: HTMLElement[]): void {
    let next = this.#pad.nextElementSibling;
    for (const element of shown) {
      const stays = element.contains(
        (element.getRootNode() as Document | ShadowRoot).activeElement,
      );
      while (next && next !== element && (stays || next.nextElementSibling === element)) {
        const after: Element | null = next.nextElementSibling;
        this.#body.append(next);
        next = after;
      }
      if (next === element) next = element.nextElementSibling;
      else this.#body.insertBefore(element, next);
    }
  }

  #draw(item: number, i: number, now: number): HTMLElement {
    if (item < 0) {
      const group = this.#store.groups[-item - 1]!;
      const view = this.#groupView(group.name);
      view.update(group, this.#store, now);
      view.place(i * ROW, i + 2);
      view.used = this.#round;
      return view.element;
    }
    const key = this.#store.keys[item]!;
    let view = this.#rows.get(key);
    if (!view) {
      view = new RowView(key, this.columns, this.#options);
      this.#rows.set(key, view);
      this.#body.append(view.element);
    }
    const row = this.#store.rows[item]!;
    view.update(
      row,
      this.#options.state(key),
      this.columns,
      this.#store,
      this.#store.known(row, now),
    );
    view.place(i * ROW, i + 2);
    view.used = this.#round;
    return view.element;
  }

  #groupView(name: string): GroupView {
    let view = this.#groups.get(name);
    if (!view) {
      view = new GroupView(this.columns.length + 2, (group) => {
        this.#store.toggle(group);
        this.paint();
      });
      this.#groups.set(name, view);
      this.#body.append(view.element);
    }
    return view;
  }

  #drop(): void {
    for (const [key, view] of this.#rows) {
      if (view.used === this.#round) continue;
      if (view.focused) this.#scroller.focus({ preventScroll: true });
      view.element.remove();
      this.#rows.delete(key);
    }
    for (const [name, view] of this.#groups) {
      if (view.used === this.#round) continue;
      view.element.remove();
      this.#groups.delete(name);
    }
  }

  #blank(): void {
    const none = this.#store.view.length === 0;
    this.#empty.hidden = !none;
    if (none) this.#empty.textContent = this.#options.empty();
  }

  set allSelected(state: "all" | "some" | "none") {
    this.#all.checked = state === "all";
    this.#all.indeterminate = state === "some";
  }
}

function describe(columns: readonly Column[]): string {
  return columns.map(({ name, title, value }) => `${name} ${title} ${value?.numeric}`).join();
}

/** Up and Down go to the same control of the row above or below; the rows stand in their order. */
function goToRow(event: KeyboardEvent): void {
  const down = event.key === "ArrowDown";
  if (!(down || event.key === "ArrowUp") || !(event.target instanceof HTMLElement)) return;
  const row = event.target.closest("[role=row]");
  const next = down ? row?.nextElementSibling : row?.previousElementSibling;
  if (!row || !next) return;
  const at = controlsOf(row).indexOf(event.target);
  const controls = controlsOf(next);
  controls[Math.min(at, controls.length - 1)]?.focus();
  event.preventDefault();
}

function controlsOf(row: Element): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>("button, input")].filter(
    (control) => !control.hidden && !control.hasAttribute("disabled"),
  );
}

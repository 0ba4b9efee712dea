// One row of the table: made once, then only what changed is written.

import { h } from "../shared/dom.ts";
import type { Column } from "./columns.ts";
import { dateAndTime } from "../shared/local-time.ts";
import { ProgressBar } from "./progress.ts";
import { canCancel, canOpen, isActive, type Row } from "./row.ts";
import type { JobStore } from "./store.ts";

export interface RowActions {
  act(verb: "cancel" | "remove" | "open", key: string): void;
  select(key: string, on: boolean, range: boolean): void;
  details(key: string): void;
}

export interface RowState {
  selected: boolean;
  open: boolean;
  /** Verb under way, with what its button says meanwhile. */
  busy: string | undefined;
  off: boolean;
}

export class RowView {
  readonly element = h("div", { role: "row", class: "pj-row" });
  readonly key: string;
  used = 0;
  #check = h("input", { type: "checkbox" });
  #cells = new Map<string, HTMLElement>();
  #progress = new ProgressBar();
  /** Why a job failed, in place of its progress where there is no room for messages. */
  #why = h("span", { class: "pj-why", hidden: true });
  #job = h("button", { type: "button", class: "pj-job" });
  #first = h("button", { type: "button", class: "pb-button" });
  #remove = h("button", { type: "button", class: "pb-button pj-quiet" }, "Remove");
  #written = new Map<string, string>();

  constructor(key: string, columns: readonly Column[], actions: RowActions) {
    this.key = key;
    this.element.append(h("div", { role: "cell", class: "pj-cell pj-check" }, this.#check));
    for (const column of columns) this.element.append(this.#cell(column));
    this.element.append(
      h("div", { role: "cell", class: "pj-cell pj-actions" }, this.#first, this.#remove),
    );
    this.#check.addEventListener("click", (event) =>
      actions.select(key, this.#check.checked, event.shiftKey),
    );
    this.#job.addEventListener("click", () => actions.details(key));
    this.#first.addEventListener("click", () =>
      actions.act(this.#first.dataset.verb === "open" ? "open" : "cancel", key),
    );
    this.#remove.addEventListener("click", () => actions.act("remove", key));
    this.element.addEventListener("dblclick", () => actions.details(key));
  }

  #cell({ name, value }: Column): HTMLElement {
    const kind = value ? `value${value.numeric ? " pj-number" : ""}` : name;
    const cell = h("div", { role: "cell", class: `pj-cell pj-c-${kind}` });
    if (name === "status") cell.classList.add("pb-status");
    if (name === "progress") cell.append(this.#progress.bar, this.#progress.label, this.#why);
    if (name === "job") cell.append(this.#job);
    this.#cells.set(name, cell);
    return cell;
  }

  update(
    row: Row,
    state: RowState,
    columns: readonly Column[],
    store: JobStore,
    now: number,
  ): void {
    const name = [row.p, row.id].filter(Boolean).join(" ");
    this.#set("name", name, () => this.element.setAttribute("aria-label", name));
    this.#set("state", `${state.selected} ${state.open} ${row.pin}`, () => {
      this.element.classList.toggle("pj-selected", state.selected);
      this.element.classList.toggle("pj-open", state.open);
      this.element.classList.toggle("pj-pinned", Boolean(row.pin));
      this.#check.checked = state.selected;
      this.#job.setAttribute("aria-expanded", String(state.open));
    });
    this.#set("check", row.id, () => this.#check.setAttribute("aria-label", `Select ${row.id}`));
    for (const column of columns) this.#write(column, row, store, now);
    this.#buttons(row, state);
  }

  #write(column: Column, row: Row, store: JobStore, now: number): void {
    const cell = this.#cells.get(column.name)!;
    if (column.name === "status") {
      this.#set("status", row.s + (row.w ?? ""), () => {
        cell.dataset.status = row.s;
        cell.textContent = row.s;
        cell.title = row.w ? `was ${row.w}` : "";
      });
    } else if (column.name === "progress") {
      this.#progress.update(row);
      this.#tellWhy(row);
    } else if (column.name === "job") {
      // Where there is no room for the process, its name says more than an id that is cut off.
      const named = row.l || (!this.#cells.has("process") && row.p);
      const text = row.l || (named ? `${named} ${row.id}` : row.id);
      this.#set("job", `${text} ${row.id}`, () => {
        this.#job.textContent = text;
        this.#job.title = row.id;
        this.#job.classList.toggle("pj-named", Boolean(named));
        this.#job.classList.toggle("pj-labelled", Boolean(row.l));
      });
    } else {
      const text = column.text(row, now, store);
      this.#set(column.name, text, () => {
        cell.textContent = text;
        cell.title = column.name === "created" && row.c ? dateAndTime(row.c) : text;
      });
    }
  }

  #tellWhy(row: Row): void {
    const why = row.s === "failed" && !this.#cells.has("message") ? (row.m ?? "") : "";
    this.#set("why", why, () => {
      this.#why.textContent = this.#why.title = why;
      this.#why.hidden = !why;
    });
  }

  #buttons(row: Row, state: RowState): void {
    const open = canOpen(row) ? "open" : "";
    const first = canCancel(row) ? "cancel" : open;
    const busy = state.busy ?? "";
    this.#set("buttons", `${first} ${busy} ${row.s} ${state.off}`, () => {
      const word = first === "cancel" ? "Cancel" : "Open result";
      const name = [row.p, row.id].filter(Boolean).join(" ");
      this.#first.hidden = !first;
      this.#first.dataset.verb = first;
      this.#first.textContent = busy || word;
      this.#first.setAttribute("aria-label", word);
      this.#first.title = [`${word} ${name}`, busy].filter(Boolean).join(", ");
      this.#first.disabled = state.off || Boolean(busy);
      this.#remove.hidden = isActive(row);
      this.#remove.title = `Remove ${name}`;
      this.#remove.disabled = state.off || Boolean(busy);
    });
  }

  /** Write only when it differs: reading or writing the document is what costs. */
  #set(context: string, value: string, write: () => void): void {
    if (this.#written.get(context) === value) return;
    this.#written.set(context, value);
    write();
  }

  place(top: number, index: number): void {
    this.#set("place", String(top), () => (this.element.style.transform = `translateY(${top}px)`));
    this.#set("index", String(index), () =>
      this.element.setAttribute("aria-rowindex", String(index)),
    );
  }

  get focused(): boolean {
    return this.element.contains(
      (this.element.getRootNode() as Document | ShadowRoot).activeElement,
    );
  }
}

// What can be done with the selected jobs.

import { h } from "../shared/dom.ts";
import { count } from "../shared/count.ts";
import { canCancel, canOpen, isActive, type Row } from "./row.ts";

export type BulkVerb =
  "cancel" | "remove" | "rerun" | "compare" | "copy" | "open" | "pin" | "group" | "clear";

/** Jobs that the kernel compares at once. */
const MOST_COMPARED = 10;

export class BulkBar {
  readonly element = h("div", {
    class: "pj-bulk",
    role: "group",
    "aria-label": "Selected jobs",
    hidden: true,
  });
  #act: (verb: BulkVerb) => void;
  #written = "";

  constructor(act: (verb: BulkVerb) => void) {
    this.#act = act;
  }

  update(rows: Row[], off: boolean): void {
    const active = rows.filter(canCancel).length;
    const ended = rows.filter((row) => !isActive(row)).length;
    const pinned = rows.length > 0 && rows.every((row) => row.pin);
    const open = rows.length === 1 && canOpen(rows[0]!);
    const written = [rows.length, active, ended, pinned, open, off].join();
    if (written === this.#written) return;
    this.#written = written;
    this.element.hidden = rows.length === 0;
    this.element.replaceChildren(
      h("strong", {}, `${count(rows.length, "job")} selected`),
      active ? this.#button("cancel", `Cancel ${active}`, off) : "",
      ended ? this.#button("remove", `Remove ${ended}`, off) : "",
      this.#button("rerun", "Rerun", off),
      open ? this.#button("open", "Open result", off) : "",
      rows.length > 1 && rows.length <= MOST_COMPARED
        ? this.#button("compare", "Compare", off)
        : "",
      this.#button("copy", rows.length > 1 ? "Copy ids" : "Copy id", false),
      this.#button("pin", pinned ? "Unpin" : "Pin", off),
      this.#button("group", "Group…", off),
      this.#button("clear", "Clear selection", false),
    );
  }

  #button(verb: BulkVerb, text: string, off: boolean): HTMLElement {
    return h(
      "button",
      { type: "button", class: "pb-button", disabled: off, onclick: () => this.#act(verb) },
      text,
    );
  }
}

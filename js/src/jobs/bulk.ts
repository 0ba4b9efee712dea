// What can be done with the selected jobs, and the question before anything is removed.

import { h, uid } from "../shared/dom.ts";
import { count } from "../shared/count.ts";
import { canCancel, canOpen, isActive, type Row } from "./row.ts";

export type BulkVerb = "cancel" | "remove" | "rerun" | "copy" | "open" | "pin" | "group" | "clear";

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

/** Ask in the page; resolves to what was said: the text, "" for yes without a text, or null for no. */
export function ask(
  place: HTMLElement,
  options: { title: string; text: string; yes: string; no: string; field?: string },
): Promise<string | null> {
  const before = (place.getRootNode() as Document | ShadowRoot).activeElement;
  const title = uid("title"),
    text = uid("text");
  return new Promise((resolve) => {
    const done = (answer: string | null) => {
      box.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      resolve(answer);
    };
    const field =
      options.field === undefined
        ? null
        : h("input", { type: "text", "aria-label": options.text, value: options.field });
    const no = h(
      "button",
      { type: "button", class: "pb-button", onclick: () => done(null) },
      options.no,
    );
    const yes = h(
      "button",
      {
        type: "button",
        class: "pb-button pj-danger",
        onclick: () => done(field?.value.trim() ?? ""),
      },
      options.yes,
    );
    const box = h(
      "div",
      {
        class: "pj-ask",
        role: "alertdialog",
        "aria-labelledby": title,
        "aria-describedby": text,
        onkeydown: (event: KeyboardEvent) => event.key === "Escape" && done(null),
      },
      h("strong", { id: title }, options.title),
      h("span", { id: text }, options.text),
      field,
      yes,
      no,
    );
    if (field) yes.classList.remove("pj-danger");
    place.append(box);
    (field ?? no).focus();
  });
}

// A progress bar that says what it knows: a value, or that there is none.

import { h } from "../shared/dom.ts";
import { isActive, progressOf, type Row } from "./row.ts";

export class ProgressBar {
  readonly bar = h("div", {
    role: "progressbar",
    "aria-valuemin": 0,
    "aria-valuemax": 100,
    class: "pj-bar",
  });
  readonly label = h("span", { class: "pj-percent", "aria-hidden": "true" });
  #value: number | null | undefined;
  #state = "";
  #id = "";

  update(row: Row): void {
    if (row.id !== this.#id) {
      this.#id = row.id;
      this.bar.setAttribute("aria-label", `Progress of ${row.id}`);
    }
    const value = progressOf(row);
    if (value === this.#value && row.s === this.#state) return;
    this.#value = value;
    this.#state = row.s;
    this.bar.dataset.status = row.s;
    if (value === null) this.bar.removeAttribute("aria-valuenow");
    else this.bar.setAttribute("aria-valuenow", String(value));
    this.bar.style.setProperty("--pb-value", String(value ?? 0));
    // What never told how far it got, and ended, has no bar.
    this.bar.hidden = value === null && !isActive(row);
    this.label.textContent = value === null ? "" : `${value} %`;
  }
}

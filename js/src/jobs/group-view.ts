// The one line that sums up a group of jobs: name, a bar of states, how many are done.

import { h } from "../shared/dom.ts";
import { count } from "../shared/count.ts";
import { STATES } from "./row.ts";
import type { Group } from "./store.ts";

export class GroupView {
  readonly element = h("div", { role: "row", class: "pj-row pj-group" });
  used = 0;
  #button = h("button", { type: "button", class: "pj-toggle" });
  #bar = h("div", {
    class: "pj-stack",
    role: "progressbar",
    "aria-valuemin": 0,
    "aria-valuemax": 100,
  });
  #words = h("span", { class: "pb-dim" });
  #group: Group | null = null;
  #written = "";

  constructor(columns: number, toggle: (group: Group) => void) {
    const cell = h(
      "div",
      { role: "cell", class: "pj-groupcell", "aria-colspan": columns },
      this.#button,
      this.#bar,
      this.#words,
    );
    this.element.append(cell);
    this.#button.addEventListener("click", () => this.#group && toggle(this.#group));
  }

  update(group: Group): void {
    this.#group = group;
    const states = STATES.filter((state) => group.counts.has(state));
    const words = states.map((state) => `${group.counts.get(state)} ${state}`).join(", ");
    const written = `${group.name} ${group.open} ${words}`;
    if (written === this.#written) return;
    this.#written = written;
    const done = ["successful", "failed", "dismissed", "expired", "gone"].reduce(
      (n, s) => n + (group.counts.get(s) ?? 0),
      0,
    );
    this.#button.textContent = group.name;
    this.#button.setAttribute("aria-expanded", String(group.open));
    this.element.setAttribute(
      "aria-label",
      `Group ${group.name}, ${count(group.rows.length, "job")}`,
    );
    this.#bar.setAttribute("aria-label", `Ended jobs of ${group.name}`);
    this.#bar.setAttribute("aria-valuenow", String(Math.floor((100 * done) / group.rows.length)));
    this.#bar.style.background = stripes(states, group);
    this.#words.textContent = `${done} of ${group.rows.length} ended: ${words}`;
  }

  place(top: number, index: number): void {
    this.element.style.transform = `translateY(${top}px)`;
    this.element.setAttribute("aria-rowindex", String(index));
  }

  get focused(): boolean {
    return this.element.contains(
      (this.element.getRootNode() as Document | ShadowRoot).activeElement,
    );
  }
}

/** The states side by side, ended ones first. */
function stripes(states: readonly string[], group: Group): string {
  const order = [
    "successful",
    "failed",
    "dismissed",
    "expired",
    "gone",
    "running",
    "paused",
    "unknown",
    "accepted",
    "created",
  ];
  let at = 0;
  const parts = order
    .filter((state) => states.includes(state))
    .map((state) => {
      const from = at;
      at += (100 * group.counts.get(state)!) / group.rows.length;
      return `var(--pb-state-${state}) ${from}% ${at}%`;
    });
  return `linear-gradient(to right, ${parts.join(", ")})`;
}

// The one line that sums up a group of jobs: name, a bar of states, how many are done, time left, how long they took.

import { h, mark } from "../shared/dom.ts";
import { count } from "../shared/count.ts";
import { fine, rough } from "./format.ts";
import { histogram, middle, summarize, type GroupSummary } from "./group-summary.ts";
import { STATES } from "./row.ts";
import type { Group, JobStore } from "./store.ts";

const SVG = "http://www.w3.org/2000/svg";
const STEPS = 16;
/** From so many jobs on, how long they took is drawn. */
const ENOUGH = 3;
const SECOND = 1000;

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
  #durations = h("span", { class: "pj-durations", role: "img", hidden: true });
  #group: Group | null = null;
  #written = "";
  #drawn = "";
  #second = 0;

  constructor(columns: number, toggle: (group: Group) => void) {
    const cell = h(
      "div",
      { role: "cell", class: "pj-groupcell", "aria-colspan": columns },
      this.#button,
      this.#bar,
      this.#words,
      this.#durations,
    );
    this.element.append(cell);
    this.#button.addEventListener("click", () => this.#group && toggle(this.#group));
  }

  /** Write what differs; a group may have thousands of jobs, so they are summed up at most once a second. */
  update(group: Group, store: JobStore, now: number): void {
    const second = Math.floor(now / SECOND);
    if (group === this.#group && second === this.#second) return;
    this.#group = group;
    this.#second = second;
    const rows = group.rows.map((row) => store.rows[row]!);
    const summary = summarize(rows, (row) => store.known(row, now));
    this.#write(group, summary);
    this.#draw(summary.durations);
  }

  #write(group: Group, { ended, progress, remaining }: GroupSummary): void {
    const states = STATES.filter((state) => group.counts.has(state));
    const counts = states.map((state) => `${group.counts.get(state)} ${state}`).join(", ");
    const left = remaining === null ? "" : ` · ${rough(remaining)} left`;
    const words = `${ended} of ${group.rows.length} ended: ${counts}${left}`;
    mark(this.#bar, "aria-valuenow", String(Math.floor(progress)));
    const written = `${group.name} ${group.open} ${words}`;
    if (written === this.#written) return;
    this.#written = written;
    this.#button.textContent = group.name;
    this.#button.setAttribute("aria-expanded", String(group.open));
    this.element.setAttribute(
      "aria-label",
      `Group ${group.name}, ${count(group.rows.length, "job")}`,
    );
    this.#bar.setAttribute("aria-label", `Progress of ${group.name}`);
    this.#bar.title = `${Math.floor(progress)} %`;
    this.#bar.style.background = stripes(states, group);
    this.#words.textContent = this.#words.title = words;
  }

  #draw(durations: readonly number[]): void {
    this.#durations.hidden = durations.length < ENOUGH;
    if (this.#durations.hidden) return;
    const counts = histogram(durations, STEPS);
    const words = `Durations: ${fine(durations[0]!)} to ${fine(durations.at(-1)!)}, median ${fine(middle(durations)!)}`;
    const drawn = words + counts.join();
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#durations.setAttribute("aria-label", words);
    this.#durations.title = words;
    this.#durations.replaceChildren(bars(counts));
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

/** A picture of counts side by side. */
function bars(counts: readonly number[]): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${counts.length} 16`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const most = Math.max(...counts);
  counts.forEach((n, x) => {
    if (!n) return;
    const height = Math.max(1, (16 * n) / most);
    const bar = document.createElementNS(SVG, "rect");
    const place = { x, y: 16 - height, width: 0.8, height };
    for (const [name, value] of Object.entries(place)) bar.setAttribute(name, String(value));
    svg.append(bar);
  });
  return svg;
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

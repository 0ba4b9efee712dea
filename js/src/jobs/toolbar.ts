// Above the rows: search, counts by state that are filters too, and the view menu.

import { h, mark, uid } from "../shared/dom.ts";
import { allColumns } from "./columns.ts";
import { STATES } from "./row.ts";
import type { GroupKey, JobStore } from "./store.ts";

export interface ToolbarOptions {
  /** The filter or the grouping changed. */
  changed(): void;
  columns(names: string[]): void;
  shownColumns(): string[];
  refresh(): void;
  /** Show or hide the chart; returns whether it is shown. */
  chart(): boolean;
  /** The button that asks to be told when jobs end. */
  bell: HTMLElement;
}

const SPANS: [string, number | null][] = [
  ["Any time", null],
  ["Last hour", 3600e3],
  ["Last day", 86_400e3],
  ["Last week", 7 * 86_400e3],
];
const GROUPINGS: [string, GroupKey][] = [
  ["Sweep", "group"],
  ["Process", "process"],
  ["Status", "status"],
  ["Server", "server"],
  ["Nothing", "none"],
];

/** Characters of a search for which there is always room. */
const SHORT_SEARCH = 20;

export class Toolbar {
  readonly element: HTMLElement;
  readonly search = h("input", {
    type: "search",
    class: "pj-search",
    "aria-label": "Search jobs",
    placeholder: "Search jobs",
    title: "Words, or a condition on columns, such as: status = failed and took > 60",
  });
  #store: JobStore;
  #options: ToolbarOptions;
  #chips = h("div", { class: "pj-chips", role: "group", "aria-label": "Filter by status" });
  #chip = new Map<string, HTMLButtonElement>();
  /** Why what is typed is no condition. */
  #note = h("p", { class: "pj-note pb-dim", id: uid("note"), role: "status", hidden: true });
  #menu = h("div", { class: "pj-menu", hidden: true });
  #span = "";
  #chart = h("button", { type: "button", class: "pb-button", "aria-expanded": "false" }, "Chart");
  #open = h("button", { type: "button", class: "pb-button", "aria-expanded": "false" }, "Settings");

  constructor(store: JobStore, options: ToolbarOptions) {
    this.#store = store;
    this.#options = options;
    this.search.setAttribute("aria-describedby", this.#note.id);
    this.search.addEventListener("input", () => {
      store.filter.text = this.search.value;
      this.search.classList.toggle("pj-long", this.search.value.length > SHORT_SEARCH);
      options.changed();
      this.update();
    });
    const refresh = h(
      "button",
      { type: "button", class: "pb-button", onclick: () => options.refresh() },
      "Refresh",
    );
    this.#chart.addEventListener("click", () => this.toggleChart());
    this.#menu.id = uid("menu");
    this.#open.setAttribute("aria-controls", this.#menu.id);
    this.#open.addEventListener("click", () => this.#toggle(this.#menu.hidden));
    this.#menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.#toggle(false);
      this.#open.focus();
    });
    const line = h(
      "div",
      { class: "pj-toolbar" },
      this.search,
      this.#chips,
      h("div", { class: "pj-verbs" }, this.#chart, this.#open, refresh, options.bell),
    );
    this.element = h("div", { class: "pj-tools" }, line, this.#note, this.#menu);
  }

  toggleChart(): void {
    this.#chart.setAttribute("aria-expanded", String(this.#options.chart()));
  }

  update(): void {
    const counts = new Map(this.#store.counts());
    for (const state of this.#store.filter.states) if (!counts.has(state)) counts.set(state, 0);
    for (const [state, button] of this.#chip)
      if (!counts.has(state)) {
        button.remove();
        this.#chip.delete(state);
      }
    for (const state of STATES) if (counts.has(state)) this.#setChip(state, counts.get(state)!);
    this.#open.classList.toggle("pj-on", this.#narrowed);
    const note = this.#store.searchNote;
    this.#note.hidden = !note;
    if (this.#note.textContent !== note) this.#note.textContent = note;
    mark(this.search, "placeholder", this.#example);
  }

  /** What can be searched for: a condition, where inputs vary. */
  get #example(): string {
    const column = this.#store.columns.find(({ numeric, varies }) => numeric && varies);
    return column ? `Search, or ${column.name} > 2` : "Search jobs";
  }

  get #narrowed(): boolean {
    const { process, group, since } = this.#store.filter;
    return Boolean(process || group || since !== null);
  }

  #setChip(state: string, count: number): void {
    let chip = this.#chip.get(state);
    if (!chip) {
      chip = h("button", {
        type: "button",
        class: "pj-chip pb-status",
        "data-status": state,
        onclick: () => this.#filter(state),
      });
      this.#chip.set(state, chip);
      const after = STATES.slice(STATES.indexOf(state as (typeof STATES)[number]) + 1).find(
        (other) => this.#chip.has(other),
      );
      this.#chips.insertBefore(chip, after ? this.#chip.get(after)! : null);
    }
    const text = `${count.toLocaleString()} ${state}`;
    if (chip.textContent !== text) chip.textContent = text;
    const pressed = String(this.#store.filter.states.has(state));
    if (chip.getAttribute("aria-pressed") !== pressed) chip.setAttribute("aria-pressed", pressed);
  }

  #filter(state: string): void {
    const { states } = this.#store.filter;
    if (!states.delete(state)) states.add(state);
    this.#options.changed();
    this.update();
  }

  // -- the view menu, drawn when it is opened

  #toggle(open: boolean): void {
    this.#menu.hidden = !open;
    this.#open.setAttribute("aria-expanded", String(open));
    this.#menu.replaceChildren(...(open ? this.#contents() : []));
    if (open) this.#menu.querySelector<HTMLElement>("select, input")?.focus();
  }

  #contents(): Node[] {
    const { filter } = this.#store;
    const all: [string, string] = ["All", ""];
    const named = (name: string): [string, string] => [name, name];
    const processes = this.#select(
      "Process",
      [all, ...this.#store.distinct("p").map(named)],
      filter.process,
      (value) => (filter.process = value),
    );
    const groups = this.#store.distinct("gr");
    const sweeps = groups.length
      ? this.#select(
          "Sweep",
          [all, ...groups.map(named)],
          filter.group,
          (value) => (filter.group = value),
        )
      : null;
    const spans = SPANS.map(([name, span]): [string, string] => [name, String(span ?? "")]);
    const time = this.#select("Created", spans, this.#span, (value) => {
      this.#span = value;
      filter.since = value ? Date.now() - Number(value) : null;
    });
    const grouping = this.#select(
      "Group by",
      GROUPINGS,
      this.#store.groupBy,
      (value) => (this.#store.groupBy = value as GroupKey),
    );
    return [processes, sweeps, time, grouping, this.#columnChoice()].filter(
      (node) => node !== null,
    );
  }

  #select(
    label: string,
    options: [string, string][],
    value: string,
    set: (value: string) => void,
  ): HTMLElement {
    const select = h(
      "select",
      {},
      ...options.map(([name, key]) => h("option", { value: key, selected: key === value }, name)),
    );
    select.addEventListener("change", () => {
      set(select.value);
      this.#options.changed();
      this.update();
    });
    return h("label", { class: "pj-choice" }, h("span", {}, label), select);
  }

  #columnChoice(): HTMLElement {
    const shown = new Set(this.#options.shownColumns());
    const columns = allColumns(this.#store);
    const boxes = columns.map(({ name, title }) => {
      const box = h("input", { type: "checkbox", checked: shown.has(name) });
      box.addEventListener("change", () => {
        if (box.checked) shown.add(name);
        else shown.delete(name);
        if (shown.size)
          this.#options.columns(columns.filter((c) => shown.has(c.name)).map((c) => c.name));
        else box.checked = shown.add(name).has(name);
      });
      return h("label", {}, box, title);
    });
    return h("fieldset", { class: "pj-columns" }, h("legend", {}, "Columns"), ...boxes);
  }
}

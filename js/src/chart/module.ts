// The chart of many jobs: results over inputs. Drawn with SVG of our own, loaded when the first chart is drawn.

import { h, mark } from "../shared/dom.ts";
import { chooseChart, findColumn, type Chart } from "./choice.ts";
import { s, shapePath } from "./drawing.ts";
import { drawPlot, type Plot } from "./plots.ts";
import { numberText } from "./scale.ts";
import type { Cell, ChartColumn, ChartData, ChartRow, Choice } from "./types.ts";

export interface ChartOptions {
  /** What Python chose; names of columns. */
  choice?: Partial<Choice>;
  /** Called with the key of a job whose mark was chosen. */
  choose(key: string): void;
}

const KINDS: [string, string][] = [
  ["What suits", ""],
  ["Points", "points"],
  ["Lines", "lines"],
  ["Parallel axes", "parallel"],
];
/** Rows of the table below a chart. */
const MOST_ROWS = 200;

export class ChartView {
  readonly element = h("div", { class: "pg-chart" });
  #options: ChartOptions;
  #choice: Choice = { kind: "", x: "", y: "", colour: "", panels: "" };
  #data: ChartData = { columns: [], rows: [], note: "" };
  #controls = h("div", { class: "pg-controls" });
  #plot = h("div", {});
  #legend = h("div", { class: "pg-legend" });
  #told = h("p", { class: "pg-told", role: "status" });
  #note = h("p", { class: "pb-dim", hidden: true });
  #rows = h("div", {});
  #table = h("details", { class: "pg-rows" }, h("summary", {}, "As a table"), this.#rows);
  #marks: Plot["marks"] = [];
  #at = 0;
  #chart: Chart | null = null;
  #columns = "";

  constructor(options: ChartOptions) {
    this.#options = options;
    this.#choice = { ...this.#choice, ...options.choice };
    this.element.append(
      this.#controls,
      this.#plot,
      this.#legend,
      this.#told,
      this.#note,
      this.#table,
    );
    this.#plot.addEventListener("keydown", (event) => this.#onKey(event));
    this.#table.addEventListener("toggle", () => this.#drawTable());
  }

  /** Draw other data; choices stay. */
  update(data: ChartData): void {
    this.#data = data;
    this.#draw();
  }

  #draw(): void {
    this.#chart = chooseChart(this.#data, this.#choice);
    const notes = [this.#data.note, ...this.#missing()].filter(Boolean);
    this.#note.hidden = !notes.length;
    this.#note.textContent = notes.join(" ");
    if (!this.#chart) {
      this.#plot.replaceChildren(h("p", { class: "pb-dim" }, "There is nothing to draw yet."));
      return;
    }
    this.#drawControls(this.#chart);
    const focused = this.#marks[this.#at]?.element === this.#focused;
    const kept = this.#marks[this.#at]?.row.key;
    const plot = drawPlot(this.#chart, this.#data.rows);
    this.#marks = plot.marks;
    this.#at = Math.max(
      0,
      plot.marks.findIndex(({ row }) => row.key === kept),
    );
    this.#marks.forEach(({ element, row }, i) => this.#activate(element, row, i));
    this.#plot.replaceChildren(plot.svg);
    if (focused) this.#marks[this.#at]?.element.focus();
    if (!plot.marks.length) this.#plot.append(h("p", { class: "pb-dim" }, NOTHING));
    this.#drawLegend(plot.legend);
    this.#drawTable();
  }

  /** What is to be said of chosen columns that there are not: outputs may come later. */
  #missing(): string[] {
    const { x, y, colour, panels } = this.#choice;
    return [x, y, colour, panels]
      .filter((name) => name && name !== "none" && !findColumn(this.#data.columns, name))
      .map((name) => `No job has ${name} so far.`);
  }

  // -- what is drawn how

  #drawControls(chart: Chart): void {
    const { columns } = this.#data;
    const written = JSON.stringify([columns.map(({ id, title }) => [id, title]), chart]);
    if (written === this.#columns) return;
    this.#columns = written;
    const each = columns.map(({ id, title }): [string, string] => [title, id]);
    const none: [string, string] = ["None", "none"];
    const flat = chart.kind !== "parallel";
    const focused = this.#focused;
    const name = focused instanceof HTMLElement ? focused.dataset["choice"] : undefined;
    this.#controls.replaceChildren(
      this.#select("Chart", "kind", KINDS, this.#choice.kind),
      flat ? this.#select("Across", "x", each, chart.x.id) : "",
      flat ? this.#select("Up", "y", each, chart.y.id) : "",
      this.#select("Colour", "colour", [none, ...each], chart.colour?.id ?? "none"),
      flat ? this.#select("Panels", "panels", [none, ...each], chart.panels?.id ?? "none") : "",
    );
    if (name) this.#controls.querySelector<HTMLElement>(`[data-choice="${name}"]`)?.focus();
  }

  #select(
    label: string,
    name: keyof Choice,
    options: [string, string][],
    value: string,
  ): HTMLElement {
    const select = h(
      "select",
      { "data-choice": name },
      ...options.map(([text, key]) => h("option", { value: key, selected: key === value }, text)),
    );
    select.addEventListener("change", () => {
      this.#choice = { ...this.#choice, [name]: select.value };
      this.#draw();
    });
    return h("label", { class: "pj-choice" }, h("span", {}, label), select);
  }

  get #focused(): Element | null {
    return (this.element.getRootNode() as Document | ShadowRoot).activeElement;
  }

  #drawLegend(legend: Plot["legend"]): void {
    const title = this.#chart?.colour?.title;
    this.#legend.hidden = !legend.length;
    this.#legend.replaceChildren(
      h("span", { class: "pb-dim" }, title ?? ""),
      ...legend.map(({ text, shape, style }) => {
        const path = s("path", { class: "pg-mark", d: shapePath(shape), style });
        const sign = s("svg", { viewBox: "-8 -8 16 16", "aria-hidden": "true" }, path);
        return h("span", { class: "pg-key" }, sign, text);
      }),
    );
  }

  // -- marks

  #activate(element: SVGElement, row: ChartRow, i: number): void {
    element.setAttribute("role", "button");
    element.setAttribute("tabindex", i === this.#at ? "0" : "-1");
    element.setAttribute("aria-label", this.#describe(row));
    element.addEventListener("click", () => this.#options.choose(row.key));
    element.addEventListener("pointerenter", () => (this.#told.textContent = this.#describe(row)));
    element.addEventListener("focus", () => {
      this.#move(i);
      this.#told.textContent = this.#describe(row);
    });
  }

  #describe(row: ChartRow): string {
    const values = this.#shownColumns.map(
      ({ id, title }) => `${title} ${cellText(row.values.get(id)) || "–"}`,
    );
    return `${row.name}: ${values.join(", ")}`;
  }

  get #shownColumns(): ChartColumn[] {
    if (!this.#chart) return [];
    const { kind, x, y, colour, panels, axes } = this.#chart;
    const columns = kind === "parallel" ? [...axes, colour] : [x, y, colour, panels];
    return [...new Set(columns.filter((column) => column !== null))];
  }

  #move(to: number): void {
    const before = this.#marks[this.#at]?.element;
    if (before) mark(before, "tabindex", "-1");
    this.#at = to;
    mark(this.#marks[to]!.element, "tabindex", "0");
  }

  #onKey(event: KeyboardEvent): void {
    const last = this.#marks.length - 1;
    if (last < 0) return;
    const steps: Record<string, number> = {
      ArrowRight: this.#at + 1,
      ArrowUp: this.#at + 1,
      ArrowLeft: this.#at - 1,
      ArrowDown: this.#at - 1,
      Home: 0,
      End: last,
    };
    const to = steps[event.key];
    if (event.key === "Enter" || event.key === " ")
      this.#options.choose(this.#marks[this.#at]!.row.key);
    else if (to === undefined) return;
    else this.#marks[Math.min(last, Math.max(0, to))]!.element.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  // -- in words

  #drawTable(): void {
    if (!this.#table.open) return;
    const columns = this.#shownColumns;
    const { rows } = this.#data;
    const heads = ["Job", ...columns.map(({ title }) => title)];
    const lines = rows.slice(0, MOST_ROWS).map((row) => {
      const choose = () => this.#options.choose(row.key);
      const button = h("button", { type: "button", class: "pj-job", onclick: choose }, row.name);
      const cells = columns.map(({ id }) => h("td", {}, cellText(row.values.get(id))));
      return h("tr", {}, h("th", { scope: "row" }, button), ...cells);
    });
    const head = h("tr", {}, ...heads.map((title) => h("th", { scope: "col" }, title)));
    this.#rows.replaceChildren(
      h("table", { class: "pc-table" }, h("thead", {}, head), h("tbody", {}, ...lines)),
      rows.length > MOST_ROWS
        ? h("p", { class: "pb-dim" }, `The first ${MOST_ROWS} of ${rows.length} jobs.`)
        : "",
    );
  }
}

const NOTHING = "No job has both values yet: outputs come when jobs have ended and were read.";

function cellText(value: Cell | undefined): string {
  if (value == null) return "";
  return typeof value === "number" ? numberText(value) : String(value);
}

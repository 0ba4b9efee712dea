// Below the table: the chart of the jobs shown, which follows the table.

import type { ChartOptions } from "../../chart/module.ts";
import type { ChartData, ChartColumn, ChartRow } from "../../chart/types.ts";
import type { Requests } from "../../shared/channel.ts";
import { h, uid } from "../../shared/dom.ts";
import { failureBox } from "../../shared/failure.ts";
import type { JobTableVerbs } from "../../shared/wire.ts";
import { valueOf } from "../conditions/row-values.ts";
import { elapsedOf, isActive, type Row } from "../row.ts";
import type { JobStore } from "../store.ts";
import { ModuleLoader } from "./module-loader.ts";

interface ChartView {
  readonly element: HTMLElement;
  update(data: ChartData): void;
}

interface ChartModule {
  ChartView: new (options: ChartOptions) => ChartView;
}

/** Jobs of one chart. */
const MOST = 2000;

export class ChartPane {
  readonly element = h("section", { class: "pj-details pj-chart", hidden: true });
  #store: JobStore;
  #options: ChartOptions;
  #module: ModuleLoader<ChartModule>;
  #view: ChartView | null = null;
  #drawn = "";

  constructor(requests: Requests<JobTableVerbs>, store: JobStore, options: ChartOptions) {
    this.#store = store;
    this.#options = options;
    this.#module = new ModuleLoader(requests, "chart");
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  close(): void {
    this.element.hidden = true;
    this.element.replaceChildren();
    this.#view = null;
  }

  async open(): Promise<void> {
    const body = h("div", {}, h("p", { class: "pb-dim", role: "status" }, "Loading the chart…"));
    const title = h("h3", { id: uid("chart") }, "Chart");
    this.element.setAttribute("aria-labelledby", title.id);
    this.element.replaceChildren(h("header", {}, title), body);
    this.element.hidden = false;
    try {
      const { ChartView } = await this.#module.load();
      if (!this.isOpen) return;
      this.#view = new ChartView(this.#options);
      this.#drawn = "";
      body.replaceChildren(this.#view.element);
      this.update();
    } catch (error) {
      body.replaceChildren(failureBox(error));
    }
  }

  /** The jobs that it is about. */
  get rows(): Uint32Array {
    return this.#store.matching.subarray(0, MOST);
  }

  /** Draw anew if something differs; called once a second and after each change of the filter. */
  update(): void {
    if (!this.#view) return;
    const data = this.#data();
    const drawn = JSON.stringify([data.columns, data.rows.map((row) => [row.key, ...row.values])]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#view.update(data);
  }

  #data(): ChartData {
    const { rows } = this.#store;
    const total = this.#store.matching.length;
    return {
      columns: [...this.#columns(), ...FACTS.map(([column]) => column)],
      rows: [...this.rows].map((at) => this.#row(this.#store.keys[at]!, rows[at]!)),
      note: total > MOST ? `The first ${MOST} of ${total} jobs; a search narrows them down.` : "",
    };
  }

  #columns(): ChartColumn[] {
    return this.#store.columns.map(({ id, name, part, numeric, varies }) => ({
      id,
      title: name,
      part: part === "i" ? "input" : "output",
      numeric,
      varies,
    }));
  }

  #row(key: string, row: Row): ChartRow {
    const values = new Map(this.#store.columns.map((column) => [column.id, valueOf(row, column)]));
    for (const [{ id }, read] of FACTS) values.set(id, read(row));
    return { key, name: row.l ?? row.id, values };
  }
}

const FACTS: [ChartColumn, (row: Row) => string | number | null][] = [
  [fact("took", "took (s)", true), (row) => secondsTaken(row)],
  [fact("status", "status", false), (row) => row.s],
  [fact("process", "process", false), (row) => row.p ?? null],
];

function fact(id: string, title: string, numeric: boolean): ChartColumn {
  return { id, title, part: "job", numeric, varies: true };
}

function secondsTaken(row: Row): number | null {
  const ms = isActive(row) ? null : elapsedOf(row, 0);
  return ms === null ? null : ms / 1000;
}

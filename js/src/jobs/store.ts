// The jobs of the table, and which of them are shown in which order.

import type { Fields } from "../shared/wire.ts";
import {
  elapsedOf,
  isActive,
  progressOf,
  remainingOf,
  STATES,
  type Row,
  type Server,
} from "./row.ts";
import { readSearch, type Search } from "./conditions/search.ts";
import {
  ValueNames,
  valueColumns,
  valueOf,
  valueText,
  type ValueColumn,
} from "./conditions/row-values.ts";
import { sorted, sortedByText } from "./sort.ts";

/** The name of a column, or the id of that of an input or output. */
export type SortKey = string;
export type GroupKey = "none" | "group" | "process" | "status" | "server";

export interface Filter {
  states: Set<string>;
  process: string;
  group: string;
  text: string;
  /** Only jobs created since, in milliseconds. */
  since: number | null;
}

export interface Group {
  name: string;
  rows: number[];
  counts: Map<string, number>;
  open: boolean;
}

const RANK = new Map<string, number>(STATES.map((state, i) => [state, i]));
/** Groups with more jobs are closed until somebody opens them. */
const SMALL = 10;
const TEXTS: Record<string, keyof Row> = {
  process: "p",
  job: "id",
  message: "m",
  group: "gr",
};

export class JobStore {
  keys: string[] = [];
  rows: Row[] = [];
  servers = new Map<number, Server>();
  filter: Filter = { states: new Set(), process: "", group: "", text: "", since: null };
  sort: { by: SortKey; descending: boolean } = { by: "created", descending: true };
  groupBy: GroupKey = "group";
  /** Row numbers, and groups as -(number + 1). */
  view: number[] = [];
  groups: Group[] = [];
  /** Rows that pass the filter. */
  shown = 0;
  /** The order may be out of date: a field changed that it depends on. */
  unsettled = false;
  #index = new Map<string, number>();
  #texts: (string | undefined)[] = [];
  #counts: Map<string, number> | null = null;
  #toggled = new Map<string, boolean>();
  #names = new ValueNames();
  #search: Search = { words: "", condition: null, note: "" };
  /** Of what the search was read: the text, and whether there are new columns since. */
  #searched: string | null = "";
  /** What reads the columns that the condition names. */
  #readers: ReturnType<ValueNames["readers"]> = this.#names.readers();
  #columns: ValueColumn[] | null = null;
  /** The filter that the columns were made for. */
  #columnsFor = "";
  #matching: Uint32Array = new Uint32Array();

  reset(records: Map<string, Fields>): void {
    this.keys = [];
    this.rows = [];
    this.#counts = null;
    this.#index.clear();
    this.#names.clear();
    this.#renamed();
    for (const [key, fields] of records) this.#put(key, fields);
    this.#texts = [];
    this.project();
  }

  /** Take in a delta that is merged into the records already; true when rows came, went or moved at once. */
  change(records: Map<string, Fields>, changed: Record<string, Fields>, gone: string[]): boolean {
    if (gone.length) {
      this.reset(records);
      return true;
    }
    let more = false;
    for (const [key, fields] of Object.entries(changed)) {
      const at = this.#index.get(key);
      if (at === undefined) more = this.#put(key, records.get(key) ?? fields) || more;
      else this.#touched(at, fields);
    }
    if (more) this.project();
    return more;
  }

  #put(key: string, fields: Fields): boolean {
    this.#counts = null;
    if (key.startsWith("_")) {
      this.servers.set(Number(key.slice(1)), fields as unknown as Server);
      return false;
    }
    this.#index.set(key, this.rows.length);
    this.keys.push(key);
    this.rows.push(fields as unknown as Row);
    if (this.#names.add(fields)) this.#renamed();
    this.#columns = null;
    return true;
  }

  /** There may be columns of other names. */
  #renamed(): void {
    this.#searched = null;
    this.#columns = null;
  }

  #touched(at: number, fields: Fields): void {
    this.#texts[at] = undefined;
    if ("s" in fields || this.#search.condition) this.#counts = null;
    if ("i" in fields || "o" in fields) {
      if (this.#names.add(fields)) this.#renamed();
      this.#columns = null;
      this.unsettled ||= this.filter.text !== "" || this.sort.by.includes(":");
    }
    if (this.#search.condition) this.unsettled = true;
    const { by } = this.sort;
    if ("s" in fields || "pin" in fields || "gr" in fields || "c" in fields) this.unsettled = true;
    else if (
      by === "progress" ||
      by === "eta" ||
      by === "message" ||
      (by === "elapsed" && "f" in fields)
    )
      this.unsettled = true;
    else if (this.filter.text && ("m" in fields || "l" in fields)) this.unsettled = true;
  }

  at(key: string): Row | undefined {
    const index = this.#index.get(key);
    return index === undefined ? undefined : this.rows[index];
  }

  // -- which rows in which order

  project(now = Date.now()): void {
    this.unsettled = false;
    const order = this.#sorted(this.#filtered(), now);
    this.shown = order.length;
    const pinned: number[] = [],
      rest: number[] = [];
    for (const row of order) (this.rows[row]!.pin ? pinned : rest).push(row);
    this.#group(pinned, rest);
  }

  #filtered(): Uint32Array {
    const { states } = this.filter;
    const found = this.#found();
    const out = states.size ? found.filter((i) => states.has(this.rows[i]!.s)) : found;
    const key = JSON.stringify({ ...this.filter, states: [...states] });
    if (key !== this.#columnsFor || out.length !== this.#matching.length) this.#columns = null;
    this.#columnsFor = key;
    this.#matching = out;
    this.#counts = null;
    return out;
  }

  /** The rows that pass the filter but for their states. */
  #found(): Uint32Array {
    const { process, group, since } = this.filter;
    const { words, condition } = this.#readSearch();
    let row: Row | undefined;
    const read = (name: string) => this.#readers.get(name)!(row!);
    const out = new Uint32Array(this.rows.length);
    let n = 0;
    for (let i = 0; i < this.rows.length; i++) {
      row = this.rows[i]!;
      if (process && row.p !== process) continue;
      if (group && row.gr !== group) continue;
      if (since !== null && (row.c ?? 0) < since) continue;
      if (words && !this.#text(i).includes(words)) continue;
      if (condition && !condition.test(read)) continue;
      out[n++] = i;
    }
    return out.subarray(0, n);
  }

  #readSearch(): Search {
    const { text } = this.filter;
    if (this.#searched !== text) {
      this.#readers = this.#names.readers();
      this.#search = readSearch(text, new Set(this.#readers.keys()));
      this.#searched = text;
    }
    return this.#search;
  }

  /** Why what is searched for is no condition, where it looks like one. */
  get searchNote(): string {
    return this.#readSearch().note;
  }

  #text(i: number): string {
    let text = this.#texts[i];
    if (text === undefined) {
      const { id, p, s, m, l, n, gr, i: inputs, o } = this.rows[i]!;
      const values = [...Object.values(inputs ?? {}), ...Object.values(o ?? {})].join(" ");
      text = this.#texts[i] =
        `${id} ${p ?? ""} ${s} ${m ?? ""} ${l ?? ""} ${n ?? ""} ${gr ?? ""} ${values}`.toLowerCase();
    }
    return text;
  }

  /** Make ready what a search reads, for as long as nothing else is to be done; true when all is ready. */
  warm(idle: () => boolean): boolean {
    for (let i = 0; i < this.rows.length; i++) {
      if (i % 500 === 0 && !idle()) return false;
      this.#text(i);
    }
    return true;
  }

  #sorted(rows: Uint32Array, now: number): Uint32Array {
    const { by, descending } = this.sort;
    const column = this.columns.find(({ id }) => id === by);
    if (column) return this.#sortedByValue(rows, column);
    const field = TEXTS[by];
    if (field) return sortedByText(rows, (i) => String(this.rows[i]![field] ?? ""), descending);
    return sorted(rows, this.#key(by, now), descending);
  }

  #sortedByValue(rows: Uint32Array, column: ValueColumn): Uint32Array {
    const { descending } = this.sort;
    const value = (i: number) => valueOf(this.rows[i]!, column);
    if (!column.numeric) return sortedByText(rows, (i) => valueText(value(i)), descending);
    return sorted(rows, (i) => (value(i) as number | undefined) ?? null, descending);
  }

  #key(by: SortKey, now: number): (row: number) => number | null {
    const rows = this.rows;
    if (by === "status") return (i) => RANK.get(rows[i]!.s) ?? null;
    if (by === "progress") return (i) => progressOf(rows[i]!);
    if (by === "elapsed") return (i) => elapsedOf(rows[i]!, now);
    if (by === "eta") return (i) => remainingOf(rows[i]!, now);
    if (by === "server") return (i) => rows[i]!.v ?? 0;
    return (i) => rows[i]!.c ?? null;
  }

  // -- groups

  #group(pinned: number[], rest: number[]): void {
    this.groups = [];
    if (this.groupBy === "none") {
      this.view = pinned.concat(rest);
      return;
    }
    const byName = new Map<string, Group>();
    const top: (number | Group)[] = [];
    for (const row of rest) {
      const name = this.#groupOf(this.rows[row]!);
      if (!name) {
        top.push(row);
        continue;
      }
      let group = byName.get(name);
      if (!group) {
        group = { name, rows: [], counts: new Map(), open: false };
        byName.set(name, group);
        top.push(group);
      }
      group.rows.push(row);
      const { s } = this.rows[row]!;
      group.counts.set(s, (group.counts.get(s) ?? 0) + 1);
    }
    this.view = [...pinned];
    for (const item of top) this.#append(item);
  }

  #append(item: number | Group): void {
    if (typeof item === "number") {
      this.view.push(item);
      return;
    }
    item.open = this.#toggled.get(item.name) ?? item.rows.length <= SMALL;
    this.groups.push(item);
    this.view.push(-this.groups.length);
    if (item.open) for (const row of item.rows) this.view.push(row);
  }

  #groupOf(row: Row): string {
    if (this.groupBy === "process") return row.p ?? "(no process)";
    if (this.groupBy === "status") return row.s;
    if (this.groupBy === "server") return this.servers.get(row.v ?? 0)?.name ?? "";
    return row.gr ?? "";
  }

  toggle(group: Group): void {
    this.#toggled.set(group.name, !group.open);
    this.project();
  }

  /** Unfold the group that a job is in. */
  unfold(key: string): void {
    const index = this.#index.get(key);
    const group = this.groups.find(({ open, rows }) => !open && rows.includes(index ?? -1));
    if (group) this.toggle(group);
  }

  // -- about all rows

  /** Until when something is known of a job: its clock stops while its server does not answer. */
  known(row: Row, now: number): number {
    return Math.min(now, this.servers.get(row.v ?? 0)?.since ?? now);
  }

  /** The columns of inputs and outputs of the rows shown; the same object until they change. */
  get columns(): readonly ValueColumn[] {
    this.#columns ??= valueColumns(this.rows, this.#matching, this.#names);
    return this.#columns;
  }

  /** Whether somebody sorts or filters by a column, so that it has to stay. */
  uses(column: ValueColumn): boolean {
    return this.sort.by === column.id || Boolean(this.#search.condition?.names.has(column.name));
  }

  /** The rows that pass the filter, by their numbers. */
  get matching(): Uint32Array {
    return this.#matching;
  }

  /** Jobs by state that pass the filter but for their state; counted anew only when that may differ, as it is asked
   *  for every second. */
  counts(): Map<string, number> {
    return (this.#counts ??= this.#counted());
  }

  #counted(): Map<string, number> {
    const found = new Map<string, number>();
    for (const i of this.#found()) {
      const { s } = this.rows[i]!;
      found.set(s, (found.get(s) ?? 0) + 1);
    }
    return new Map(
      STATES.filter((state) => found.has(state)).map((state) => [state, found.get(state)!]),
    );
  }

  distinct(field: "p" | "gr"): string[] {
    const found = new Set<string>();
    for (const row of this.rows) if (row[field]) found.add(row[field]);
    return [...found].sort();
  }

  get anyActive(): boolean {
    return this.rows.some(isActive);
  }
}

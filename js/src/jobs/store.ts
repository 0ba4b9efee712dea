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
import { sorted, sortedByText } from "./sort.ts";

export type SortKey =
  | "status"
  | "process"
  | "job"
  | "progress"
  | "message"
  | "created"
  | "elapsed"
  | "eta"
  | "server"
  | "group";
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
const TEXTS: Partial<Record<SortKey, keyof Row>> = {
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

  reset(records: Map<string, Fields>): void {
    this.keys = [];
    this.rows = [];
    this.#counts = null;
    this.#index.clear();
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
    return true;
  }

  #touched(at: number, fields: Fields): void {
    this.#texts[at] = undefined;
    if ("s" in fields) this.#counts = null;
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
    const { states, process, group, since } = this.filter;
    const text = this.filter.text.trim().toLowerCase();
    const out = new Uint32Array(this.rows.length);
    let n = 0;
    for (let i = 0; i < this.rows.length; i++) {
      const row = this.rows[i]!;
      if (states.size && !states.has(row.s)) continue;
      if (process && row.p !== process) continue;
      if (group && row.gr !== group) continue;
      if (since !== null && (row.c ?? 0) < since) continue;
      if (text && !this.#text(i).includes(text)) continue;
      out[n++] = i;
    }
    return out.subarray(0, n);
  }

  #text(i: number): string {
    let text = this.#texts[i];
    if (text === undefined) {
      const { id, p, s, m, l, n, gr } = this.rows[i]!;
      text = this.#texts[i] =
        `${id} ${p ?? ""} ${s} ${m ?? ""} ${l ?? ""} ${n ?? ""} ${gr ?? ""}`.toLowerCase();
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
    const field = TEXTS[by];
    if (field) return sortedByText(rows, (i) => String(this.rows[i]![field] ?? ""), descending);
    return sorted(rows, this.#key(by, now), descending);
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

  // -- about all rows

  /** Until when something is known of a job: its clock stops while its server does not answer. */
  known(row: Row, now: number): number {
    return Math.min(now, this.servers.get(row.v ?? 0)?.since ?? now);
  }

  /** Jobs by state; counted anew only when one changed its state, as it is asked for every second. */
  counts(): Map<string, number> {
    return (this.#counts ??= this.#counted());
  }

  #counted(): Map<string, number> {
    const found = new Map<string, number>();
    for (const row of this.rows) found.set(row.s, (found.get(row.s) ?? 0) + 1);
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

// Inputs and scalar outputs of jobs as columns, and what a column says of a row: by the names that `Jobs.where` and
// `Jobs.frame` of Python use.

import { elapsedOf, isActive, type Row } from "../row.ts";
import type { Content, Value as Cell } from "./condition.ts";

/** A column of an input (`i`) or an output (`o`). */
export interface ValueColumn {
  /** Name that no other column has. */
  id: string;
  /** What conditions and frames call it. */
  name: string;
  part: "i" | "o";
  key: string;
  /** Whether all values are numbers. */
  numeric: boolean;
  /** Whether it differs between rows of one process. */
  varies: boolean;
  /** In how many rows it has a value. */
  known: number;
}

type Read = (row: Row) => Content;

const time = (ms: number | null | undefined): Content => (ms == null ? null : new Date(ms));

function secondsTaken(row: Row): Content {
  const ms = isActive(row) ? null : elapsedOf(row, 0);
  return ms === null ? null : ms / 1000;
}

/** The columns that every table of jobs has, here and in Python. */
const FIXED = new Map<string, Read>([
  ["job", (row) => row.id],
  ["process", (row) => row.p],
  ["status", (row) => row.s],
  ["message", (row) => row.m],
  ["created", (row) => time(row.c)],
  ["started", (row) => time(row.b)],
  ["finished", (row) => time(row.f)],
  ["took", secondsTaken],
]);
/** An input of such a name is called `inputs.<name>`; a page does not know when a job was submitted. */
const RESERVED = new Set([...FIXED.keys(), "submitted"]);
/** What only the page knows; an input or output of such a name comes first. */
const OF_PAGE = new Map<string, Read>([
  ["label", (row) => row.l],
  ["group", (row) => row.gr],
  ["notes", (row) => row.n],
  ["progress", (row) => row.g],
]);

/** All names of inputs and outputs that rows have, kept as rows come. */
export class ValueNames {
  #inputs = new Set<string>();
  #outputs = new Set<string>();

  clear(): void {
    this.#inputs.clear();
    this.#outputs.clear();
  }

  /** Take note of the inputs and outputs of a row; true when there was a new one. */
  add({ i, o }: Pick<Row, "i" | "o">): boolean {
    const before = this.#inputs.size + this.#outputs.size;
    for (const key in i) this.#inputs.add(key);
    for (const key in o) this.#outputs.add(key);
    return this.#inputs.size + this.#outputs.size > before;
  }

  get isEmpty(): boolean {
    return this.#inputs.size + this.#outputs.size === 0;
  }

  nameOf(part: "i" | "o", key: string): string {
    if (part === "i") return RESERVED.has(key) ? `inputs.${key}` : key;
    return RESERVED.has(key) || this.#inputs.has(key) ? `outputs.${key}` : key;
  }

  /** How each name is read of a row. */
  readers(): Map<string, Read> {
    const readers = new Map([...FIXED]);
    for (const key of this.#inputs) readers.set(this.nameOf("i", key), (row) => row.i?.[key]);
    for (const key of this.#outputs) readers.set(this.nameOf("o", key), (row) => row.o?.[key]);
    for (const [name, read] of OF_PAGE) if (!readers.has(name)) readers.set(name, read);
    return readers;
  }
}

interface Tally {
  known: number;
  numeric: boolean;
  differs: boolean;
  /** The first value in each process, and how many of its rows have one. */
  first: Map<string, Cell>;
  counts: Map<string, number>;
}

/** The columns of inputs and outputs of some rows, inputs first. */
export function valueColumns(
  rows: readonly Row[],
  shown: Iterable<number>,
  names: ValueNames,
): ValueColumn[] {
  const tallies = { i: new Map<string, Tally>(), o: new Map<string, Tally>() };
  const having = { i: new Map<string, number>(), o: new Map<string, number>() };
  for (const at of shown) {
    const row = rows[at]!;
    for (const part of ["i", "o"] as const) {
      const values = row[part];
      if (!values) continue;
      const process = row.p ?? "";
      having[part].set(process, (having[part].get(process) ?? 0) + 1);
      for (const key in values) count(tallies[part], process, key, values[key]!);
    }
  }
  return (["i", "o"] as const).flatMap((part) =>
    [...tallies[part]].map(([key, tally]) => ({
      id: `${part}:${key}`,
      name: names.nameOf(part, key),
      part,
      key,
      numeric: tally.numeric,
      // A value that some rows of a process lack differs, too.
      varies:
        tally.differs ||
        [...tally.counts].some(([process, n]) => n < (having[part].get(process) ?? 0)),
      known: tally.known,
    })),
  );
}

function count(tallies: Map<string, Tally>, process: string, key: string, value: Cell): void {
  let tally = tallies.get(key);
  if (!tally) {
    tally = { known: 0, numeric: true, differs: false, first: new Map(), counts: new Map() };
    tallies.set(key, tally);
  }
  tally.known++;
  tally.counts.set(process, (tally.counts.get(process) ?? 0) + 1);
  if (value !== null && typeof value !== "number") tally.numeric = false;
  const first = tally.first.get(process);
  if (first === undefined) tally.first.set(process, value);
  else if (first !== value) tally.differs = true;
}

/** The value of a column in a row. */
export function valueOf(row: Row, column: Pick<ValueColumn, "part" | "key">): Cell | undefined {
  return row[column.part]?.[column.key];
}

/** A value as a person reads it: numbers with six digits. */
export function valueText(value: Cell | undefined): string {
  if (value == null) return "";
  if (typeof value !== "number" || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(6)));
}

// The columns: names, widths, what a cell says.

import { moment, rough } from "./format.ts";
import { elapsedText, isActive, remainingOf, type Row } from "./row.ts";
import { valueOf, valueText, type ValueColumn } from "./conditions/row-values.ts";
import type { JobStore } from "./store.ts";

export interface Column {
  name: string;
  title: string;
  /** For CSS grid. */
  width: string;
  /** The same where there is little room. */
  narrow?: string;
  text(row: Row, now: number, store: JobStore): string;
  /** Of an input or an output. */
  value?: ValueColumn;
}

const none = () => "";

export const COLUMNS: readonly Column[] = [
  { name: "status", title: "Status", width: "94px", narrow: "88px", text: none },
  { name: "process", title: "Process", width: "minmax(110px, 1.5fr)", text: (row) => row.p ?? "" },
  {
    name: "job",
    title: "Job",
    width: "minmax(76px, 1.1fr)",
    narrow: "minmax(60px, 1.6fr)",
    text: none,
  },
  {
    name: "progress",
    title: "Progress",
    width: "minmax(96px, 120px)",
    narrow: "minmax(63px, 1.2fr)",
    text: none,
  },
  { name: "message", title: "Message", width: "minmax(100px, 2.4fr)", text: (row) => row.m ?? "" },
  { name: "created", title: "Created", width: "88px", text: (row, now) => moment(row.c, now) },
  { name: "elapsed", title: "Elapsed", width: "82px", text: elapsedText },
  { name: "eta", title: "Time left", width: "76px", text: left },
  {
    name: "server",
    title: "Server",
    width: "minmax(80px, 1fr)",
    text: (row, _now, store) => store.servers.get(row.v ?? 0)?.name ?? "",
  },
  { name: "group", title: "Group", width: "minmax(80px, 1fr)", text: (row) => row.gr ?? "" },
];

function left(row: Row, now: number): string {
  const ms = remainingOf(row, now);
  return ms === null ? "" : rough(ms);
}

/** Whether the row has to be drawn again as time passes. */
export function ticks(row: Row): boolean {
  return isActive(row);
}

/** Below this width in pixels the narrow widths hold, and each row has room for one button. */
export const NARROW = 620;

/** Pixels of all that every row has, and of the gap between columns. */
const ALWAYS = 560;
const GAP = 10;
const WITH_PROCESS = 650;
/** Columns of inputs and outputs that come by themselves. */
const MOST_VALUES = 9;
/** Least and most pixels of such a column; between them it has room for its title and the sign of the order. */
const NARROWEST = 64;
const WIDEST = 140;
const LETTER = 7.6;
const BESIDE_TITLE = 34;
const ARROW = 18;

function widthOf({ name, part }: ValueColumn): number {
  const title = LETTER * name.length + BESIDE_TITLE + (part === "o" ? ARROW : 0);
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, title)));
}

function totalWidth(values: readonly ValueColumn[]): number {
  return values.reduce((sum, value) => sum + widthOf(value) + GAP, 0);
}

function valueColumn(value: ValueColumn): Column {
  return {
    name: value.id,
    title: value.name,
    width: `minmax(${widthOf(value)}px, 1fr)`,
    text: (row) => valueText(valueOf(row, value)),
    value,
  };
}

/** Those that say something, as far as there is room: inputs that vary, and at least a third of the room for outputs. */
function fittingValues(store: JobStore, room: number): ValueColumn[] {
  const telling = store.columns.filter(
    (column) => column.part === "o" || column.varies || store.uses(column),
  );
  if (telling.length <= MOST_VALUES && totalWidth(telling) <= room) return telling;
  const rank = (column: ValueColumn) => (store.uses(column) ? Infinity : column.known);
  const most = (part: "i" | "o") =>
    telling.filter((column) => column.part === part).sort((a, b) => rank(b) - rank(a));
  const forOutputs = Math.min(totalWidth(most("o")), room / 3);
  const inputs = firstThatFit(most("i"), room - forOutputs, MOST_VALUES - 1);
  const rest = room - totalWidth(inputs);
  const chosen = new Set([
    ...inputs,
    ...firstThatFit(most("o"), rest, MOST_VALUES - inputs.length),
  ]);
  return telling.filter((column) => chosen.has(column));
}

function firstThatFit(values: readonly ValueColumn[], room: number, most: number): ValueColumn[] {
  const end = values.findIndex((_, i) => i >= most || totalWidth(values.slice(0, i + 1)) > room);
  return values.slice(0, end < 0 ? values.length : end);
}

/** The columns for a width in pixels, where nobody chose any: as many as fit with their least widths and the buttons. */
export function fitting(width: number, store: JobStore, anyActive: boolean): Column[] {
  const names = ["status", "job", "progress"];
  const values = fittingValues(store, Math.max(0, width - ALWAYS));
  width -= totalWidth(values);
  if (store.servers.size > 1 && width >= 720) {
    names.push("server");
    width -= 90;
  }
  if (width >= (values.length ? WITH_PROCESS : 480)) names.push("process");
  if (width >= 750) names.push("message");
  if (width >= 890) names.push("elapsed");
  if (width >= 935 && anyActive) names.push("eta");
  if (width >= 1120) names.push("created");
  return withValues(
    COLUMNS.filter((column) => names.includes(column.name)),
    values,
  );
}

export function chosen(names: readonly string[], store: JobStore): Column[] {
  return allColumns(store).filter((column) => names.includes(column.name));
}

/** Every column that can be chosen. */
export function allColumns(store: JobStore): Column[] {
  return withValues(COLUMNS, store.columns);
}

/** Inputs stand behind the job, outputs behind its progress. */
function withValues(columns: readonly Column[], values: readonly ValueColumn[]): Column[] {
  const of = (part: "i" | "o") => values.filter((value) => value.part === part).map(valueColumn);
  const inOrder = [...columns];
  const behind = (...names: string[]) =>
    Math.max(...names.map((name) => inOrder.findIndex((column) => column.name === name))) + 1;
  inOrder.splice(behind("process", "job"), 0, ...of("i"));
  inOrder.splice(behind("progress", "job", "process", "status"), 0, ...of("o"));
  return inOrder;
}

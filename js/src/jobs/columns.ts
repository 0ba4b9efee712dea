// The columns: names, widths, what a cell says.

import { moment, rough } from "./format.ts";
import { elapsedText, isActive, remainingOf, type Row } from "./row.ts";
import type { JobStore, SortKey } from "./store.ts";

export interface Column {
  name: SortKey;
  title: string;
  /** For CSS grid. */
  width: string;
  /** The same where there is little room. */
  narrow?: string;
  text(row: Row, now: number, store: JobStore): string;
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
    narrow: "minmax(63px, .5fr)",
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

/** The columns for a width in pixels, where nobody chose any: as many as fit with their least widths and the buttons. */
export function fitting(width: number, severalServers: boolean, anyActive: boolean): Column[] {
  const names: SortKey[] = ["status", "job", "progress"];
  if (severalServers && width >= 720) {
    names.push("server");
    width -= 90;
  }
  if (width >= 480) names.push("process");
  if (width >= 750) names.push("message");
  if (width >= 890) names.push("elapsed");
  if (width >= 935 && anyActive) names.push("eta");
  if (width >= 1120) names.push("created");
  return COLUMNS.filter((column) => names.includes(column.name));
}

export function chosen(names: readonly string[]): Column[] {
  return COLUMNS.filter((column) => names.includes(column.name));
}

// One job as it travels: short names, times in milliseconds, nothing that is unknown. Mirror of widgets/jobs/_job_rows.py.

import { duration, fine } from "./format.ts";

export interface Row {
  id: string;
  /** State: the standard's words, or gone or expired. */
  s: string;
  /** Process. */
  p?: string;
  /** Progress in per cent. */
  g?: number | null;
  m?: string | null;
  /** Created, begun, finished. */
  c?: number | null;
  b?: number | null;
  f?: number | null;
  /** Expected end. */
  e?: number | null;
  /** What a job that is gone or expired was before. */
  w?: string | null;
  /** Label, notes, group, pin: what people say about it. */
  l?: string | null;
  n?: string | null;
  gr?: string | null;
  pin?: boolean | null;
  /** Number of the server. */
  v?: number;
}

export interface Server {
  name: string;
  error?: string | null;
  since?: number | null;
  next?: number | null;
  list?: boolean | null;
}

export const STATES = [
  "running",
  "accepted",
  "created",
  "paused",
  "unknown",
  "failed",
  "successful",
  "dismissed",
  "expired",
  "gone",
] as const;
const ACTIVE = new Set(["created", "accepted", "running", "paused", "unknown"]);

export function isActive(row: Row): boolean {
  return ACTIVE.has(row.s);
}

/** Whether dismissing can mean cancelling. */
export function canCancel(row: Row): boolean {
  return isActive(row);
}

export function canOpen(row: Row): boolean {
  return row.s === "successful";
}

/** Per cent done, or null when nobody knows. */
export function progressOf(row: Row): number | null {
  if (row.s === "successful" || row.s === "expired") return 100;
  return typeof row.g === "number" ? row.g : null;
}

/** Milliseconds that the job runs or ran, or null. */
export function elapsedOf(row: Row, now: number): number | null {
  const start = row.b ?? row.c;
  if (start == null) return null;
  const end = isActive(row) ? now : row.f;
  return end == null ? null : Math.max(0, end - start);
}

/** The same in words: whole seconds while they count, and finer when it is over. */
export function elapsedText(row: Row, now: number): string {
  const ms = elapsedOf(row, now);
  if (ms === null) return "";
  return isActive(row) ? duration(ms) : fine(ms);
}

/** Milliseconds until the expected end, or null. */
export function remainingOf(row: Row, now: number): number | null {
  return row.s === "running" && row.e != null ? Math.max(0, row.e - now) : null;
}

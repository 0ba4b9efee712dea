// What a row of the kernel says about a job: state, progress, times.

import type { JobRow, ServerRow } from "../shared/wire.ts";
import { duration, fine } from "./format.ts";

export type Row = JobRow;
export type Server = ServerRow;

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

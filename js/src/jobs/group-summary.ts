// What the line of a group says of its jobs: how far they are, when they will be done, how long they took.

import { elapsedOf, isActive, progressOf, remainingOf, type Row } from "./row.ts";

export interface GroupSummary {
  ended: number;
  /** Per cent done of all jobs together. */
  progress: number;
  /** Milliseconds until the last job ends, or null where nobody can tell. */
  remaining: number | null;
  /** Milliseconds that each successful job took, in ascending order. */
  durations: number[];
}

/** Sum up the jobs of a group; `known` says until when something is known of a job. */
export function summarize(rows: readonly Row[], known: (row: Row) => number): GroupSummary {
  const durations: number[] = [];
  let ended = 0;
  let progress = 0;
  for (const row of rows) {
    const active = isActive(row);
    if (!active) ended++;
    progress += active ? (progressOf(row) ?? 0) : 100;
    const took = row.s === "successful" ? elapsedOf(row, 0) : null;
    if (took !== null) durations.push(took);
  }
  durations.sort((a, b) => a - b);
  return {
    ended,
    progress: rows.length ? progress / rows.length : 0,
    remaining: timeLeft(rows, known, middle(durations)),
    durations,
  };
}

/** Running jobs end when they are expected to; those that wait take the usual time, as many at once as run now. */
function timeLeft(
  rows: readonly Row[],
  known: (row: Row) => number,
  usual: number | null,
): number | null {
  const running = rows.filter((row) => row.s === "running");
  const waiting = rows.filter((row) => row.s === "accepted" || row.s === "created").length;
  if (!running.length || (waiting && usual === null)) return null;
  let work = waiting * (usual ?? 0);
  let longest = 0;
  for (const row of running) {
    const now = known(row);
    const left = remainingOf(row, now) ?? expected(row, now, usual);
    if (left === null) return null;
    work += left;
    longest = Math.max(longest, left);
  }
  return Math.max(longest, work / running.length);
}

function expected(row: Row, now: number, usual: number | null): number | null {
  const elapsed = elapsedOf(row, now);
  return usual === null || elapsed === null ? null : Math.max(0, usual - elapsed);
}

/** The median of numbers in ascending order, or null of none. */
export function middle(values: readonly number[]): number | null {
  if (!values.length) return null;
  const half = values.length >> 1;
  return values.length % 2 ? values[half]! : (values[half - 1]! + values[half]!) / 2;
}

/** How many of the numbers, which are in ascending order, lie in each of so many equal steps. */
export function histogram(values: readonly number[], steps: number): number[] {
  const low = values[0] ?? 0;
  const width = (values.at(-1) ?? 0) - low;
  const counts = new Array<number>(steps).fill(0);
  for (const value of values) {
    const step = width ? Math.floor((steps * (value - low)) / width) : steps >> 1;
    counts[Math.min(step, steps - 1)]!++;
  }
  return counts;
}

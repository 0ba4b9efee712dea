import { describe, expect, it } from "vitest";

import { histogram, middle, summarize } from "../src/jobs/group-summary.ts";
import type { Row } from "../src/jobs/row.ts";

const NOW = 100_000;
const ended = (seconds: number): Row => ({ id: "e", s: "successful", b: 0, f: seconds * 1000 });
const running = (since: number, more: Partial<Row> = {}): Row => ({
  id: "r",
  s: "running",
  b: NOW - since * 1000,
  ...more,
});
const waiting: Row = { id: "w", s: "accepted" };
const sum = (...rows: Row[]) => summarize(rows, () => NOW);

describe("a group of jobs", () => {
  it("is as far as its jobs are together", () => {
    const { ended: n, progress } = sum(ended(1), running(1, { g: 50 }), waiting, waiting);
    expect([n, progress]).toEqual([1, 37.5]);
  });

  it("has a time left when it is known how long its jobs take", () => {
    expect(sum(running(1), waiting).remaining).toBeNull();
    // Two at once: one has 6 s to go, one 8 s, and two that wait take 10 s each.
    expect(sum(ended(10), running(4), running(2), waiting, waiting).remaining).toBe(17_000);
    expect(sum(running(1, { e: NOW + 3000 })).remaining).toBe(3000);
    expect(sum(ended(10)).remaining).toBeNull();
  });

  it("knows how long its successful jobs took", () => {
    const { durations } = sum(ended(3), ended(1), { id: "f", s: "failed", b: 0, f: 9 });
    expect(durations).toEqual([1000, 3000]);
    expect(middle(durations)).toBe(2000);
    expect(middle([])).toBeNull();
    expect(histogram([0, 1, 2, 10], 5)).toEqual([2, 1, 0, 0, 1]);
    expect(histogram([4, 4], 3)).toEqual([0, 2, 0]);
  });
});

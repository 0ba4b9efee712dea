import { describe, expect, it } from "vitest";

import { fitting } from "../src/jobs/columns.ts";
import { JobStore } from "../src/jobs/store.ts";
import type { Fields } from "../src/shared/wire.ts";

function storeOf(inputs: number, outputs: number): JobStore {
  const cells = (prefix: string, n: number, value: number) =>
    Object.fromEntries(Array.from({ length: n }, (_, i) => [`${prefix}${i}`, value + i]));
  const records = new Map<string, Fields>(
    [1, 2].map((n) => [
      `k${n}`,
      {
        id: `j${n}`,
        s: "successful",
        p: "p",
        c: n,
        i: cells("in", inputs, n),
        o: cells("out", outputs, n),
      },
    ]),
  );
  const store = new JobStore();
  store.reset(records);
  return store;
}

const names = (width: number, store: JobStore) =>
  fitting(width, store, false).map((column) => column.title);

describe("the columns that fit", () => {
  it("are those of always where there are no inputs", () => {
    expect(names(900, storeOf(0, 0))).toEqual([
      "Status",
      "Process",
      "Job",
      "Progress",
      "Message",
      "Elapsed",
    ]);
  });

  it("leave room for outputs", () => {
    const found = names(1000, storeOf(12, 6));
    expect(found.filter((name) => name.startsWith("in")).length).toBeGreaterThanOrEqual(2);
    expect(found.filter((name) => name.startsWith("out")).length).toBeGreaterThanOrEqual(1);
    expect(names(5000, storeOf(12, 6)).filter((name) => /^(in|out)/.test(name)).length).toBe(9);
  });

  it("have none of them where there is little room, and keep what one sorts by", () => {
    expect(names(500, storeOf(2, 1))).toEqual(["Status", "Process", "Job", "Progress"]);
    const store = storeOf(12, 0);
    store.sort = { by: "i:in11", descending: false };
    store.project();
    expect(names(800, store)).toContain("in11");
  });
});

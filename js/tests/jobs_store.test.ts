import { beforeEach, describe, expect, it } from "vitest";

import { JobStore } from "../src/jobs/store.ts";
import type { Fields } from "../src/shared/wire.ts";

const job = (id: string, s: string, c: number, more: Fields = {}): Fields => ({
  id,
  s,
  c,
  p: "sleep",
  ...more,
});
const shown = (store: JobStore) =>
  store.view.map((item) =>
    item < 0 ? `[${store.groups[-item - 1]!.name}]` : store.rows[item]!.id,
  );

let records: Map<string, Fields>;
let store: JobStore;

beforeEach(() => {
  records = new Map<string, Fields>([
    ["_0", { name: "example.org" }],
    ["a", job("a", "successful", 1, { m: "done", l: "Lake" })],
    ["b", job("b", "running", 2, { p: "ndvi", g: 30 })],
    ["c", job("c", "failed", 3, { m: "Woke up too early" })],
  ]);
  store = new JobStore();
  store.reset(records);
});

describe("the jobs of a table", () => {
  it("come newest first, with the server apart", () => {
    expect(shown(store)).toEqual(["c", "b", "a"]);
    expect(store.servers.get(0)?.name).toBe("example.org");
  });

  it("can be filtered and searched in all that is said of them", () => {
    store.filter.states.add("failed").add("running");
    store.project();
    expect(shown(store)).toEqual(["c", "b"]);
    store.filter.states.clear();
    for (const [text, ids] of Object.entries({
      "WOKE up": ["c"],
      lake: ["a"],
      ndvi: ["b"],
      nothing: [],
    })) {
      store.filter.text = text;
      store.project();
      expect(shown(store)).toEqual(ids);
    }
    store.filter = { states: new Set(), process: "sleep", group: "", text: "", since: 2 };
    store.project();
    expect(shown(store)).toEqual(["c"]);
  });

  it("stay at the top when pinned", () => {
    records.set("a", { ...records.get("a"), pin: true });
    store.reset(records);
    expect(shown(store)).toEqual(["a", "c", "b"]);
  });

  it("come and go with deltas; what only moves waits", () => {
    records.set("d", job("d", "accepted", 4));
    expect(store.change(records, { d: records.get("d")! }, [])).toBe(true);
    Object.assign(records.get("b")!, { s: "successful" });
    expect(store.change(records, { b: { s: "successful" } }, [])).toBe(false);
    expect(store.unsettled).toBe(true);
    records.delete("a");
    store.change(records, {}, ["a"]);
    expect(shown(store)).toEqual(["d", "c", "b"]);
    expect(store.unsettled).toBe(false);
  });

  it("are found by a text that a delta brought", () => {
    store.filter.text = "slept";
    store.project();
    Object.assign(records.get("b")!, { m: "Slept 3 s" });
    store.change(records, { b: { m: "Slept 3 s" } }, []);
    store.project();
    expect(shown(store)).toEqual(["b"]);
  });

  it("of a sweep are one line until it is opened", () => {
    for (let i = 0; i < 12; i++)
      records.set(`s${i}`, job(`s${i}`, i < 4 ? "successful" : "running", 10 + i, { gr: "sweep" }));
    store.reset(records);
    expect(shown(store)).toEqual(["[sweep]", "c", "b", "a"]);
    const [group] = store.groups;
    expect([...group!.counts]).toEqual([
      ["running", 8],
      ["successful", 4],
    ]);
    store.toggle(group!);
    expect(shown(store)).toHaveLength(16);
    expect(store.shown).toBe(15);
  });

  it("can be grouped by what they are", () => {
    store.groupBy = "process";
    store.project();
    expect(shown(store)).toEqual(["[sleep]", "c", "a", "[ndvi]", "b"]);
  });

  it("are counted by state", () => {
    expect([...store.counts()]).toEqual([
      ["running", 1],
      ["failed", 1],
      ["successful", 1],
    ]);
  });
});

describe("inputs and outputs", () => {
  beforeEach(() => {
    records = new Map<string, Fields>(
      [3, 1, 2].map((n) => [
        `k${n}`,
        job(`j${n}`, n === 2 ? "failed" : "successful", n, { i: { n, fixed: 7 }, gr: "g" }),
      ]),
    );
    store = new JobStore();
    store.groupBy = "none";
    store.reset(records);
  });

  it("are sorted by and searched", () => {
    store.sort = { by: "i:n", descending: false };
    store.project();
    expect(shown(store)).toEqual(["j1", "j2", "j3"]);
    store.filter.text = "n >= 2 and status = successful";
    store.project();
    expect(shown(store)).toEqual(["j3"]);
    expect(store.searchNote).toBe("");
  });

  it("become columns when they come", () => {
    expect(store.columns.map((column) => column.id)).toEqual(["i:n", "i:fixed"]);
    const before = store.columns;
    const o = { mean: 1.5 };
    Object.assign(records.get("k1")!, { o });
    store.filter.text = "mean > 1";
    store.project();
    expect(store.searchNote).toContain("no column mean");
    store.change(records, { k1: { o } }, []);
    expect(store.columns).not.toBe(before);
    expect(store.unsettled).toBe(true);
    store.project();
    expect(shown(store)).toEqual(["j1"]);
  });

  it("leave the counts to the rows that are found", () => {
    store.filter.states.add("failed");
    store.project();
    expect([...store.counts()]).toEqual([
      ["failed", 1],
      ["successful", 2],
    ]);
    store.filter.text = "n > 2";
    store.project();
    expect([...store.counts()]).toEqual([["successful", 1]]);
  });
});

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

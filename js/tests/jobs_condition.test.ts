import { describe, expect, it } from "vitest";

import written from "../../tests/unit/jobs/columns/conditions.json";
import { ConditionError, readCondition, type Content } from "../src/jobs/conditions/condition.ts";
import { ValueNames, valueColumns, valueText } from "../src/jobs/conditions/row-values.ts";
import { readSearch } from "../src/jobs/conditions/search.ts";
import type { Row } from "../src/jobs/row.ts";

const cases = written as unknown as {
  rows: Record<string, Content | { time: string }>[];
  selected: Record<string, number[]>;
  refused: Record<string, string>;
};
const rows = cases.rows.map((row) => (name: string) => {
  const value = row[name];
  return value && typeof value === "object" && "time" in value ? new Date(value.time) : value;
});

describe("a condition", () => {
  it.each(Object.entries(cases.selected))("selects rows as in Python: %s", (text, expected) => {
    const { test } = readCondition(text);
    expect(rows.flatMap((row, n) => (test(row) ? [n] : []))).toEqual(expected);
  });

  it.each(Object.entries(cases.refused))("is refused with the place: %s", (text, message) => {
    expect(() => readCondition(text)).toThrow(ConditionError);
    expect(() => readCondition(text)).toThrow(message);
  });

  it("is neither too deep nor too long", () => {
    expect(() => readCondition("(".repeat(60) + "a" + ")".repeat(60))).toThrow("too deeply");
    expect(() => readCondition("a".repeat(3000))).toThrow("at most 2000");
  });
});

describe("what is typed into the search", () => {
  const names = new Set(["duration", "fail"]);
  it("is words without an operator", () => {
    expect(readSearch(" Fail ", names)).toEqual({ words: "fail", condition: null, note: "" });
  });

  it("is a condition on columns that there are", () => {
    const { condition, words } = readSearch("duration > 2 and not fail", names);
    expect([...condition!.names]).toEqual(["duration", "fail"]);
    expect(words).toBe("");
  });

  it("is words where there is no such column, and says so", () => {
    const { words, condition, note } = readSearch("duratoin > 2", names);
    expect(condition).toBeNull();
    expect(words).toBe("duratoin > 2");
    expect(note).toContain("did you mean duration?");
  });

  it("hides no row while a condition is half typed", () => {
    const { words, note } = readSearch("duration >", names);
    expect(words).toBe("");
    expect(note).toContain("a value should come");
  });
});

describe("columns of inputs and outputs", () => {
  const job = (p: string, i: Row["i"], o?: Row["o"]): Row => ({
    id: "x",
    s: "successful",
    p,
    i,
    o,
  });
  const made = (...jobs: Row[]) => {
    const names = new ValueNames();
    for (const row of jobs) names.add(row);
    return valueColumns(jobs, jobs.keys(), names);
  };

  it("vary where rows of one process differ or lack a value", () => {
    const found = made(
      job("a", { n: 1, same: "x", some: 1 }),
      job("a", { n: 2, same: "x" }),
      job("b", { other: 5, same: "y" }),
    );
    const varying = found.filter((column) => column.varies).map((column) => column.name);
    expect(varying).toEqual(["n", "some"]);
  });

  it("have the names of a frame in Python", () => {
    const found = made(job("a", { n: 1, status: "x" }, { n: 2, took: 3, mean: 1.5 }));
    const names = found.map((column) => column.name);
    expect(names).toEqual(["n", "inputs.status", "outputs.n", "outputs.took", "mean"]);
  });

  it("are read for conditions, times as times", () => {
    const names = new ValueNames();
    names.add({ i: { group: 5 } });
    const readers = names.readers();
    const row: Row = { id: "j", s: "successful", b: 1000, f: 3500, i: { group: 5 }, gr: "naps" };
    expect(readers.get("group")!(row)).toBe(5);
    expect(readers.get("took")!(row)).toBe(2.5);
    expect(readers.get("started")!(row)).toEqual(new Date(1000));
    expect(readers.has("submitted")).toBe(false);
  });

  it("show six digits", () => {
    expect([1 / 3, 12345678, true, null, "a"].map(valueText)).toEqual([
      "0.333333",
      "12345678",
      "true",
      "",
      "a",
    ]);
  });
});

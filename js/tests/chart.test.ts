import { describe, expect, it } from "vitest";

import { chooseChart } from "../src/chart/choice.ts";
import { makeColours } from "../src/chart/drawing.ts";
import { makeScale, numberText, roundValues, stepsOf } from "../src/chart/scale.ts";
import type { ChartColumn, ChartRow, Choice } from "../src/chart/types.ts";

const column = (id: string, more: Partial<ChartColumn> = {}): ChartColumn => ({
  id,
  title: id,
  part: "input",
  numeric: true,
  varies: true,
  ...more,
});
const NOTHING: Choice = { kind: "", x: "", y: "", colour: "", panels: "" };
const took = column("took", { part: "job" });
const mean = column("mean", { part: "output" });
const choose = (columns: ChartColumn[], choice: Partial<Choice> = {}) =>
  chooseChart({ columns, rows: [], note: "" }, { ...NOTHING, ...choice })!;

describe("the chart that suits", () => {
  it("has the result over the input", () => {
    const { kind, x, y, colour } = choose([column("a"), mean, took]);
    expect([kind, x.id, y.id, colour]).toEqual(["points", "a", "mean", null]);
  });

  it("has the time taken where no output is a number", () => {
    expect(choose([column("a"), took]).y.id).toBe("took");
  });

  it("has a second input as colour, and does without one where that is chosen", () => {
    const columns = [column("a", { numeric: false }), column("b"), mean, took];
    expect(choose(columns).x.id).toBe("b");
    expect(choose(columns).colour?.id).toBe("a");
    expect(choose(columns, { colour: "none" }).colour).toBeNull();
  });

  it("has parallel axes where three inputs vary", () => {
    const columns = [
      column("a"),
      column("b"),
      column("c"),
      column("same", { varies: false }),
      mean,
    ];
    const { kind, axes } = choose(columns);
    expect(kind).toBe("parallel");
    expect(axes.map(({ id }) => id)).toEqual(["a", "b", "c", "mean"]);
    expect(choose(columns, { kind: "lines" }).kind).toBe("lines");
  });

  it("is none where there is nothing, and forgets a column that is gone", () => {
    expect(chooseChart({ columns: [], rows: [], note: "" }, NOTHING)).toBeNull();
    expect(choose([column("a"), mean], { y: "gone" }).y.id).toBe("mean");
  });
});

describe("a scale", () => {
  it("has round numbers", () => {
    expect(roundValues(0, 10)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(roundValues(-0.13, 0.61).map(numberText)).toEqual(["0", "0.2", "0.4", "0.6"]);
    expect(numberText(1234567.8)).toBe("1.23457e+6");
  });

  it("places numbers, also one alone, and nothing that is none", () => {
    const { at } = makeScale([0, 10, null, undefined], true);
    expect(at(5)).toBeCloseTo(0.5);
    expect([at(null), at("x")]).toEqual([null, null]);
    expect(makeScale([7, 7], true).at(7)).toBeCloseTo(0.5);
    expect(makeScale([], true).ticks.length).toBeGreaterThan(0);
  });

  it("places words as steps, numbers among them by size", () => {
    const { at, ticks } = makeScale(["b", "a", true, null], false);
    expect(ticks.map(({ text }) => text)).toEqual(["a", "b", "true"]);
    expect(at("b")).toBeCloseTo(0.5);
    expect(stepsOf([10, 9, 9])).toEqual(["9", "10"]);
  });
});

describe("colours", () => {
  const rows = (n: number): ChartRow[] =>
    Array.from({ length: n }, (_, i) => ({
      key: String(i),
      name: String(i),
      values: new Map([["a", i % 2 ? i : String(i)]]),
    }));

  it("have a shape of their own, and one for what is too many", () => {
    const colours = makeColours(column("a", { numeric: false }), rows(12));
    expect(colours.legend.map(({ text }) => text).at(-1)).toBe("others");
    const shapes = new Set(rows(12).map((row) => colours.of(row).shape));
    expect(shapes.size).toBe(8);
    expect(makeColours(null, rows(2)).legend).toEqual([]);
  });
});

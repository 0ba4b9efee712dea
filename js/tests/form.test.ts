// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { Checker } from "../src/form/values/check.ts";
import { expression } from "../src/form/values/expression.ts";
import {
  Num,
  number,
  parse,
  plain,
  same,
  stringify,
  type Members,
} from "../src/form/values/json.ts";
import { fits, type Field, type Plan } from "../src/form/values/plan.ts";
import { numbersIn } from "../src/form/controls/bbox.ts";
import { Store } from "../src/form/values/store.ts";
import { valuesOf } from "../src/form/run/sweep.ts";
import { readNumber } from "../src/form/controls/text.ts";
import { tileHost, tilesOf } from "../src/map/tiles.ts";
import { fromWkt, toWkt } from "../src/map/wkt.ts";

describe("JSON that loses nothing", () => {
  const texts = [
    "1",
    "1.0",
    "-0",
    "18446744073709551617",
    "0.1000000000000000055511151231257827",
    "1e400",
    '"1.0"',
    '{"a":[1.50,"2.0",{"b":null}]}',
    '{"__proto__":1.0}',
    '"\\\\\\"7.0"',
  ];
  it.each(texts)("%s", (text) => {
    expect(stringify(parse(text))).toBe(text);
  });
  it("keeps plain what is exact", () => {
    expect(parse("[1,0.5]")).toEqual([1, 0.5]);
    expect(number("1e2")).toBeInstanceOf(Num);
    expect(plain(parse("[1.0,1e2]"))).toEqual([1, 100]);
    expect(same(parse("1.0"), parse("1.0"))).toBe(true);
  });
  it("tells where text is no JSON", () => {
    expect(() => parse('{"a": }')).toThrow(SyntaxError);
  });
});

describe("numbers beyond floats", () => {
  const schema = {
    type: "object",
    properties: { n: { type: "number" }, list: { type: "array", items: { type: "number" } } },
  };
  const checker = new Checker({ id: "p", title: "", fields: [], schema });
  it.each([
    ['{"n": 1e3000}', ["/n"]],
    ['{"n": -1e400}', ["/n"]],
    ['{"list": [1, 2e308]}', ["/list/1"]],
    ['{"n": 1e308}', []],
    [`{"n": 1${"0".repeat(400)}}`, []],
  ])("%s", (text, pointers) => {
    const mistakes = checker.check(parse(text) as Members);
    expect(mistakes.map(({ pointer }) => pointer)).toEqual(pointers);
    for (const { message } of mistakes) expect(message).toContain("larger than any number");
  });
});

describe("text to number", () => {
  it.each([
    ["", undefined],
    ["  ", undefined],
    ["5", 5],
    ["+5", 5],
    [".5", 0.5],
    ["5.", 5],
    ["-", "-"],
    ["3,5", "3,5"],
    ["soon", "soon"],
  ])("%s", (text, value) => {
    expect(readNumber(text)).toEqual(value);
  });
});

describe("the store", () => {
  it("notifies only what changed", () => {
    const store = new Store({ a: { x: 1 }, b: 2 });
    const heard: string[] = [];
    store.subscribe(["a"], () => heard.push("a"));
    store.subscribe(["a", "x"], () => heard.push("a.x"));
    store.subscribe(["b"], () => heard.push("b"));
    store.set(["a", "y"], 5);
    expect(heard).toEqual(["a"]);
    store.set(["a", "x"], 2);
    expect(heard).toEqual(["a", "a", "a.x"]);
  });
  it("makes objects with their constants, and takes them away with the last member", () => {
    const store = new Store();
    store.companions.set("/s", [["type", "circle"]]);
    store.set(["s", "r"], 1);
    expect(store.value).toEqual({ s: { type: "circle", r: 1 } });
    store.clear(["s", "r"]);
    expect(store.value).toEqual({});
  });
  it("leaves an empty object that was given", () => {
    const store = new Store({ s: { a: 1 } });
    store.clear(["s", "a"]);
    expect(store.value).toEqual({ s: {} });
  });
  it("undoes typing in one place as one step", () => {
    const store = new Store();
    for (const text of ["h", "he", "hey"]) store.set(["a"], text);
    store.set(["b"], 1);
    store.undo();
    expect(store.value).toEqual({ a: "hey" });
    store.undo();
    expect(store.value).toEqual({});
    store.redo();
    store.redo();
    expect(store.value).toEqual({ a: "hey", b: 1 });
  });
  it("takes a name like __proto__ for a name", () => {
    const store = new Store();
    store.set(["__proto__", "polluted"], true);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(stringify(store.value)).toBe('{"__proto__":{"polluted":true}}');
    store.clear(["__proto__", "polluted"]);
    expect(stringify(store.value)).toBe("{}");
  });
  it("lets what is remembered follow the items of a list", () => {
    const store = new Store({ l: [1, 2] });
    store.branches.set("/l/0/x", 1);
    store.touched.add("/l/1");
    store.moved(["l"], (index) => 1 - index);
    expect([...store.branches, ...store.touched]).toEqual([["/l/1/x", 1], "/l/0"]);
  });
});

describe("which branch a value belongs to", () => {
  const plan: Plan = { fields: [], schema: true };
  const branch = (kind: string): Field => ({
    name: kind,
    kind: "object",
    children: [
      { name: "kind", kind: "const", required: true, choices: [{ value: kind }] },
      { name: "r", kind: "number" },
    ],
  });
  it("is decided by its constant", () => {
    const value: Members = { kind: "box", r: 1 };
    expect(fits(branch("circle"), value, plan)).toBe(0);
    expect(fits(branch("box"), value, plan)).toBeGreaterThan(2);
  });
});

describe("lines of several values", () => {
  it.each([
    ["1, 2;3", "integer", [1, 2, 3]],
    ["0..1 step 0.25", "number", [0, 0.25, 0.5, 0.75, 1]],
    ["1..3", "integer", [1, 2, 3]],
    ["a, b", "text", ["a", "b"]],
    ["x", "number", null],
    ["3..1", "number", null],
    ["", "text", null],
  ])("%s", (line, kind, values) => {
    expect(valuesOf(line, { kind })).toEqual(values);
  });
  it("takes days, and choices by what they are or are called", () => {
    expect(valuesOf("2024-02-28..2024-03-01", { kind: "date" })).toEqual([
      "2024-02-28",
      "2024-02-29",
      "2024-03-01",
    ]);
    expect(valuesOf("2024-01-01 .. 2024-02-01 step 31", { kind: "date" })).toEqual([
      "2024-01-01",
      "2024-02-01",
    ]);
    const field = {
      kind: "choice",
      choices: [
        { value: 1, label: "one" },
        { value: 2, label: "two" },
        { value: "x", label: "x" },
      ],
    };
    expect(valuesOf("1, two, x", field)).toEqual([1, 2, "x"]);
    expect(valuesOf("1, three", field)).toBe(null);
  });
});

describe("pasted places", () => {
  it("reads four numbers out of anything", () => {
    expect(numbersIn("-5, 40 ,10,50.25")).toEqual([-5, 40, 10, 50.25]);
    expect(numbersIn("POLYGON((1 2, 3 2, 3 4, 1 4, 1 2))")).toEqual([1, 2, 3, 4]);
  });
  it.each([
    "POINT (1 2)",
    "LINESTRING (1 2, 3 4)",
    "POLYGON ((0 0, 1 0, 1 1, 0 0), (0 0, 1 0, 1 1, 0 0))",
    "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))",
  ])("%s", (text) => {
    const geometry = fromWkt(text);
    expect(geometry && toWkt(geometry)).toBe(text);
  });
});

describe("expressions", () => {
  const names = { members: { a: 1, b: "x" }, root: {} };
  it("look up own members and nothing else", () => {
    expect(expression({ op: "==", args: [{ var: "a" }, { lit: 1 }] }, names)).toBe(true);
    expect(expression({ get: [{ var: "a" }, { lit: "constructor" }] }, names)).toBeUndefined();
    expect(expression({ var: "constructor" }, names)).toBeUndefined();
    expect(
      expression(
        {
          op: "?:",
          args: [
            { op: "in", args: [{ lit: "x" }, { list: [{ var: "b" }] }] },
            { lit: "yes" },
            { lit: "no" },
          ],
        },
        names,
      ),
    ).toBe("yes");
  });
});

describe("map tiles", () => {
  it("cover the box, few of them", () => {
    expect([...tilesOf([5, 45, 15, 55], 800).keys()]).toContain("7/67/43");
    for (const box of [
      [-180, -90, 180, 90],
      [-360, -90, 360, 90],
      [170, -10, 190, 10],
      [7.1, 50.1, 7.2, 50.2],
    ] as const)
      expect(tilesOf([...box], 1200).size).toBeLessThanOrEqual(140);
    expect(tilesOf([-1000, -90, 1000, 90], 800).size).toBe(0);
    expect(tilesOf([-180, -90, 180, 90], 0).size).toBeGreaterThan(0);
  });
  it.each([
    ["https://a.example/{z}/{x}/{y}.png", "a.example"],
    ["javascript:{z}{x}{y}", ""],
    ["https://a.example/", ""],
    [null, ""],
  ])("%s is of %s", (template, host) => {
    expect(tileHost(template)).toBe(host);
  });
});

// What rests on the description is a doubt, and what the server's own examples show is none.

import { describe, expect, it } from "vitest";
import { Checker, isHard } from "../src/form/values/check.ts";
import { Issues } from "../src/form/values/issues.ts";
import { parse, type Members } from "../src/form/values/json.ts";
import { problemText } from "../src/form/values/messages.ts";
import type { Field, JsonSchema, Plan } from "../src/form/values/plan.ts";
import { Store } from "../src/form/values/store.ts";

function planOf(schema: JsonSchema, field: Partial<Field> = {}, more: Partial<Plan> = {}): Plan {
  return {
    fields: [{ name: "x", kind: "json", ...field }],
    schema: { type: "object", properties: { x: schema }, additionalProperties: false },
    process: true,
    ...more,
  };
}

const check = (plan: Plan, value: unknown) =>
  new Checker(plan).check({ x: value } as Members).map(({ rule, severity }) => [rule, severity]);

describe("severity", () => {
  it("is hard for a text that is no number", () => {
    expect(check(planOf({ type: "number" }), "many")).toEqual([["type", "hard"]]);
    expect(check(planOf({ type: "number" }), "0.05")).toEqual([["type", "soft"]]);
    expect(check(planOf({ type: ["integer", "null"] }), "3,5")).toEqual([["type", "hard"]]);
  });

  it("is soft for what only the description says", () => {
    expect(check(planOf({ type: "string" }), 9.93)).toEqual([["type", "soft"]]);
    expect(check(planOf({ maximum: 1 }), 2)).toEqual([["maximum", "soft"]]);
    const either = { anyOf: [{ type: "number" }, { type: "object" }] };
    expect(check(planOf(either), "b")).toEqual([["type", "soft"]]);
  });

  it("is hard for text that is no value yet", () => {
    expect(isHard({ pointer: "/x", message: "Not JSON yet", rule: "syntax" })).toBe(true);
    expect(isHard({ pointer: "/x", message: "The server says: no", rule: "server" })).toBe(false);
  });
});

it("accepts what breaks a rule as an example does", () => {
  const tolerances = [
    { path: ["x", "*"], rule: "type", type: "numeral" },
    { path: ["x", "*"], rule: "enum", value: "GET" },
  ];
  const plan = planOf({ type: "array", items: { type: "number" } }, {}, { tolerances });
  expect(check(plan, [1, "0.05", "7"])).toEqual([]);
  expect(check(plan, ["many"])).toEqual([["type", "hard"]]);
  const choice = planOf({ type: "array", items: { enum: ["a"] } }, {}, { tolerances });
  expect(check(choice, ["get", "a"])).toEqual([]);
  expect(check(choice, ["put"])).toEqual([["enum", "soft"]]);
});

it("takes an address for a link where no text fits", () => {
  const field = { kind: "geometry", link: true, hints: { url_is_link: true } };
  expect(check(planOf({ type: "object" }, field), "https://e.org/a.json")).toEqual([]);
  expect(check(planOf({ type: "object" }, field), "a text")).toEqual([["type", "soft"]]);
  expect(check(planOf({ type: "object" }, { link: true }), "https://e.org")).toHaveLength(1);
});

it("reads no schema in annotations", () => {
  const text = { type: "string", contentSchema: { $id: "https://e.org/s", type: "object" } };
  const schema = {
    type: "object",
    properties: { a: text, b: { ...text, "x-other": { $id: "https://e.org/s", $ref: "#/no" } } },
  };
  const plan: Plan = { fields: [], schema };
  expect(() => new Checker(plan).prepare()).not.toThrow();
  expect(new Checker(plan).check(parse('{"a": 1, "b": "t"}') as Members)).toHaveLength(1);
});

it("says how a number with a comma is written, by its type", () => {
  expect(problemText("type", "number", "3,5", "")).toContain("Write 3.5.");
  expect(problemText("type", "integer", "3,5", "")).not.toContain("Write");
  expect(problemText("type", "integer", "3,0", "")).toContain("Write 3.");
  expect(problemText("type", "integer", "1,000", "")).toContain("Write 1000.");
  expect(problemText("type", "number", "1,000", "")).toContain("Write 1000 or 1.000.");
});

it("does not say that a value is needed beside what is wrong with its text", () => {
  const issues = new Issues(new Store({}));
  issues.setChecked([{ pointer: "/x", message: "Is needed.", rule: "required" }]);
  issues.setLocal("/x", "Not JSON yet.");
  expect(issues.mistakes.map(({ message }) => message)).toEqual(["Not JSON yet."]);
});

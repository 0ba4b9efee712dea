/// <reference types="vite/client" />
// The JSON Schema Test Suite in the page: the plans are written by tests/unit/inputs/schema_suite.py.

import { expect, it } from "vitest";
import { Checker } from "../src/form/values/check.ts";
import { parse, type Members } from "../src/form/values/json.ts";
import type { Plan } from "../src/form/values/plan.ts";
import written from "../../tests/unit/inputs/json_schema_suite/plans.json?raw";

interface Group {
  name: string;
  plan: Plan;
  values: [value: Members, valid: boolean][];
}

const verdicts = (parse(written) as unknown as Group[]).flatMap(({ name, plan, values }) => {
  const checker = new Checker(plan);
  return values.map(([value, valid]) => ({ name, valid, fits: !checker.check(value).length }));
});

it("no valid value is refused", () => {
  expect(verdicts.filter(({ valid, fits }) => valid && !fits)).toEqual([]);
});

it("nearly every verdict is that of the suite", () => {
  expect(verdicts.length).toBeGreaterThan(2000);
  const wrong = verdicts.filter(({ valid, fits }) => valid !== fits);
  expect(wrong.length, JSON.stringify(wrong, null, 1)).toBeLessThanOrEqual(0.03 * verdicts.length);
});

/// <reference types="vite/client" />
// The page must name the same mistakes as the kernel: the cases are written by tests/unit/inputs/agreement.py.

import { describe, expect, it } from "vitest";
import { Checker } from "../src/form/values/check.ts";
import { parse, stringify, type Members } from "../src/form/values/json.ts";
import type { Plan } from "../src/form/values/plan.ts";
import written from "../../tests/unit/inputs/agreement_cases.json?raw";

interface Subject {
  name: string;
  plan: Plan;
  cases: { value: Members; mistakes: [pointer: string, rule: string][] }[];
}

// As the form reads what the kernel sends: 1.0 stays 1.0.
const subjects = parse(written) as unknown as Subject[];

describe("page and kernel agree", () => {
  it.each(subjects.map((subject) => [subject.name, subject] as const))(
    "%s",
    (_, { plan, cases }) => {
      const checker = new Checker(plan);
      for (const { value, mistakes } of cases) {
        const found = checker.check(value).map(({ pointer, rule }) => [pointer, rule].join(" "));
        expect(found.sort(), stringify(value)).toEqual(
          mistakes.map((told) => told.join(" ")).sort(),
        );
      }
    },
  );

  it("on at least 500 values", () => {
    expect(subjects.reduce((count, { cases }) => count + cases.length, 0)).toBeGreaterThanOrEqual(
      500,
    );
  });
});

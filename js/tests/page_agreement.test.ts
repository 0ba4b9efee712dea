/// <reference types="vite/client" />
// The page must name the same mistakes as the kernel: tests/unit/inputs/test_page_agreement.py writes thousands of cases
// and runs this; without them there is nothing to do here, as agreement.test.ts holds the cases that are kept.

import { expect, it } from "vitest";
import { Checker } from "../src/form/values/check.ts";
import { parse, stringify, type Members } from "../src/form/values/json.ts";
import type { Plan } from "../src/form/values/plan.ts";

interface Subject {
  name: string;
  plan: Plan;
  cases: { value: Members; mistakes: string[][] }[];
}

const path: unknown = import.meta.env["VITE_PAGE_AGREEMENT_CASES"];

async function subjectsIn(file: string): Promise<Subject[]> {
  const { default: text } = (await import(/* @vite-ignore */ `${file}?raw`)) as { default: string };
  return parse(text) as unknown as Subject[];
}

it("the page finds what the kernel finds", async () => {
  const subjects = typeof path === "string" ? await subjectsIn(path) : [];
  const different: string[] = [];
  for (const { name, plan, cases } of subjects) {
    const checker = new Checker(plan);
    for (const { value, mistakes } of cases) {
      const found = checker
        .check(value)
        .map(({ pointer, rule, severity }) => `${pointer} ${rule} ${severity}`);
      const wanted = mistakes.map((parts) => parts.join(" "));
      if (found.sort().join("\n") !== wanted.sort().join("\n"))
        different.push(`${name} ${stringify(value)}: ${found.join("; ")} | ${wanted.join("; ")}`);
    }
  }
  expect(different.length, different.slice(0, 25).join("\n")).toBe(0);
}, 300_000);

// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { drawForm } from "../src/form/form.ts";
import type { Kernel } from "../src/form/field-context.ts";
import type { Field, Plan } from "../src/form/values/plan.ts";

const KINDS = (
  "text password uri multiline code file number integer boolean choice multichoice const null date time " +
  "datetime duration color interval bbox geometry wkt list tuple object mapping alternatives json ref nothing"
).split(" ");
const DAMAGE: unknown[] = [null, 5, "x", [], {}, [null], true, undefined, { a: null }];
const MEMBERS =
  "label help required nullable default examples format constraints hints choices children item media link";

/** A generator of numbers below 1 that gives the same series for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function damagedField(random: () => number, name: string): Field {
  const pick = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)] as T;
  const field: Record<string, unknown> = {
    name,
    kind: pick(KINDS),
    choices: [{ value: 1, label: "One" }],
    children: [{ name: "a", kind: "text" }],
    item: { name: "", kind: "text" },
  };
  for (let i = 0; i < 1 + random() * 3; i++) field[pick(MEMBERS.split(" "))] = pick(DAMAGE);
  return field as unknown as Field;
}

const kernel = { request: () => new Promise(() => {}) } as unknown as Kernel;

function draw(fields: Field[], value = {}) {
  const plan: Plan = { id: "p", title: "P", fields, schema: { type: "object" } };
  return drawForm({ plan, value, kernel, say: () => {}, checked: () => {} });
}

describe("damaged plans", () => {
  it("draw a form all the same", () => {
    const random = seeded(12);
    for (let run = 0; run < 2000; run++) {
      const damaged = damagedField(random, "damaged");
      const value = random() < 0.5 ? {} : { damaged: DAMAGE[Math.floor(random() * 7)] };
      const text = JSON.stringify([damaged, value]);
      const drawn = draw([damaged, { name: "sound", kind: "text" }], value);
      drawn.finish();
      expect(drawn.el.querySelector("[data-pointer='/sound'] input"), text).not.toBeNull();
      drawn.dispose();
    }
    // Two seconds on a quiet machine; what is tested is the drawing, not how fast the machine is.
  }, 60_000);
  it("leave what cannot be drawn as JSON, with the reason", () => {
    const broken = { name: "broken", kind: "choice", choices: 5 } as unknown as Field;
    const { el } = draw([broken, { name: "sound", kind: "text" }]);
    const field = el.querySelector("[data-pointer='/broken']");
    expect(field?.textContent).toContain("cannot be drawn");
    expect(field?.querySelector("textarea")).not.toBeNull();
  });
});

import { describe, expect, it } from "vitest";

import { sorted, sortedByText } from "../src/jobs/sort.ts";

const all = (n: number) => Uint32Array.from({ length: n }, (_, i) => i);

describe("sorting", () => {
  it.each([
    [false, [3, 1, 4, 0, 2]],
    [true, [0, 4, 1, 3, 2]],
  ])("orders numbers, with rows without one last (descending: %s)", (descending, order) => {
    const values = [9, 2, null, -5, 2.5];
    expect([...sorted(all(5), (i) => values[i]!, descending)]).toEqual(order);
  });

  it("keeps the order of equal ones", () => {
    expect([...sorted(Uint32Array.from([5, 3, 1]), () => 7, true)]).toEqual([5, 3, 1]);
  });

  it("tells milliseconds within a month apart", () => {
    const values = Array.from(
      { length: 1000 },
      (_, i) => 1.79e12 + ((i * 7919) % 1000) + (i === 0 ? 2.5e9 : 0),
    );
    const order = [...sorted(all(1000), (i) => values[i]!, false)].map((i) => values[i]);
    expect(order).toEqual([...values].sort((a, b) => a - b));
  });

  it.each([
    ["with a common start", ["job_10", "job_9", "job_1", "", "job_100"]],
    ["that are alike for long", ["aaaaaaaaaab", "aaaaaaaaaaa", "aaaaaaaaaa", "b"]],
    ["beyond ASCII", ["é2", "é1", "z", "ü", "日本", "日光", "a"]],
    ["that are all the same", ["p", "p", "p"]],
    ["of which there are none", ["", ""]],
  ])("orders texts %s", (_name, texts) => {
    const order = (descending: boolean) =>
      [...sortedByText(all(texts.length), (i) => texts[i]!, descending)].map((i) => texts[i]!);
    const given = texts.filter(Boolean).sort();
    const none = texts.filter((text) => !text);
    expect(order(false)).toEqual([...given, ...none]);
    expect(order(true)).toEqual([...given.reverse(), ...none]);
  });
});

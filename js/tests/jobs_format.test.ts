import { expect, test } from "vitest";
import { fine, moment, rough } from "../src/jobs/format.ts";
import { dateAndTime } from "../src/shared/local-time.ts";
import { elapsedText } from "../src/jobs/row.ts";

test.each([
  [0, "< 0.1 s"],
  [240, "0.2 s"],
  [9940, "9.9 s"],
  [10_400, "10 s"],
  [200_000, "3 min 20 s"],
])("%d ms are %s", (ms, words) => expect(fine(ms)).toBe(words));

test.each([
  [300, "≈ 1 s"],
  [59_000, "≈ 59 s"],
  [119_000, "≈ 2 min"],
  [3_700_000, "≈ 62 min"],
  [7_300_000, "≈ 2 h"],
  [200_000_000, "≈ 2 d"],
])("%d ms to go are %s", (ms, words) => expect(rough(ms)).toBe(words));

test("times are local, with 24 hours, and never AM or PM", () => {
  const then = new Date(2025, 0, 31, 14, 5, 9).getTime();
  expect(moment(then, then + 1000)).toBe("14:05:09");
  expect(moment(then, then + 86_400_000)).toBe("Jan 31");
  expect(moment(then, then + 400 * 86_400_000)).toBe("2025-01-31");
  expect(dateAndTime(then)).toBe("2025-01-31 14:05:09");
});

test("what goes on counts whole seconds, what ended says how long it took", () => {
  expect(elapsedText({ id: "a", s: "running", b: 1000 }, 2500)).toBe("1 s");
  expect(elapsedText({ id: "a", s: "failed", b: 1000, f: 2500 }, 9000)).toBe("1.5 s");
  expect(elapsedText({ id: "a", s: "gone" }, 9000)).toBe("");
});

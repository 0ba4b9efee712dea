// Where values stand on an axis: numbers along it, everything else as steps.

import type { Cell } from "./types.ts";

export interface Scale {
  /** From 0 to 1, or null for what has no place. */
  at(value: Cell | undefined): number | null;
  ticks: { at: number; text: string }[];
}

const TICKS = 6;
/** Steps of an axis of words that are named. */
const MOST_STEPS = 12;
/** Room at the ends of an axis. */
const MARGIN = 0.04;

/** The scale of values that are all numbers, or of words in the order of their appearance. */
export function makeScale(values: readonly (Cell | undefined)[], numeric: boolean): Scale {
  return numeric ? ofNumbers(values) : ofSteps(values);
}

function ofNumbers(values: readonly (Cell | undefined)[]): Scale {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values)
    if (typeof value === "number") {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  if (low > high) [low, high] = [0, 1];
  if (low === high) [low, high] = [low - 1, high + 1];
  const room = (high - low) * MARGIN;
  const [from, to] = [low - room, high + room];
  const at = (value: number) => (value - from) / (to - from);
  return {
    at: (value) => (typeof value === "number" ? at(value) : null),
    ticks: roundValues(from, to).map((value) => ({ at: at(value), text: numberText(value) })),
  };
}

/** Round numbers between two others. */
export function roundValues(from: number, to: number): number[] {
  const rough = (to - from) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const values: number[] = [];
  for (let i = Math.ceil(from / step); i * step <= to; i++) values.push(i * step);
  return values;
}

function ofSteps(values: readonly (Cell | undefined)[]): Scale {
  const steps = stepsOf(values);
  const places = new Map(steps.map((step, i) => [step, (i + 0.5) / steps.length]));
  const every = Math.ceil(steps.length / MOST_STEPS);
  return {
    at: (value) => (value == null ? null : (places.get(String(value)) ?? null)),
    ticks: steps
      .filter((_, i) => i % every === 0)
      .map((step) => ({ at: places.get(step)!, text: step })),
  };
}

/** The different values as words, in order. */
export function stepsOf(values: readonly (Cell | undefined)[]): string[] {
  const present = values.filter((value) => value != null);
  if (present.every((value) => typeof value === "number"))
    return [...new Set(present)].sort((a, b) => a - b).map(String);
  return [...new Set(present.map(String))].sort();
}

/** A number with at most six digits, and powers of ten where it is long. */
export function numberText(value: number): string {
  const rounded = Number(value.toPrecision(6));
  const size = Math.abs(rounded);
  return size !== 0 && (size >= 1e6 || size < 1e-4) ? rounded.toExponential() : String(rounded);
}

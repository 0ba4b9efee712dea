// Which chart suits the data, where nobody chose one.

import type { ChartColumn, ChartData, Choice, Kind } from "./types.ts";

export interface Chart {
  kind: Kind;
  x: ChartColumn;
  y: ChartColumn;
  colour: ChartColumn | null;
  panels: ChartColumn | null;
  /** The axes of parallel coordinates. */
  axes: ChartColumn[];
}

/** Axes of parallel coordinates. */
const MOST_AXES = 10;
/** Inputs from which on one chart of two axes says too little. */
const MANY = 3;

/** The column of an id, or of the name that Python knows it by. */
export function findColumn(columns: readonly ChartColumn[], name: string): ChartColumn | undefined {
  return columns.find(({ id }) => id === name) ?? columns.find(({ title }) => title === name);
}

/** Fill in what was not chosen: inputs to the right, outputs upwards, a second input as colour, more as parallel axes. */
export function chooseChart({ columns }: ChartData, choice: Choice): Chart | null {
  const find = (name: string) => findColumn(columns, name);
  const inputs = columns.filter(({ part, varies }) => part === "input" && varies);
  const outputs = columns.filter(({ part, numeric }) => part === "output" && numeric);
  const facts = columns.filter(({ part, numeric }) => part === "job" && numeric);
  const first = inputs.find(({ numeric }) => numeric) ?? inputs[0] ?? facts[0] ?? columns[0];
  const x = find(choice.x) ?? first;
  const y = find(choice.y) ?? [...outputs, ...facts].find((column) => column !== x) ?? x;
  if (!x || !y) return null;
  const second = inputs.find((column) => column !== x && column !== y) ?? null;
  const colour = choice.colour === "none" ? null : (find(choice.colour) ?? second);
  const axes = [...inputs, ...(outputs.length ? outputs : facts.slice(0, 1))].slice(0, MOST_AXES);
  const suits: Kind = inputs.length >= MANY && axes.length > MANY ? "parallel" : "points";
  return { kind: choice.kind || suits, x, y, colour, panels: find(choice.panels) ?? null, axes };
}

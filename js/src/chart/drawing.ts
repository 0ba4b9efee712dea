// Parts that every chart is made of: SVG elements, axes, marks of jobs, colours.

import { makeScale, stepsOf, type Scale } from "./scale.ts";
import type { ChartColumn, ChartRow } from "./types.ts";

const SVG = "http://www.w3.org/2000/svg";
/** Colours, each with a shape of its own: colour alone tells nothing to some. */
export const KINDS = 8;

export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

export function s(
  tag: string,
  attributes: Record<string, string | number> = {},
  ...children: (Node | string)[]
): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

export function columnScale(column: ChartColumn, rows: readonly ChartRow[]): Scale {
  return makeScale(
    rows.map((row) => row.values.get(column.id)),
    column.numeric,
  );
}

/** The lower and the left axis of a plot. */
export function drawAxes(into: SVGElement, area: Area, x: Scale, y: Scale): void {
  const { left, top, width, height } = area;
  for (const { at, text } of x.ticks) {
    const place = left + at * width;
    into.append(
      s("line", { class: "pg-grid", x1: place, x2: place, y1: top, y2: top + height }),
      s(
        "text",
        { class: "pg-tick", x: place, y: top + height + 15, "text-anchor": "middle" },
        cut(text),
      ),
    );
  }
  for (const { at, text } of y.ticks) {
    const place = top + (1 - at) * height;
    into.append(
      s("line", { class: "pg-grid", x1: left, x2: left + width, y1: place, y2: place }),
      s("text", { class: "pg-tick", x: left - 6, y: place + 4, "text-anchor": "end" }, cut(text)),
    );
  }
  into.append(s("rect", { class: "pg-frame", x: left, y: top, width, height }));
}

function cut(text: string): string {
  return text.length > 12 ? `${text.slice(0, 11)}…` : text;
}

export interface Colours {
  of(row: ChartRow): { shape: number; style: string };
  legend: { text: string; shape: number; style: string }[];
}

/** Colours by a column: one for each value where they are few, else along a scale. */
export function makeColours(column: ChartColumn | null, rows: readonly ChartRow[]): Colours {
  if (!column) return { of: () => ({ shape: 0, style: step(0) }), legend: [] };
  const values = rows.map((row) => row.values.get(column.id));
  const steps = stepsOf(values);
  if (steps.length > KINDS && column.numeric) return alongScale(column, makeScale(values, true));
  const places = new Map(steps.map((value, i) => [value, Math.min(i, KINDS - 1)]));
  const named = steps.slice(0, KINDS).map((text, i) => ({ text, shape: i, style: step(i) }));
  if (steps.length > KINDS) named.at(-1)!.text = "others";
  return {
    of: (row) => {
      const shape = places.get(String(row.values.get(column.id))) ?? KINDS - 1;
      return { shape, style: step(shape) };
    },
    legend: named,
  };
}

function step(i: number): string {
  return `--pg-mark: var(--pg-colour-${i})`;
}

function alongScale(column: ChartColumn, scale: Scale): Colours {
  const style = (at: number) =>
    `--pg-mark: color-mix(in oklab, var(--pg-high) ${Math.round(100 * at)}%, var(--pg-low))`;
  return {
    of: (row) => ({ shape: 0, style: style(scale.at(row.values.get(column.id)) ?? 0) }),
    legend: scale.ticks.map(({ at, text }) => ({ text, shape: 0, style: style(at) })),
  };
}

const SHAPES = [
  "M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0",
  "M-4.5,-4.5h9v9h-9z",
  "M0,-6L5.5,4.5H-5.5z",
  "M0,-6.5L5.5,0L0,6.5L-5.5,0z",
  "M0,6L5.5,-4.5H-5.5z",
  "M-5,-2h3v-3h4v3h3v4h-3v3h-4v-3h-3z",
  "M-6,-3.5h12v7h-12z",
  "M-3.5,-6h7v12h-7z",
];

export function shapePath(shape: number): string {
  return SHAPES[shape % SHAPES.length]!;
}

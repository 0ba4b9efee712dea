// The plots: points and lines over two axes, in one panel or several, and parallel coordinates.

import type { Chart } from "./choice.ts";
import {
  columnScale,
  drawAxes,
  makeColours,
  s,
  shapePath,
  type Area,
  type Colours,
} from "./drawing.ts";
import { stepsOf, type Scale } from "./scale.ts";
import type { ChartRow } from "./types.ts";

export interface Plot {
  svg: SVGElement;
  /** Elements of jobs, in the order in which keys go through them. */
  marks: { element: SVGElement; row: ChartRow }[];
  legend: Colours["legend"];
}

const WIDTH = 760;
const HEIGHT = 340;
const PANEL = 220;
const LEFT = 64;
const BOTTOM = 40;
const TOP = 14;
const RIGHT = 16;
/** Small multiples. */
const MOST_PANELS = 12;
const PANELS_A_LINE = 3;

export function drawPlot(chart: Chart, rows: readonly ChartRow[]): Plot {
  return chart.kind === "parallel" ? drawParallel(chart, rows) : drawPanels(chart, rows);
}

function picture(height: number, label: string): SVGElement {
  return s("svg", {
    viewBox: `0 0 ${WIDTH} ${height}`,
    class: "pg-plot",
    role: "group",
    "aria-label": label,
  });
}

function drawPanels(chart: Chart, rows: readonly ChartRow[]): Plot {
  const { x, y, panels } = chart;
  const drawn = rows.filter((row) => [x, y].every(({ id }) => row.values.get(id) != null));
  const colours = makeColours(chart.colour, drawn);
  const scales: [Scale, Scale] = [columnScale(x, drawn), columnScale(y, drawn)];
  const of = (row: ChartRow) => String(row.values.get(panels?.id ?? "") ?? "");
  const names = panels
    ? stepsOf(drawn.map((row) => row.values.get(panels.id))).slice(0, MOST_PANELS)
    : [""];
  const several = panels !== null && names.length > 0;
  const aLine = Math.min(names.length, PANELS_A_LINE);
  const height = several ? PANEL * Math.ceil(names.length / aLine) : HEIGHT;
  const svg = picture(height, `${y.title} over ${x.title}`);
  const plot: Plot = { svg, marks: [], legend: colours.legend };
  names.forEach((name, i) => {
    const area = several ? panelArea(i, aLine) : panelOf(0, 0, WIDTH, HEIGHT);
    const title = several ? `${panels.title} = ${name}` : "";
    const own = several ? drawn.filter((row) => of(row) === name) : drawn;
    drawPanel(plot, area, title, chart, own, scales, colours);
  });
  return plot;
}

function panelArea(i: number, aLine: number): Area {
  const width = WIDTH / aLine;
  return panelOf((i % aLine) * width, Math.floor(i / aLine) * PANEL, width, PANEL);
}

function panelOf(left: number, top: number, width: number, height: number): Area {
  return {
    left: left + LEFT,
    top: top + TOP + 6,
    width: width - LEFT - RIGHT,
    height: height - TOP - 6 - BOTTOM,
  };
}

function drawPanel(
  plot: Plot,
  area: Area,
  title: string,
  { kind, x, y }: Chart,
  rows: readonly ChartRow[],
  [across, up]: [Scale, Scale],
  colours: Colours,
): void {
  const { left, top, width, height } = area;
  drawAxes(plot.svg, area, across, up);
  const middle = left + width / 2;
  const under = { x: middle, y: top + height + 32, "text-anchor": "middle", class: "pg-title" };
  const beside = `translate(${left - LEFT + 14} ${top + height / 2}) rotate(-90)`;
  plot.svg.append(
    s("text", under, x.title),
    s("text", { transform: beside, "text-anchor": "middle", class: "pg-title" }, y.title),
    s("text", { x: left, y: top - 5, class: "pg-title" }, title),
  );
  const place = (row: ChartRow): [number, number] => [
    left + across.at(row.values.get(x.id))! * width,
    top + (1 - up.at(row.values.get(y.id))!) * height,
  ];
  const inOrder = [...rows].sort((a, b) => place(a)[0] - place(b)[0]);
  if (kind === "lines") drawLines(plot.svg, inOrder, place, colours);
  for (const row of inOrder) {
    const { shape, style } = colours.of(row);
    const [h, v] = place(row);
    const element = s("path", { class: "pg-mark", d: shapePath(shape), style });
    element.setAttribute("transform", `translate(${h.toFixed(1)} ${v.toFixed(1)})`);
    plot.svg.append(element);
    plot.marks.push({ element, row });
  }
}

/** A line through the points of each colour. */
function drawLines(
  svg: SVGElement,
  rows: readonly ChartRow[],
  place: (row: ChartRow) => [number, number],
  colours: Colours,
): void {
  const lines = new Map<string, string[]>();
  for (const row of rows) {
    const { style } = colours.of(row);
    const points = lines.get(style) ?? [];
    points.push(
      place(row)
        .map((at) => at.toFixed(1))
        .join(),
    );
    lines.set(style, points);
  }
  for (const [style, points] of lines)
    svg.append(s("polyline", { class: "pg-line", points: points.join(" "), style }));
}

function drawParallel({ axes, colour }: Chart, rows: readonly ChartRow[]): Plot {
  const colours = makeColours(colour, rows);
  const svg = picture(HEIGHT, `Parallel axes: ${axes.map(({ title }) => title).join(", ")}`);
  const plot: Plot = { svg, marks: [], legend: colours.legend };
  const scales = axes.map((column) => columnScale(column, rows));
  const [top, height] = [TOP + 20, HEIGHT - TOP - 40];
  const across = (i: number) =>
    LEFT + (axes.length > 1 ? i / (axes.length - 1) : 0.5) * (WIDTH - 2 * LEFT);
  for (const row of rows) {
    const points = axes.flatMap((column, i) => {
      const at = scales[i]!.at(row.values.get(column.id));
      return at === null ? [] : `${across(i).toFixed(1)},${(top + (1 - at) * height).toFixed(1)}`;
    });
    if (points.length < 2) continue;
    const { style } = colours.of(row);
    const element = s("polyline", { class: "pg-mark pg-path", points: points.join(" "), style });
    svg.append(element);
    plot.marks.push({ element, row });
  }
  axes.forEach((column, i) => {
    const x = across(i);
    svg.append(
      s("line", { class: "pg-axis", x1: x, x2: x, y1: top, y2: top + height }),
      s("text", { class: "pg-title", x, y: TOP + 6, "text-anchor": "middle" }, column.title),
    );
    for (const { at, text } of scales[i]!.ticks)
      svg.append(s("text", { class: "pg-tick", x: x + 5, y: top + (1 - at) * height + 4 }, text));
  });
  return plot;
}

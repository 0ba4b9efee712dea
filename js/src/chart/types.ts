// What a chart is drawn of.

export type Cell = string | number | boolean | null;

export interface ChartColumn {
  id: string;
  title: string;
  /** Whether it is an input, an output or a fact of the job itself. */
  part: "input" | "output" | "job";
  numeric: boolean;
  varies: boolean;
}

export interface ChartRow {
  key: string;
  /** What the job is called. */
  name: string;
  values: ReadonlyMap<string, Cell | undefined>;
}

export interface ChartData {
  columns: readonly ChartColumn[];
  rows: readonly ChartRow[];
  /** Said below the chart, such as that not all jobs are drawn. */
  note: string;
}

/** How a chart is drawn; empty for what suits the data. */
export interface Choice {
  kind: "" | Kind;
  x: string;
  y: string;
  colour: string;
  panels: string;
}

export type Kind = "points" | "lines" | "parallel";

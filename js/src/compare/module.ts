// Jobs side by side: inputs, states and times with what differs marked, and results each in its way. Loaded when the first
// comparison is drawn.

import { dateAndTime } from "../shared/local-time.ts";
import { h } from "../shared/dom.ts";
import type { Cell, ComparedJobs, ComparedOutput, ComparedRun, ComparedValue } from "./types.ts";
import { drawPictures, type AskForPicture } from "./pictures.ts";

export interface ComparisonOptions {
  compared: ComparedJobs;
  picture: AskForPicture;
}

/** Rows of a list of differences that are shown. */
const MOST = 50;

/** Draw a comparison; what is returned frees its pictures. */
export function drawComparison(
  el: HTMLElement,
  { compared, picture }: ComparisonOptions,
): () => void {
  const titles = compared.runs.map(titleOf);
  const table = h("table", { class: "pc-table" }, head(compared.runs, titles));
  const { inputs, facts, outputs } = compared;
  table.append(
    section("Inputs", titles.length, inputs.map(valueRow)),
    section("Run", titles.length, facts.map(valueRow)),
    section("Results", titles.length, outputs.map(outputRow)),
  );
  el.append(onlyDifferences(table), h("div", { class: "pc-scroll", tabindex: 0 }, table));
  const frees = outputs.map((output) => {
    const details = detailsOf(output, titles);
    if (details) el.append(details);
    return drawPictures(el, output, titles, picture);
  });
  return () => frees.forEach((free) => free());
}

function titleOf(run: ComparedRun): string {
  return run.label ?? (run.id.slice(0, 8) || "at once");
}

function head(runs: readonly ComparedRun[], titles: readonly string[]): HTMLElement {
  const cells = runs.map((run, i) =>
    h("th", { scope: "col", title: `${run.process ?? ""} ${run.id}`.trim() }, titles[i]),
  );
  return h(
    "thead",
    {},
    h("tr", {}, h("td", {}), ...cells, h("th", { scope: "col" }, "Difference")),
  );
}

function section(title: string, runs: number, rows: HTMLElement[]): HTMLElement | string {
  if (!rows.length) return "";
  const heading = h("th", { scope: "rowgroup", colspan: runs + 2, class: "pc-part" }, title);
  return h("tbody", {}, h("tr", {}, heading), ...rows);
}

function valueRow({ name, values, differs }: ComparedValue): HTMLElement {
  const shown = name === "created" ? values.map(moment) : values.map(cellText);
  return row(name, shown, differs, differs ? "differs" : "");
}

function outputRow(output: ComparedOutput): HTMLElement {
  return row(output.name, output.values.map(cellText), output.differs, summary(output));
}

function row(name: string, cells: string[], differs: boolean, words: string): HTMLElement {
  return h(
    "tr",
    { "data-differs": String(differs) },
    h("th", { scope: "row" }, name),
    ...cells.map((text) => h("td", {}, text)),
    h("td", { class: "pc-difference" }, differs ? `≠ ${words}` : words || "same"),
  );
}

/** How an output differs from that of the first job, in a few words. */
function summary(output: ComparedOutput): string {
  if (output.note) return `cannot be compared: ${output.note}`;
  if (!output.differs) return "same";
  const steps = output.differences.slice(1).flatMap((difference, i) => {
    if (difference === null) return [];
    const ratio = output.ratios[i + 1];
    const sign = difference > 0 ? "+" : "";
    return `${sign}${short(difference)}${ratio == null ? "" : `, × ${short(ratio, 4)}`}`;
  });
  if (steps.length) return steps.join("; ");
  const { length } = output.changes;
  if (length) return length === 1 ? "1 difference" : `${length} differences`;
  return "differs";
}

/** What differs within documents, tables and texts. */
function detailsOf(output: ComparedOutput, titles: readonly string[]): HTMLElement | null {
  const { name, changes, lines } = output;
  if (!changes.length && !lines.length) return null;
  const details = h("details", { class: "pc-details" }, h("summary", {}, `${name}: what differs`));
  if (!changes.length) {
    details.append(h("pre", { tabindex: 0 }, lines.map((line) => `${line}\n`).join("")));
    return details;
  }
  const heads = ["Where", ...titles].map((title) => h("th", { scope: "col" }, title));
  const rows = changes
    .slice(0, MOST)
    .map(({ path, values }) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, h("code", {}, path || "/")),
        ...values.map((value) => h("td", {}, cellText(value))),
      ),
    );
  details.append(
    h(
      "table",
      { class: "pc-table" },
      h("thead", {}, h("tr", {}, ...heads)),
      h("tbody", {}, ...rows),
    ),
  );
  if (changes.length > MOST)
    details.append(h("p", { class: "pb-dim" }, `… and ${changes.length - MOST} more.`));
  return details;
}

function onlyDifferences(table: HTMLElement): HTMLElement {
  const box = h("input", { type: "checkbox" });
  box.addEventListener("change", () => table.classList.toggle("pc-only", box.checked));
  return h("label", { class: "pc-choice" }, box, "Only what differs");
}

function cellText(value: Cell): string {
  if (value === null) return "";
  return typeof value === "number" ? short(value) : String(value);
}

function moment(value: Cell): string {
  return typeof value === "string" ? dateAndTime(new Date(value)) : "";
}

function short(value: number, digits = 6): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(digits)));
}

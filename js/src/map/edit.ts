// A map to draw on: a bounding box, or a point, line or polygon.

import { h } from "../shared/dom.ts";
import { Sheet } from "./canvas.ts";
import { around, linePath, svgElement, type Box, type Position } from "./svg.ts";
import { pathOf, type Geometry } from "./view.ts";

export interface EditOptions {
  mode: "bbox" | "geometry";
  value: unknown;
  crs?: string;
  label: string;
  /** Address of map tiles, with {z}, {x} and {y}. */
  tiles?: string | undefined;
  /** Called with the four numbers west, south, east, north, or with a GeoJSON geometry. */
  onChange(value: unknown): void;
}

export interface EditMap {
  set(value: unknown): void;
  dispose(): void;
}

const WORLD: Box = [-180, -85, 180, 85];

export function drawEdit(el: HTMLElement, options: EditOptions): EditMap {
  const map = options.mode === "bbox" ? new BoxMap(options) : new GeometryMap(options);
  el.append(map.el);
  return map;
}

/** What both have: a sheet, tools beside it, and a pointer that draws while a tool is on. */
abstract class DrawingMap implements EditMap {
  readonly el: HTMLElement;
  protected readonly sheet: Sheet;
  protected readonly tools = h("div", { class: "pb-map-tools" });
  protected readonly told = h("span", { class: "pb-dim", role: "note" });

  constructor(
    protected readonly options: EditOptions,
    home: Box,
  ) {
    this.sheet = new Sheet(home, { geographic: true, label: options.label, tiles: options.tiles });
    this.el = h("div", { class: "pb-map-edit" }, this.tools, this.sheet.el);
    // Before the sheet's own listeners, which move the map.
    for (const kind of ["pointerdown", "pointermove", "pointerup"] as const)
      this.sheet.el.addEventListener(
        kind,
        (event) =>
          this.sheet.svg.contains(event.target as Node) &&
          this.pointer(kind, event) &&
          event.stopPropagation(),
        { capture: true },
      );
  }

  abstract set(value: unknown): void;
  /** Whether the event was used for drawing. */
  protected abstract pointer(
    kind: "pointerdown" | "pointermove" | "pointerup",
    event: PointerEvent,
  ): boolean;

  dispose(): void {
    this.el.remove();
  }

  /** A position with as many decimals as the screen can show. */
  protected round([x, y]: Position): Position {
    const digits = Math.max(
      0,
      Math.min(7, Math.ceil(-Math.log10(this.sheet.svg.viewBox.baseVal.width / 1000))),
    );
    return [Number(x.toFixed(digits)), Number(Math.max(-90, Math.min(90, y)).toFixed(digits))];
  }
}

class BoxMap extends DrawingMap {
  #box: Box | null = null;
  #drag: { from: Position; box: Box; part: string } | null = null;
  readonly #draw = h(
    "button",
    { type: "button", class: "pb-button", "aria-pressed": "false" },
    "Draw a box",
  );

  constructor(options: EditOptions) {
    super(options, boxOf(options.value) ?? WORLD);
    this.#draw.addEventListener("click", () =>
      this.#drawing(this.#draw.getAttribute("aria-pressed") === "false"),
    );
    this.tools.append(this.#draw, this.told);
    this.set(options.value);
    // A box around the whole world is where one starts from, not what one moves.
    this.#drawing(!this.#box || this.#box[2] - this.#box[0] > 300);
  }

  set(value: unknown): void {
    if (this.#drag) return;
    const box = boxOf(value);
    // What was drawn here is in sight.
    if (box && String(box) !== String(this.#box)) this.sheet.fit(box);
    this.#box = box;
    this.#paint();
  }

  #drawing(on: boolean): void {
    this.#draw.setAttribute("aria-pressed", String(on));
    this.sheet.svg.classList.toggle("pb-drawing", on);
  }

  protected pointer(
    kind: "pointerdown" | "pointermove" | "pointerup",
    event: PointerEvent,
  ): boolean {
    if (kind === "pointerdown") return this.#down(event);
    if (!this.#drag) return false;
    if (kind === "pointermove") this.#move(this.sheet.at(event));
    else this.#up();
    return true;
  }

  #down(event: PointerEvent): boolean {
    const grip = (event.target as SVGElement).dataset["part"] ?? "";
    const part = this.#draw.getAttribute("aria-pressed") === "true" ? "new" : grip;
    if (!part) return false;
    const from = this.round(this.sheet.at(event));
    this.#drag = { from, part, box: part === "new" ? [...from, ...from] : [...(this.#box as Box)] };
    this.sheet.svg.setPointerCapture(event.pointerId);
    return true;
  }

  #move(at: Position): void {
    const { from, box, part } = this.#drag as { from: Position; box: Box; part: string };
    const [x, y] = this.round(at);
    const [w, south, e, n] = box;
    if (part === "all") {
      const [dx, dy] = [x - from[0], Math.max(-90 - south, Math.min(90 - n, y - from[1]))];
      this.#box = [...this.round([w + dx, south + dy]), ...this.round([e + dx, n + dy])];
    } else {
      const corner: Box =
        part === "new"
          ? [from[0], from[1], x, y]
          : [
              part.includes("w") ? x : w,
              part.includes("s") ? y : south,
              part.includes("e") ? x : e,
              part.includes("n") ? y : n,
            ];
      this.#box = [
        Math.min(corner[0], corner[2]),
        Math.min(corner[1], corner[3]),
        Math.max(corner[0], corner[2]),
        Math.max(corner[1], corner[3]),
      ];
    }
    this.#paint();
  }

  #up(): void {
    const box = this.#box;
    this.#drag = null;
    if (!box || box[0] === box[2] || box[1] === box[3]) return;
    this.#drawing(false);
    // Across the antimeridian the west is greater than the east (RFC 7946, section 5.2).
    this.options.onChange(
      box[2] - box[0] >= 360
        ? [-180, box[1], 180, box[3]]
        : [wrapped(box[0]), box[1], wrapped(box[2], 180), box[3]],
    );
  }

  #paint(): void {
    const box = this.#box;
    this.sheet.layer.replaceChildren();
    this.told.textContent = box ? sizeText(box) : "Drag over the map.";
    if (!box) return;
    const [w, south, e, n] = box;
    const all = svgElement("rect", {
      x: w,
      y: -n,
      width: e - w,
      height: n - south,
      class: "pb-box",
      "data-part": "all",
    });
    const grip = this.sheet.svg.viewBox.baseVal.width / 80;
    const corners = (
      [
        ["sw", w, south],
        ["se", e, south],
        ["nw", w, n],
        ["ne", e, n],
      ] as const
    ).map(([part, x, y]) =>
      svgElement("rect", {
        x: x - grip / 2,
        y: -y - grip / 2,
        width: grip,
        height: grip,
        class: "pb-grip",
        "data-part": part,
      }),
    );
    this.sheet.layer.append(all, ...corners);
  }
}

/** West, south, east, north of what the form holds; east beyond 180 when it crosses the antimeridian. */
function boxOf(value: unknown): Box | null {
  if (
    !Array.isArray(value) ||
    (value.length !== 4 && value.length !== 6) ||
    !value.every((one) => typeof one === "number" && Number.isFinite(one))
  )
    return null;
  const [w, south, e, n] = (
    value.length === 4 ? value : [value[0], value[1], value[3], value[4]]
  ) as Box;
  return n < south || south < -90 || n > 90 ? null : [w, south, e < w ? e + 360 : e, n];
}

function wrapped(x: number, edge = -180): number {
  const turned = around(x);
  return turned === -180 ? edge : Number(turned.toFixed(7));
}

function sizeText([w, south, e, n]: Box): string {
  const high = (n - south) * 111.2;
  const wide = (e - w) * 111.32 * Math.cos((((south + n) / 2) * Math.PI) / 180);
  const km = (length: number) =>
    length < 10 ? length.toFixed(1) : Math.round(length).toLocaleString("en");
  return `about ${km(wide)} × ${km(high)} km`;
}

type Tool = "Point" | "LineString" | "Polygon";
const TOOLS: [Tool, string][] = [
  ["Point", "Point"],
  ["LineString", "Line"],
  ["Polygon", "Polygon"],
];
const ENOUGH: Record<Tool, number> = { Point: 1, LineString: 2, Polygon: 3 };
const CORNERS = "Click each corner; double click or Enter ends.";
const HOW: Record<Tool, string> = {
  Point: "Click the place.",
  LineString: CORNERS,
  Polygon: CORNERS,
};

/** Coordinates of a geometry of that type; the ring of a polygon ends where it begins. */
function coordinatesOf(tool: Tool, points: readonly Position[]): unknown {
  if (tool === "Point") return points[0];
  return tool === "LineString" ? points : [[...points, points[0]]];
}

class GeometryMap extends DrawingMap {
  #shown: Geometry[] = [];
  #tool: Tool | null = null;
  #points: Position[] = [];
  #pressed: Position | null = null;
  readonly #buttons = new Map<Tool, HTMLButtonElement>();
  readonly #done = h("button", { type: "button", class: "pb-button", hidden: true }, "Done");

  constructor(options: EditOptions) {
    super(options, extentOf(geometriesOf(options.value)) ?? WORLD);
    for (const [tool, word] of TOOLS) {
      const button = h(
        "button",
        {
          type: "button",
          class: "pb-button",
          "aria-pressed": "false",
          onclick: () => this.#choose(this.#tool === tool ? null : tool),
        },
        word,
      );
      this.#buttons.set(tool, button);
    }
    this.#done.addEventListener("click", () => this.#finish());
    this.tools.append(...this.#buttons.values(), this.#done, this.told);
    this.sheet.el.addEventListener("keydown", (event) => this.#key(event), { capture: true });
    this.sheet.el.addEventListener("dblclick", () => this.#finish());
    this.set(options.value);
  }

  set(value: unknown): void {
    this.#shown = geometriesOf(value);
    const extent = extentOf(this.#shown);
    if (extent) this.sheet.fit(extent);
    this.#paint();
  }

  protected pointer(
    kind: "pointerdown" | "pointermove" | "pointerup",
    event: PointerEvent,
  ): boolean {
    if (!this.#tool || kind === "pointermove") return false;
    const at = this.sheet.at(event);
    if (kind === "pointerdown") this.#pressed = at;
    else if (this.#pressed && !this.sheet.moved) this.#add(this.round(at));
    return false;
  }

  #choose(tool: Tool | null): void {
    this.#tool = tool;
    this.#points = [];
    for (const [one, button] of this.#buttons)
      button.setAttribute("aria-pressed", String(one === tool));
    this.sheet.svg.classList.toggle("pb-drawing", tool !== null);
    this.#paint();
  }

  #add(position: Position): void {
    const last = this.#points.at(-1);
    if (last && last[0] === position[0] && last[1] === position[1]) return;
    this.#points.push(position);
    if (this.#tool === "Point") this.#finish();
    else this.#paint();
  }

  #finish(): void {
    const tool = this.#tool;
    if (!tool || this.#points.length < ENOUGH[tool]) return;
    const points = this.#points;
    this.#choose(null);
    this.options.onChange({
      type: tool,
      coordinates: coordinatesOf(tool, points),
    });
  }

  #key(event: KeyboardEvent): void {
    if (!this.#tool || !["Enter", "Escape", "Backspace"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter") this.#finish();
    else if (event.key === "Escape") this.#choose(null);
    else this.#points.pop();
    this.#paint();
  }

  #paint(): void {
    const tool = this.#tool;
    this.#done.hidden = !tool || tool === "Point" || this.#points.length < ENOUGH[tool];
    this.told.textContent = tool ? HOW[tool] : "";
    this.sheet.layer.replaceChildren(
      ...this.#shown.map((geometry) =>
        svgElement("path", {
          d: drawable(geometry),
          class: geometry.type.endsWith("Point") ? "pb-shape pb-spot" : "pb-shape",
        }),
      ),
    );
    if (!this.#points.length) return;
    const size = this.sheet.svg.viewBox.baseVal.width / 150;
    this.sheet.layer.append(
      svgElement("path", {
        d: linePath(this.#points) + (tool === "Polygon" ? "Z" : ""),
        class: "pb-draft",
      }),
      ...this.#points.map(([x, y]) =>
        svgElement("circle", { cx: x, cy: -y, r: size, class: "pb-grip" }),
      ),
    );
  }
}

/** Path data; none for coordinates that somebody is still typing. */
function drawable(geometry: Geometry): string {
  try {
    return pathOf(geometry);
  } catch {
    return "";
  }
}

/** The geometries in a GeoJSON document of any kind. */
function geometriesOf(value: unknown): Geometry[] {
  if (value === null || typeof value !== "object") return [];
  const document = value as {
    type?: unknown;
    geometry?: unknown;
    features?: unknown;
    coordinates?: unknown;
    geometries?: unknown;
  };
  if (document.type === "FeatureCollection")
    return Array.isArray(document.features) ? document.features.flatMap(geometriesOf) : [];
  if (document.type === "Feature") return geometriesOf(document.geometry);
  if (Array.isArray(document.geometries)) return document.geometries.flatMap(geometriesOf);
  return Array.isArray(document.coordinates) ? [document as Geometry] : [];
}

function extentOf(geometries: Geometry[]): Box | null {
  const positions: Position[] = [];
  const collect = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === "number" && typeof part[1] === "number")
      positions.push(part as Position);
    else part.forEach(collect);
  };
  for (const { coordinates } of geometries) collect(coordinates);
  if (!positions.length) return null;
  const [xs, ys] = [positions.map(([x]) => x), positions.map(([, y]) => y)];
  return [least(xs), least(ys), most(xs), most(ys)];
}

const least = (numbers: number[]) => numbers.reduce((a, b) => Math.min(a, b));
const most = (numbers: number[]) => numbers.reduce((a, b) => Math.max(a, b));

// The sheet that maps are drawn on: an SVG in degrees, with land, a graticule, and zooming by wheel, drag and keys.

import land from "world-atlas/land-110m.json";
import { feature } from "topojson-client";
import { h } from "../shared/dom.ts";
import { linePath, svgElement, type Box, type Position } from "./svg.ts";
import { Tiles, tileHost } from "./tiles.ts";

const STEPS = [90, 45, 30, 15, 10, 5, 2, 1, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01];

let outline = "";

/** The land of the Earth as path data, three times side by side so that boxes across the antimeridian have some too. */
function landPath(): string {
  if (outline) return outline;
  const polygons = feature(land, land.objects.land).features.flatMap(
    (part) => part.geometry.coordinates,
  );
  const once = (shift: number) =>
    polygons
      .flat()
      .map((ring) => linePath(ring.map(([x, y]) => [x + shift, y])) + "Z")
      .join("");
  outline = [-360, 0, 360].map(once).join("");
  return outline;
}

/** A map without anything on it yet. */
export class Sheet {
  readonly el: HTMLElement;
  readonly svg: SVGSVGElement;
  /** Where to draw, in degrees with the sign of latitudes changed. */
  readonly layer = svgElement("g");
  readonly #grid = svgElement("path", { class: "pb-graticule" });
  readonly #home: Box;
  readonly #kx: number;
  readonly #tiles: Tiles | undefined;
  #view: Box;
  #moved = false;

  constructor(
    home: Box,
    options: { geographic: boolean; label: string; tiles?: string | undefined },
  ) {
    const middle = (home[1] + home[3]) / 2;
    // Near the poles and for small boxes a degree of longitude is shorter than one of latitude.
    this.#kx =
      options.geographic && home[3] - home[1] < 60
        ? Math.max(0.2, Math.cos((middle * Math.PI) / 180))
        : 1;
    this.#home = padded(home);
    this.#view = this.#home;
    this.svg = svgElement("svg", {
      role: "img",
      "aria-label": options.label,
      tabindex: 0,
      class: "pb-map-sheet",
    });
    const scaled = svgElement("g", { transform: `scale(${this.#kx},1)` });
    if (options.geographic)
      scaled.append(svgElement("path", { class: "pb-land", d: landPath() }), this.#grid);
    const host = options.geographic ? tileHost(options.tiles) : "";
    if (host) {
      this.#tiles = new Tiles(String(options.tiles));
      this.#grid.before(this.#tiles.layer);
    }
    scaled.append(this.layer);
    this.svg.append(scaled);
    this.el = h(
      "div",
      { class: "pb-map-box" },
      this.svg,
      this.#buttons(),
      host && h("span", { class: "pb-map-source" }, `Tiles: ${host}`),
    );
    this.#listen();
    this.show(this.#home);
    // How large the sheet is, is known when it is in the page.
    if (this.#tiles) new ResizeObserver(() => this.show(this.#view)).observe(this.svg);
  }

  /** Whether the pointer was moved since it went down, so that a click is no choice. */
  get moved(): boolean {
    return this.#moved;
  }

  show(box: Box): void {
    this.#view = box;
    const [w, south, e, n] = box;
    this.svg.setAttribute("viewBox", `${w * this.#kx} ${-n} ${(e - w) * this.#kx} ${n - south}`);
    this.#grid.setAttribute("d", graticule(box));
    const { clientWidth, clientHeight } = this.svg;
    if (this.#tiles && clientWidth && clientHeight)
      this.#tiles.show(seen(box, this.#kx, clientWidth / clientHeight), clientWidth);
  }

  home(): void {
    this.show(this.#home);
  }

  /** Longitude and latitude under the pointer. */
  at(event: MouseEvent): Position {
    const matrix = this.svg.getScreenCTM();
    if (!matrix) return [0, 0];
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    return [point.x / this.#kx, -point.y];
  }

  zoom(factor: number, around?: Position): void {
    const [w, south, e, n] = this.#view;
    const [x, y] = around ?? [(w + e) / 2, (south + n) / 2];
    const width = (e - w) * factor;
    if (width < 1e-5 || width > 1e9) return;
    this.show([
      x - (x - w) * factor,
      y - (y - south) * factor,
      x + (e - x) * factor,
      y + (n - y) * factor,
    ]);
  }

  pan(dx: number, dy: number): void {
    const [w, south, e, n] = this.#view;
    this.show([w + dx, south + dy, e + dx, n + dy]);
  }

  #buttons(): HTMLElement {
    const button = (sign: string, name: string, act: () => void) =>
      h(
        "button",
        { type: "button", class: "pb-button", "aria-label": name, title: name, onclick: act },
        sign,
      );
    return h(
      "div",
      { class: "pb-map-buttons" },
      button("+", "Zoom in", () => this.zoom(0.5)),
      button("−", "Zoom out", () => this.zoom(2)),
      button("⌂", "Show everything", () => this.home()),
    );
  }

  #listen(): void {
    this.svg.addEventListener(
      "wheel",
      (event) => {
        // Without a modifier the wheel scrolls the notebook, as people expect.
        if (!event.ctrlKey && !event.metaKey && document.activeElement !== this.svg) return;
        event.preventDefault();
        this.zoom(Math.exp(Math.sign(event.deltaY) * 0.25), this.at(event));
      },
      { passive: false },
    );
    this.svg.addEventListener("keydown", (event) => this.#key(event));
    let from: Position | null = null;
    this.svg.addEventListener("pointerdown", (event) => {
      from = this.at(event);
      this.#moved = false;
    });
    this.svg.addEventListener("pointermove", (event) => {
      if (!from || !event.buttons) return;
      const [x, y] = this.at(event);
      if (
        !this.#moved &&
        Math.hypot(x - from[0], y - from[1]) < (this.#view[2] - this.#view[0]) / 200
      )
        return;
      if (!this.#moved) this.svg.setPointerCapture(event.pointerId);
      this.#moved = true;
      this.pan(from[0] - x, from[1] - y);
    });
    this.svg.addEventListener("pointerup", () => (from = null));
  }

  #key(event: KeyboardEvent): void {
    const [w, south, e, n] = this.#view;
    const [dx, dy] = [(e - w) / 8, (n - south) / 8];
    const acts: Record<string, () => void> = {
      ArrowLeft: () => this.pan(-dx, 0),
      ArrowRight: () => this.pan(dx, 0),
      ArrowUp: () => this.pan(0, dy),
      ArrowDown: () => this.pan(0, -dy),
      "+": () => this.zoom(0.5),
      "-": () => this.zoom(2),
      "0": () => this.home(),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }
}

/** What shows in a sheet of that shape: a box is shown whole, with what is beside or above it. */
function seen([w, south, e, n]: Box, kx: number, shape: number): Box {
  const width = Math.max(e - w, ((n - south) * shape) / kx);
  const height = Math.max(n - south, ((e - w) * kx) / shape);
  const [x, y] = [(w + e) / 2, (south + n) / 2];
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}

function padded([w, south, e, n]: Box): Box {
  const span = Math.max(e - w, n - south);
  const pad = span ? span * 0.08 : 2;
  const [x, y] = [(w + e) / 2, (south + n) / 2];
  const [width, height] = [
    Math.max(e - w, span * 0.6) + 2 * pad,
    Math.max(n - south, span * 0.45) + 2 * pad,
  ];
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}

function graticule([w, south, e, n]: Box): string {
  const step = STEPS.find((candidate) => (e - w) / candidate >= 3) ?? 0.01;
  if ((e - w) / step > 40) return "";
  const lines: string[] = [];
  // The sheet may be wider or higher than the box it shows.
  const [dx, dy] = [e - w, n - south];
  const [left, right, low, high] = [
    w - dx,
    e + dx,
    Math.max(-90, south - dy),
    Math.min(90, n + dy),
  ];
  for (let x = Math.ceil(left / step) * step; x <= right; x += step)
    lines.push(
      linePath([
        [x, low],
        [x, high],
      ]),
    );
  for (let y = Math.ceil(low / step) * step; y <= high; y += step)
    lines.push(
      linePath([
        [left, y],
        [right, y],
      ]),
    );
  return lines.join("");
}

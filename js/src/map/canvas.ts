// The sheet that maps are drawn on: an SVG in degrees, with land, a graticule, and zooming by wheel, drag and keys.

import { h } from "../shared/dom.ts";
import { coastPath, landPath } from "./land.ts";
import { around, linePath, svgElement, type Box, type Position } from "./svg.ts";
import { Tiles, tileHost } from "./tiles.ts";

/** Longest bar of the scale, in pixels. */
const SCALE_PX = 90;
const STEPS = [90, 45, 30, 15, 10, 5, 2, 1, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01];

/** A map without anything on it yet. */
export class Sheet {
  readonly el: HTMLElement;
  readonly svg: SVGSVGElement;
  /** Where to draw, in degrees with the sign of latitudes changed. */
  readonly layer = svgElement("g");
  readonly #grid = svgElement("path", { class: "pb-graticule" });
  readonly #where = h("span", { class: "pb-map-where" });
  readonly #bar = h("span", { class: "pb-map-scale" });
  #home: Box;
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
      scaled.append(
        svgElement("path", { class: "pb-land", d: landPath() }),
        svgElement("path", { class: "pb-coast", d: coastPath() }),
        this.#grid,
      );
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
      options.geographic && h("div", { class: "pb-map-foot" }, this.#bar, this.#where),
      host && h("span", { class: "pb-map-source" }, `Tiles: ${host}`),
    );
    this.#listen();
    this.show(this.#home);
    // How large the sheet is, is known when it is in the page.
    new ResizeObserver(() => this.show(this.#view)).observe(this.svg);
  }

  /** Whether the pointer was moved since it went down, so that a click is no choice. */
  get moved(): boolean {
    return this.#moved;
  }

  show(box: Box): void {
    this.#view = box;
    const [w, south, e, n] = box;
    this.svg.setAttribute("viewBox", `${w * this.#kx} ${-n} ${(e - w) * this.#kx} ${n - south}`);
    const { clientWidth, clientHeight } = this.svg;
    const hasSize = clientWidth > 0 && clientHeight > 0;
    const all = hasSize ? seen(box, this.#kx, clientWidth / clientHeight) : box;
    this.#grid.setAttribute("d", graticule(all));
    if (!hasSize) return;
    this.#showScale(box, clientWidth, clientHeight);
    this.#tiles?.show(all, clientWidth);
  }

  /** Make a box what the map comes back to, and show it unless it is well in sight. */
  fit(box: Box): void {
    this.#home = padded(box);
    const [w, south, e, n] = this.#view;
    const isInside = box[0] >= w && box[1] >= south && box[2] <= e && box[3] <= n;
    const isSmall = (box[2] - box[0]) * 6 < e - w && (box[3] - box[1]) * 6 < n - south;
    if (!isInside || isSmall) this.home();
  }

  /** A bar as long as a round number of kilometres, at the latitude in the middle. */
  #showScale([w, south, e, n]: Box, width: number, height: number): void {
    const unit = Math.min(width / ((e - w) * this.#kx), height / (n - south));
    const middle = Math.max(-85, Math.min(85, (south + n) / 2));
    const km = (111.32 * Math.cos((middle * Math.PI) / 180)) / (unit * this.#kx);
    const length = roundBelow(km * SCALE_PX);
    this.#bar.style.width = `${Math.round(length / km)}px`;
    this.#bar.textContent =
      length < 1 ? `${Math.round(length * 1000)} m` : `${length.toLocaleString("en")} km`;
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
    // Also while something is drawn, which keeps the event from those below.
    this.el.addEventListener("pointermove", (event) => this.#tellWhere(event), { capture: true });
    this.el.addEventListener("pointerleave", () => (this.#where.textContent = ""));
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

  #tellWhere(event: PointerEvent): void {
    const [x, y] = this.at(event);
    const digits = Math.max(
      0,
      Math.min(5, Math.ceil(2.5 - Math.log10(this.#view[2] - this.#view[0]))),
    );
    this.#where.textContent =
      Math.abs(y) > 90 ? "" : `${degrees(y, "NS", digits)}, ${degrees(around(x), "EW", digits)}`;
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

/** The largest of 1, 2, 5, 10, … that is not above a number. */
function roundBelow(number: number): number {
  const power = 10 ** Math.floor(Math.log10(number));
  return power * ([5, 2].find((step) => step * power <= number) ?? 1);
}

function degrees(value: number, [positive, negative]: string, digits: number): string {
  return `${Math.abs(value).toFixed(digits)}° ${value < 0 ? negative : positive}`;
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
  const [low, high] = [Math.max(-90, south), Math.min(90, n)];
  for (let x = Math.ceil(w / step) * step; x <= e; x += step)
    lines.push(
      linePath([
        [x, low],
        [x, high],
      ]),
    );
  for (let y = Math.ceil(low / step) * step; y <= high; y += step)
    lines.push(
      linePath([
        [w, y],
        [e, y],
      ]),
    );
  return lines.join("");
}

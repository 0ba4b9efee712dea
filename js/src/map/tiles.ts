// Tiles from an address that the user has set; without one, or without a network, the land outline is the map.

import { svgElement, type Box } from "./svg.ts";

const PIXELS = 256;
/** Tiles are in Mercator and stretched into degrees here: below this zoom one would notice. */
const FIRST = 3;
const LAST = 19;
/** The view asks for about so many at once at most; the column that is begun is ended. */
const MOST = 130;
/** Of a view that holds the Earth more often than this nobody can read a tile. */
const WIDEST = 720;

export class Tiles {
  readonly layer = svgElement("g", { class: "pb-tiles" });
  #shown = new Map<string, SVGImageElement>();
  #frame = 0;

  constructor(readonly template: string) {}

  /** Show what belongs into a box that is so many pixels wide; once a frame, as dragging calls it often. */
  show(box: Box, pixels: number): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#update(box, pixels));
  }

  #update(box: Box, pixels: number): void {
    const wanted = tilesOf(box, pixels);
    for (const [key, image] of this.#shown) {
      if (wanted.has(key)) continue;
      image.remove();
      this.#shown.delete(key);
    }
    for (const [key, tile] of wanted) if (!this.#shown.has(key)) this.#add(key, tile);
  }

  #add(key: string, { z, x, y }: Tile): void {
    const [north, south] = [latitude(y, z), latitude(y + 1, z)];
    const width = 360 / 2 ** z;
    // A little larger than it is, so that no seams show.
    const image = svgElement("image", {
      x: x * width - 180,
      y: -north,
      width: width * 1.002,
      height: (north - south) * 1.002,
      preserveAspectRatio: "none",
      href: this.#address(z, x, y),
    });
    image.addEventListener("error", () => image.remove());
    this.#shown.set(key, image);
    this.layer.append(image);
  }

  #address(z: number, x: number, y: number): string {
    const around = 2 ** z;
    const at: Record<string, number> = { z, x: ((x % around) + around) % around, y };
    return this.template.replace(/\{([xyz])\}/g, (_whole, name: string) => String(at[name]));
  }
}

export interface Tile {
  z: number;
  x: number;
  y: number;
}

/** The tiles of a box by key; x may lie beyond the antimeridian, as the box may. */
export function tilesOf([west, south, east, north]: Box, pixels: number): Map<string, Tile> {
  if (east - west > WIDEST) return new Map();
  const wanted = Math.ceil(Math.log2(((360 / (east - west)) * pixels) / PIXELS) - 0.3);
  for (let z = Math.max(FIRST, Math.min(LAST, wanted)); z >= FIRST; z--) {
    const [left, right] = [west, east].map((x) => Math.floor(((x + 180) / 360) * 2 ** z)) as [
      number,
      number,
    ];
    const [top, bottom] = [north, south].map((y) => row(y, z)) as [number, number];
    if ((right - left + 1) * (bottom - top + 1) > MOST && z > FIRST) continue;
    const found = new Map<string, Tile>();
    for (let x = left; x <= right && found.size < MOST; x++)
      for (let y = top; y <= bottom; y++) found.set(`${z}/${x}/${y}`, { z, x, y });
    return found;
  }
  return new Map();
}

/** Northern edge of a row, in degrees. */
function latitude(y: number, z: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 2 ** z))) * 180) / Math.PI;
}

function row(degrees: number, z: number): number {
  const sine = Math.sin((Math.max(-85.05, Math.min(85.05, degrees)) * Math.PI) / 180);
  const y = Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z);
  return Math.max(0, Math.min(2 ** z - 1, y));
}

/** The host of an address with places for zoom, column and row; empty for what is no such address. */
export function tileHost(template: unknown): string {
  if (
    typeof template !== "string" ||
    !["{z}", "{x}", "{y}"].every((part) => template.includes(part))
  )
    return "";
  try {
    const { protocol, host } = new URL(template.replace(/[{}]/g, ""));
    return protocol === "https:" || protocol === "http:" ? host : "";
  } catch {
    return "";
  }
}

// Elements and path data of SVG, and the boxes and positions in degrees that they show.

export type Box = [west: number, south: number, east: number, north: number];
export type Position = [number, number];

const NS = "http://www.w3.org/2000/svg";

/** Make an SVG element. */
export function svgElement<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number> = {},
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/** A longitude between -180 and 180. */
export function around(x: number): number {
  return ((((x + 180) % 360) + 360) % 360) - 180;
}

/** Path data of a line; north is up, so latitudes change their sign. */
export function linePath(line: readonly Position[]): string {
  return "M" + line.map(([x, y]) => `${+x.toFixed(5)},${+(-y).toFixed(5)}`).join("L");
}

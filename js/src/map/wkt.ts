// Well-known text <-> GeoJSON geometry, in two dimensions.

import type { Geometry } from "./view.ts";

const TYPES = ["Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"];

/** The geometry that a text describes, or null. */
export function fromWkt(text: string): Geometry | null {
  const match = /^\s*(?:SRID=\d+;)?\s*([A-Z]+)\s*(?:Z|M|ZM)?\s*(\(.*\))\s*$/is.exec(text);
  const type = TYPES.find((one) => one.toUpperCase() === match?.[1]?.toUpperCase());
  if (!match?.[2] || !type) return null;
  const json = match[2]
    .replace(
      /[-+]?\d[\d.eE+-]*(?:\s+[-+]?\d[\d.eE+-]*)+/g,
      (position) => `[${position.trim().split(/\s+/).map(Number).join(",")}]`,
    )
    .replaceAll("(", "[")
    .replaceAll(")", "]");
  try {
    const nested = JSON.parse(json) as unknown[];
    // MULTIPOINT ((1 2), (3 4)) and MULTIPOINT (1 2, 3 4) are both written.
    const flat =
      type === "MultiPoint"
        ? nested.map((one) => (Array.isArray(one) && Array.isArray(one[0]) ? one[0] : one))
        : nested;
    return { type, coordinates: type === "Point" ? flat[0] : flat };
  } catch {
    return null;
  }
}

/** A geometry as text. */
export function toWkt(geometry: Geometry): string {
  const write = (part: unknown): string => {
    if (!Array.isArray(part)) return "";
    if (typeof part[0] === "number") return part.join(" ");
    return part
      .map((one) => (Array.isArray(one) && Array.isArray(one[0]) ? `(${write(one)})` : write(one)))
      .join(", ");
  };
  const { type, coordinates } = geometry;
  return `${type.toUpperCase()} (${write(coordinates)})`;
}

// A map to look at: features over the outline of the land, each to be chosen.

import { Sheet } from "./canvas.ts";
import { linePath, svgElement, type Box, type Position } from "./svg.ts";

export interface Geometry {
  type: string;
  coordinates?: unknown;
  geometries?: Geometry[];
}
export interface Feature {
  id?: number;
  properties?: { count?: number } | null;
  geometry: Geometry;
}
export interface ViewOptions {
  mode: "view";
  value: { features: Feature[] };
  box: Box | null;
  geographic: boolean;
  label: string;
  /** Address of map tiles, with {z}, {x} and {y}. */
  tiles?: string | undefined;
  /** Called with the index of the chosen feature, or with the count of the chosen cell. */
  onSelect?(feature: Feature): void;
}

export interface ViewMap {
  /** Mark one feature. */
  choose(id: number): void;
  dispose(): void;
}

export function drawView(el: HTMLElement, options: ViewOptions): ViewMap {
  const sheet = new Sheet(options.box ?? [-180, -90, 180, 90], options);
  const most = Math.max(
    1,
    ...options.value.features.map((feature) => feature.properties?.count ?? 0),
  );
  const shapes = new Map<SVGElement, Feature>();
  for (const feature of options.value.features) {
    const shape = svgElement("path", { d: pathOf(feature.geometry), class: classOf(feature) });
    const count = feature.properties?.count;
    if (count)
      shape.setAttribute(
        "fill-opacity",
        (0.15 + (0.8 * Math.log(count + 1)) / Math.log(most + 1)).toFixed(2),
      );
    shapes.set(shape, feature);
    sheet.layer.append(shape);
  }
  const mark = (wanted: SVGElement | null) => {
    for (const shape of sheet.layer.querySelectorAll(".pb-chosen"))
      shape.classList.remove("pb-chosen");
    wanted?.classList.add("pb-chosen");
    if (wanted) sheet.layer.append(wanted);
  };
  sheet.layer.addEventListener("click", (event) => {
    const feature = shapes.get(event.target as SVGElement);
    if (!feature || sheet.moved) return;
    mark(event.target as SVGElement);
    options.onSelect?.(feature);
  });
  el.append(sheet.el);
  return {
    choose: (id) => mark([...shapes].find(([, feature]) => feature.id === id)?.[0] ?? null),
    dispose: () => sheet.el.remove(),
  };
}

function classOf(feature: Feature): string {
  if (feature.properties?.count) return "pb-cell";
  const type = feature.geometry.type;
  if (type.includes("Point")) return "pb-point";
  return type.includes("Line") ? "pb-line" : "pb-area";
}

export function pathOf(geometry: Geometry): string {
  if (geometry.type === "GeometryCollection")
    return (geometry.geometries ?? []).map(pathOf).join("");
  const depth =
    { Point: 0, MultiPoint: 1, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 }[
      geometry.type
    ] ?? -1;
  if (depth < 0) return "";
  const points = geometry.type.includes("Point");
  const close = geometry.type.includes("Polygon") ? "Z" : "";
  // A point is a line of no length: with a round cap that does not scale it is a dot at every zoom.
  const dot = ([x, y]: Position) => `M${x},${-y}h0`;
  const nested = (value: unknown, levels: number): string => {
    if (points && levels === 0) return dot(value as Position);
    if (!points && levels === 1) return linePath(value as Position[]) + close;
    return (value as unknown[]).map((part) => nested(part, levels - 1)).join("");
  };
  return nested(geometry.coordinates, depth);
}

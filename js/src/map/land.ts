// The outline of the land, as path data in degrees.

import land from "world-atlas/land-110m.json";
import { feature } from "topojson-client";
import { linePath, type Position } from "./svg.ts";

let areas = "";
let coasts = "";

/** The land of the Earth three times side by side, so that boxes across the antimeridian have some too. */
export function landPath(): string {
  return (areas ||= beside((ring) => `${linePath(ring)}Z`));
}

/** Its coast, without the edges where the data end: the antimeridian and the pole. */
export function coastPath(): string {
  return (coasts ||= beside((ring) => coastsOf(ring).map(linePath).join("")));
}

function beside(draw: (ring: Position[]) => string): string {
  const all = rings();
  return [-360, 0, 360]
    .flatMap((shift) => all.map((ring) => draw(ring.map(([x, y]) => [x + shift, y]))))
    .join("");
}

function rings(): Position[][] {
  return feature(land, land.objects.land)
    .features.flatMap((part) => part.geometry.coordinates as Position[][][])
    .flat()
    .map(unwrapped);
}

/** A ring that goes on beyond 180 degrees instead of jumping back; one around a pole goes along that pole. */
function unwrapped(ring: Position[]): Position[] {
  const found: Position[] = [];
  let shift = 0;
  for (const [x, y] of ring) {
    const last = found.at(-1);
    if (last && Math.abs(y) < 90) {
      if (x + shift - last[0] > 180) shift -= 360;
      else if (x + shift - last[0] < -180) shift += 360;
    }
    found.push([x + shift, y]);
  }
  return found;
}

/** The parts of a ring between its artificial edges. */
function coastsOf(ring: Position[]): Position[][] {
  const parts: Position[][] = [[]];
  ring.forEach((position, i) => {
    const last = ring[i - 1];
    if (last && isArtificial(last, position)) parts.push([]);
    parts.at(-1)!.push(position);
  });
  return parts.filter((part) => part.length > 1);
}

function isArtificial(a: Position, b: Position): boolean {
  const alongPole = Math.abs(a[1]) > 89.9 || Math.abs(b[1]) > 89.9;
  const alongEdge = Math.abs(a[0]) % 360 === 180 && a[0] === b[0];
  return alongPole || alongEdge || Math.abs(a[0] - b[0]) > 180;
}

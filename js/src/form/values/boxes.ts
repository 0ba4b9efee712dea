// What no schema says of a bounding box; src/procbook/inputs/check/_box_mistakes.py has the same rules.

import { Num, isList, isMembers, type Members, type Value } from "./json.ts";
import type { Mistake } from "./mistake.ts";
import { pointerOf, type Field } from "./plan.ts";

export const WEST_FIRST = ["west", "south", "east", "north"];
export const SOUTH_FIRST = ["south", "west", "north", "east"];
const MOST: Record<string, number> = { west: 360, south: 90, east: 360, north: 90 };

/** Latitude first, as authorities define it; then the first number is the south. */
export function latitudeFirst(crs: string | undefined): boolean {
  return /EPSG(?:\/\d[^/]*|::?|:)?\/?:?(?:4326|4258|4979)$/.test(crs ?? "");
}

/** Latitudes end at the poles, and the north is not below the south; in longitude and latitude only. */
export function boxMistakes(fields: Iterable<Field>, value: Members): Mistake[] {
  const found: Mistake[] = [];
  for (const field of fields) {
    const given = value[field.name];
    if (field.kind === "bbox" && given !== undefined) found.push(...mistakesOf(field, given));
  }
  return found;
}

function mistakesOf(field: Field, value: Value): Mistake[] {
  const path = isMembers(value) ? [field.name, "bbox"] : [field.name];
  const numbers = complete(isMembers(value) ? value["bbox"] : value);
  const edges = edgesOf(field, value);
  if (!numbers || !edges) return [];
  const order = numbers.length === 6 ? [...edges.slice(0, 2), "", ...edges.slice(2), ""] : edges;
  const at = (edge: string) => order.indexOf(edge);
  const mistake = (edge: string, message: string): Mistake => ({
    pointer: pointerOf([...path, at(edge)]),
    rule: "box",
    message,
    severity: "soft",
  });
  const found = order
    .filter((edge) => edge && Math.abs(numbers[at(edge)] ?? 0) > (MOST[edge] ?? 0))
    .map((edge) =>
      mistake(edge, `${named(edge)} should be between -${MOST[edge]} and ${MOST[edge]}.`),
    );
  if ((numbers[at("north")] ?? 0) < (numbers[at("south")] ?? 0))
    found.push(mistake("north", "North should not be below the south."));
  return found;
}

const named = (edge: string) => edge.charAt(0).toUpperCase() + edge.slice(1);

/** The order of the edges; null for a reference system that is not longitude and latitude. */
function edgesOf(field: Field, value: Value): string[] | null {
  if (field.hints?.axes) return field.hints.axes;
  const crs = isMembers(value) ? value["crs"] : undefined;
  const name = typeof crs === "string" ? crs : (field.hints?.crs?.[0] ?? "");
  if (latitudeFirst(name)) return SOUTH_FIRST;
  return name === "" || /CRS84h?$/.test(name) ? WEST_FIRST : null;
}

function complete(value: Value | undefined): number[] | null {
  if (!isList(value) || (value.length !== 4 && value.length !== 6)) return null;
  const numbers = value.map((one) => (one instanceof Num ? Number(one.text) : one));
  return numbers.every((one) => typeof one === "number") ? numbers : null;
}

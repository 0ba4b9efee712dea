// What no schema says of a bounding box; src/procbook/inputs/check/_box_mistakes.py has the same rules.

import { Num, isList, isMembers, type Members, type Value } from "./json.ts";
import type { Mistake } from "./mistake.ts";
import { pointerOf, type Field } from "./plan.ts";

export const WEST_FIRST = ["west", "south", "east", "north"];
const SOUTH_FIRST = ["south", "west", "north", "east"];
const MOST: Record<string, number> = { west: 360, south: 90, east: 360, north: 90 };

/** Latitude first, as authorities define it; then the first number is the south. */
function latitudeFirst(crs: string | undefined): boolean {
  return /EPSG(?:\/\d[^/]*|::?|:)?\/?:?(?:4326|4258|4979)$/.test(crs ?? "");
}

/** Latitudes end at the poles, and the north is not below the south; in longitude and latitude only. */
export function boxMistakes(boxes: readonly Field[], value: Members): Mistake[] {
  const found: Mistake[] = [];
  for (const field of boxes) {
    const given = value[field.name];
    if (given !== undefined) found.push(...mistakesOf(field, given));
  }
  return found;
}

function mistakesOf(field: Field, value: Value): Mistake[] {
  const path = isMembers(value) ? [field.name, "bbox"] : [field.name];
  const numbers = complete(isMembers(value) ? value["bbox"] : value);
  const crs = crsOf(field, value);
  const isKnown = field.hints?.axes !== undefined || isGeographic(crs);
  if (!numbers || !isKnown) return [];
  const order = edgeOrder(numbers.length, crs, field.hints?.axes);
  const at = (edge: string) => order.indexOf(edge);
  const mistake = (edge: string, message: string): Mistake => ({
    pointer: pointerOf([...path, at(edge)]),
    rule: "box",
    message,
    severity: "soft",
  });
  const found = order
    .filter((edge) => edge in MOST && Math.abs(numbers[at(edge)] ?? 0) > (MOST[edge] ?? 0))
    .map((edge) =>
      mistake(edge, `${capital(edge)} should be between -${MOST[edge]} and ${MOST[edge]}.`),
    );
  if ((numbers[at("north")] ?? 0) < (numbers[at("south")] ?? 0))
    found.push(mistake("north", "North should not be below the south."));
  return found;
}

export const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** The edges in the order of the value; the heights of a box of six numbers come after each corner. */
export function edgeOrder(
  count: number,
  crs: string | undefined,
  axes: string[] | undefined,
): string[] {
  const flat = axes ?? (latitudeFirst(crs) ? SOUTH_FIRST : WEST_FIRST);
  return count === 6 ? [...flat.slice(0, 2), "bottom", ...flat.slice(2), "top"] : flat;
}

function crsOf(field: Field, value: Value): string {
  const crs = isMembers(value) ? value["crs"] : undefined;
  return typeof crs === "string" ? crs : (field.hints?.crs?.[0] ?? "");
}

function isGeographic(crs: string): boolean {
  return crs === "" || latitudeFirst(crs) || /CRS84h?$/.test(crs);
}

function complete(value: Value | undefined): number[] | null {
  if (!isList(value) || (value.length !== 4 && value.length !== 6)) return null;
  const numbers = value.map((one) => (one instanceof Num ? Number(one.text) : one));
  return numbers.every((one) => typeof one === "number") ? numbers : null;
}

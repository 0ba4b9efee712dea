// Mistakes that the examples of the server make themselves, and that are none therefore: see check/_evidence.py.

import { isList, isMembers, same, type Value } from "./json.ts";
import { readsAsNumber, type Mistake } from "./mistake.ts";
import { pointerOf, type Tolerance } from "./plan.ts";

export function isTolerated(
  mistake: Mistake,
  value: Value,
  tolerances: readonly Tolerance[],
): boolean {
  return tolerances.some(
    (tolerance) =>
      tolerance.rule === mistake.rule &&
      leadsTo(tolerance, mistake.pointer.split("/").slice(1), value),
  );
}

function leadsTo(tolerance: Tolerance, parts: string[], value: Value): boolean {
  if (parts.length !== tolerance.path.length) return false;
  let found: Value | undefined = value;
  for (const [i, part] of parts.entries()) {
    const step = tolerance.path[i] as string;
    if (isList(found)) {
      if (step !== "*") return false;
      found = found[Number(part)];
    } else {
      if (pointerOf([step]).slice(1) !== part) return false;
      found = isMembers(found) && Object.hasOwn(found, step) ? found[step] : undefined;
    }
  }
  return isAlike(tolerance, found ?? null);
}

function isAlike({ type, value }: Tolerance, instance: Value): boolean {
  if (type !== undefined) return type === typeName(instance);
  if (value === undefined) return true;
  if (typeof value === "string" && typeof instance === "string")
    return value.toLowerCase() === instance.toLowerCase();
  if (typeName(value) === "number" && typeName(instance) === "number")
    return Number(value) === Number(instance);
  return same(value, instance);
}

/** The type as JSON Schema calls it; "numeral" for a number as text. */
function typeName(instance: Value): string {
  if (typeof instance === "string") return readsAsNumber(instance) ? "numeral" : "string";
  if (instance === null) return "null";
  if (typeof instance === "boolean") return "boolean";
  if (isList(instance)) return "array";
  return isMembers(instance) ? "object" : "number";
}

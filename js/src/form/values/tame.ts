// The schema as the validator of the page gets it: only keywords that it checks, which it can read.

import { Num, plain, type Value } from "./json.ts";
import { searched } from "./patterns.ts";

const SCHEMAS = new Set(
  "additionalProperties contains else if items not propertyNames then unevaluatedItems unevaluatedProperties".split(
    " ",
  ),
);
const LISTS = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const MAPS = new Set(["$defs", "dependentSchemas", "properties"]);
/** Keywords that limit a value by a value. */
const RULES = new Set(
  (
    "$ref const dependentRequired enum exclusiveMaximum exclusiveMinimum format maxContains maximum maxItems maxLength " +
    "maxProperties minContains minimum minItems minLength minProperties multipleOf required type uniqueItems"
  ).split(" "),
);

type Entry = [name: string, value: unknown];

/** A copy of a schema without annotations and unknown keywords, whatever these hold: an address in an example is none. */
export function tame(schema: unknown): unknown {
  if (schema === null || typeof schema !== "object") return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .map(([key, value]): Entry => [key, tameMember(key, value)])
      .filter(([, value]) => value !== undefined),
  );
}

function tameMember(key: string, value: unknown): unknown {
  if (RULES.has(key)) return value instanceof Num ? Number(value) : plain(value as Value);
  if (SCHEMAS.has(key)) return tame(value);
  if (LISTS.has(key)) return Array.isArray(value) ? value.map(tame) : undefined;
  if (MAPS.has(key)) return mapped(value, (name) => name);
  if (key === "pattern") return typeof value === "string" ? searched(value) : undefined;
  if (key === "patternProperties") return mapped(value, (name) => searched(name) ?? "(?!)");
  return undefined;
}

function mapped(schemas: unknown, rename: (name: string) => string): unknown {
  return Object.fromEntries(
    Object.entries(schemas ?? {}).map(([name, below]): Entry => [rename(name), tame(below)]),
  );
}

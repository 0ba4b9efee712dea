// Which of the errors of cfworker's validator help, by the rules of inputs/check/_mistakes.py (the steps there have numbers).

import { validate, type OutputUnit, type Schema } from "@cfworker/json-schema";
import { problemText } from "./messages.ts";
import { covers, missing, readsAsNumber, unknown, type Mistake } from "./mistake.ts";
import { WRITTEN } from "./patterns.ts";
import type { JsonSchema } from "./plan.ts";

export type Lookup = { [uri: string]: Schema | boolean };

/** Step 3: what merely passes on what is wrong below. */
const WRAPPERS = new Set(
  "$ref $recursiveRef allOf if properties patternProperties prefixItems items additionalItems additionalProperties dependentSchemas".split(
    " ",
  ),
);
/** What contains the errors of parts that do not count by themselves. */
const CLOSED = new Set([
  "contains",
  "minContains",
  "propertyNames",
  "unevaluatedItems",
  "unevaluatedProperties",
]);
/** What is wrong with an item that `contains` looked at: of no matter, the array may hold others. */
const IN_CONTAINS = /(?<!\/(?:properties|dependentSchemas))\/contains\//;

/** Step 6: one for each place and rule, only "type" where that is wrong, and "unevaluated…" only where nothing else is. */
export function chosen(mistakes: Mistake[]): Mistake[] {
  const told = new Map(mistakes.map((mistake) => [`${mistake.pointer} ${mistake.rule}`, mistake]));
  const mistyped = new Set(
    mistakes.filter(({ rule }) => rule === "type").map(({ pointer }) => pointer),
  );
  // Parts count as not looked at, too, because something is wrong in them.
  const follows = ({ pointer, rule }: Mistake) =>
    rule.startsWith("unevaluated") &&
    mistakes.some(
      (one) => covers(pointer, one.pointer) && (one.rule !== rule || one.pointer !== pointer),
    );
  return [...told.values()].filter(
    (mistake) => mistake.rule === "type" || !(mistyped.has(mistake.pointer) || follows(mistake)),
  );
}

/** Reads the flat list of errors that the validator gives, in which what an error contains follows it. */
export class Reader {
  constructor(
    readonly errors: OutputUnit[],
    readonly schema: JsonSchema,
    readonly lookup: Lookup,
    readonly value: unknown,
    readonly where: string,
  ) {}

  leaves(from: number, to: number): Mistake[] {
    const found: Mistake[] = [];
    for (let i = from; i < to; i++) {
      const error = this.errors[i] as OutputUnit;
      const { keyword } = error;
      if (IN_CONTAINS.test(error.keywordLocation) || this.#isMultiple(error)) continue;
      if (keyword === "anyOf" || keyword === "oneOf") {
        const end = this.#end(i, to);
        found.push(...this.#best(error, i + 1, end));
        i = end - 1;
      } else if (CLOSED.has(keyword)) {
        found.push(this.#closed(error));
        i = this.#end(i, to) - 1;
      } else if (keyword === "false") found.push(unknown(pointerIn(error)));
      else if (!WRAPPERS.has(keyword)) found.push(this.#leaf(error));
    }
    return found;
  }

  /** A multiple by the division of floats, which the remainder that the validator looks at does not tell. */
  #isMultiple({ keyword, keywordLocation, instanceLocation }: OutputUnit): boolean {
    return (
      keyword === "multipleOf" &&
      Number.isInteger(
        Number(this.#instance(instanceLocation)) / Number(this.#keyword(keywordLocation)),
      )
    );
  }

  /** Where the errors that this one contains end. */
  #end(i: number, to: number): number {
    const { keywordLocation, instanceLocation } = this.errors[i] as OutputUnit;
    let end = i + 1;
    for (; end < to; end++) {
      const error = this.errors[end] as OutputUnit;
      const within = covers(keywordLocation, error.keywordLocation) || error.keyword === "false";
      if (
        !within ||
        !covers(instanceLocation, error.instanceLocation) ||
        (error.keywordLocation === keywordLocation && error.instanceLocation === instanceLocation)
      )
        break;
    }
    return end;
  }

  /** Step 5: the mistakes of one branch, that which mismatches least and then has the fewest. */
  #best(error: OutputUnit, from: number, to: number): Mistake[] {
    if (error.keyword === "oneOf" && !error.error.includes("(0 matches)"))
      return [this.#leaf(error)];
    const branches: Mistake[][] = [];
    const prefix = `${error.keywordLocation}/`;
    for (let i = from; i < to;) {
      const branch = this.#branchOf(i, prefix, from);
      let end = i + 1;
      while (end < to && this.#branchOf(end, prefix, from) === branch) end++;
      branches.push(chosen(this.leaves(i, end)));
      i = end;
    }
    const depth = depthOf(pointerIn(error));
    const score = (mistakes: Mistake[]) =>
      Number(mistakes.some((mistake) => mismatch(mistake, depth))) * 1e9 + mistakes.length;
    const [best] = branches.sort((a, b) => score(a) - score(b));
    const found = best?.length ? best : [this.#leaf(error)];
    // Another branch may be meant.
    return found.map((mistake) => ({ ...mistake, severity: "soft" }));
  }

  #branchOf(i: number, prefix: string, from: number): string {
    const location = (this.errors[i] as OutputUnit).keywordLocation;
    if (!location.startsWith(prefix)) return i > from ? this.#branchOf(i - 1, prefix, from) : "0";
    const rest = location.slice(prefix.length);
    return rest.includes("/") ? rest.slice(0, rest.indexOf("/")) : rest;
  }

  /** Rules about parts as a whole: said of the whole, but of a name that is not allowed at that member. */
  #closed(error: OutputUnit): Mistake {
    if (error.keyword === "propertyNames")
      return missing(
        pointerIn(error),
        nameIn(error),
        "propertyNames",
        problemText("propertyNames", undefined, undefined, ""),
      );
    // Too few items: "contains" if none of them is of that kind.
    if (error.keyword === "minContains" && !this.#containsAny(error))
      return { ...this.#leaf(error), rule: "contains" };
    return this.#leaf(error);
  }

  #containsAny({ keywordLocation, instanceLocation }: OutputUnit): boolean {
    const items = this.#instance(instanceLocation);
    const kind = this.#keyword(keywordLocation.replace(/minContains$/, "contains")) as JsonSchema;
    return (
      Array.isArray(items) &&
      items.some((item) => validate(item, kind, "2020-12", this.lookup, true).valid)
    );
  }

  #leaf(error: OutputUnit): Mistake {
    const pointer = pointerIn(error);
    if (error.keyword === "required") return missing(pointer, nameIn(error));
    if (error.keyword === "dependentRequired")
      return missing(
        pointer,
        nameIn(error, 1),
        "dependentRequired",
        problemText("dependentRequired", nameIn(error, 0), undefined, ""),
      );
    const limit = this.#limit(error.keywordLocation);
    const instance = this.#instance(error.instanceLocation);
    const message = problemText(error.keyword, limit, instance, error.error);
    const severity = isNoNumber(error.keyword, limit, instance) ? "hard" : "soft";
    return { pointer, rule: error.keyword, message, severity };
  }

  #instance(location: string): unknown {
    let found: unknown = this.value;
    for (const part of location.slice(this.where.length + 1).split("/")) {
      if (location === this.where) break;
      const name = decode(part);
      found =
        found !== null && typeof found === "object" && Object.hasOwn(found, name)
          ? (found as Record<string, unknown>)[name]
          : undefined;
    }
    return found;
  }

  #limit(location: string): unknown {
    const limit = this.#keyword(location);
    return WRITTEN.get(limit) ?? limit;
  }

  /** The value of the keyword that failed, found along its location, through references. */
  #keyword(location: string): unknown {
    let found: unknown = this.schema;
    for (const part of location.slice(2).split("/")) {
      if (found === null || typeof found !== "object") return undefined;
      const schema = found as Record<string, unknown>;
      found =
        part === "$ref"
          ? this.lookup[String(schema["__absolute_ref__"] ?? schema["$ref"])]
          : schema[decode(part)];
    }
    return found;
  }
}

function depthOf(pointer: string): number {
  return pointer.split("/").length - 1;
}

function mismatch(mistake: Mistake, depth: number): boolean {
  const below = depthOf(mistake.pointer) - depth;
  return (
    (mistake.rule === "type" && below === 0) ||
    ((mistake.rule === "const" || mistake.rule === "enum") && below <= 1)
  );
}

/** The name that the validator puts in quotes: the only one, or of `has "a" but … "b"` the first or second. */
function nameIn(error: OutputUnit, which?: number): string {
  if (which !== undefined)
    return (
      (/^Instance has "(.*)" but does not have "(.*)"\.$/s.exec(error.error) ?? [])[which + 1] ?? ""
    );
  return error.error.slice(error.error.indexOf('"') + 1, error.error.lastIndexOf('"'));
}

function pointerIn(error: OutputUnit): string {
  return decodeURIComponent(error.instanceLocation.slice(1));
}

function decode(part: string): string {
  return decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
}

const NUMBERS = new Set(["number", "integer", "null"]);

/** Whether a text stands where only numbers may, and cannot be read as one. */
function isNoNumber(rule: string, limit: unknown, instance: unknown): boolean {
  const types = Array.isArray(limit) ? (limit as unknown[]) : [limit];
  return (
    rule === "type" &&
    typeof instance === "string" &&
    types.every((type) => NUMBERS.has(String(type))) &&
    types.some((type) => type !== "null") &&
    !readsAsNumber(instance)
  );
}

// Checking a value in the page: cfworker's validator (it interprets, no eval), and of what it finds the errors that help.
// src/procbook/inputs/_validate.py chooses by the same rules, so that page and kernel name the same places:
// leaf errors only; of anyOf and oneOf those of the branch that fits best; a missing member is an error at its own place.

import { dereference, validate, type OutputUnit, type Schema } from "@cfworker/json-schema";
import { isMembers, plain, type Members } from "./json.ts";
import { problemText } from "./messages.ts";
import type { Condition, Field, JsonSchema, Plan } from "./plan.ts";
import { isLink, isQualified, pointerOf } from "./plan.ts";

export interface Mistake {
  pointer: string;
  message: string;
  rule: string;
}

type Lookup = { [uri: string]: Schema | boolean };

const PART_BY_PART = new Set(["type", "properties", "required", "additionalProperties", "title", "description", "$defs", "definitions", "$schema", "$id"]);
const WRAPPERS = new Set(
  "$ref $recursiveRef $dynamicRef allOf if properties patternProperties prefixItems items additionalItems additionalProperties dependentSchemas unevaluatedItems unevaluatedProperties".split(" "),
);

export class Checker {
  #schema: JsonSchema;
  #lookup: Lookup;
  #fields: Map<string, Field>;
  #known = new Map<string, { value: unknown; mistakes: Mistake[] }>();
  #conditions = new WeakMap<object, Lookup>();

  constructor(plan: Plan) {
    this.#schema = tame(plan.schema) as JsonSchema;
    this.#lookup = dereference(this.#schema as Schema) as Lookup;
    this.#fields = new Map(plan.fields.map((field) => [field.name, field]));
  }

  /** Every mistake in the value of a form. */
  check(value: Members): Mistake[] {
    const bare = this.#unwrapped(value);
    const found = this.#byPart() ? this.#checkParts(bare) : this.#run(bare.value, this.#schema, "#");
    return found.filter((mistake) => !bare.opaque.some((pointer) => covers(pointer, mistake.pointer))).map((mistake) => rewrapped(mistake, bare.moved));
  }

  /** Whether a condition of the plan holds for the value of the object that it belongs to. */
  holds(condition: Condition, members: unknown): boolean {
    const schema = condition.schema;
    if (schema === undefined) return true;
    if (typeof schema === "boolean") return schema !== Boolean(condition.not);
    let lookup = this.#conditions.get(schema);
    if (!lookup) this.#conditions.set(schema, (lookup = { ...this.#lookup, ...(dereference(schema as Schema) as Lookup) }));
    try {
      return validate(members ?? {}, schema as Schema, "2020-12", lookup, true).valid !== Boolean(condition.not);
    } catch {
      return true;
    }
  }

  #byPart(): boolean {
    return typeof this.#schema === "object" && Object.keys(this.#schema).every((keyword) => PART_BY_PART.has(keyword));
  }

  /** One input at a time, and only those that changed: a key stroke in a form of 1,000 inputs checks one. */
  #checkParts(bare: Bare): Mistake[] {
    const schema = this.#schema as { properties?: Record<string, JsonSchema>; required?: string[]; additionalProperties?: JsonSchema };
    const value = bare.value;
    const found: Mistake[] = [];
    for (const [name, part] of Object.entries(schema.properties ?? {})) {
      if (Object.hasOwn(value, name)) found.push(...this.#part(name, value[name], part));
      else if (schema.required?.includes(name)) found.push(missing("", name));
    }
    const known = schema.properties ?? {};
    for (const name of Object.keys(value)) {
      if (Object.hasOwn(known, name)) continue;
      if (schema.additionalProperties === false) found.push(unknown("", name));
      else if (typeof schema.additionalProperties === "object") found.push(...this.#part(name, value[name], schema.additionalProperties));
    }
    return found;
  }

  #part(name: string, value: unknown, schema: JsonSchema): Mistake[] {
    const last = this.#known.get(name);
    if (last && last.value === value) return last.mistakes;
    const mistakes = this.#run(value, schema, `#${encodeURI(pointerOf([name]))}`);
    this.#known.set(name, { value, mistakes });
    return mistakes;
  }

  #run(value: unknown, schema: JsonSchema, where: string): Mistake[] {
    try {
      const { errors } = validate(value, schema as Schema, "2020-12", this.#lookup, false, null, where, "#");
      const read = new Reader(errors, schema, this.#lookup, value, where);
      const seen = new Set<string>();
      return read.leaves(0, errors.length).filter(({ pointer, rule, message }) => {
        const key = `${pointer} ${rule} ${message}`;
        return !seen.has(key) && seen.add(key);
      });
    } catch {
      // What the page cannot check (a reference that leads nowhere) the kernel will.
      return [];
    }
  }

  /** Links and qualified values stand for a value that the schema describes: links are not looked into. */
  #unwrapped(value: Members): Bare {
    const bare: Bare = { value: plain(value) as Record<string, unknown>, opaque: [], moved: [] };
    const put = (name: string, inner: unknown) => {
      bare.value = { ...bare.value, [name]: inner };
    };
    for (const [name, given] of Object.entries(value)) {
      const field = this.#fields.get(name);
      if (!field || !isMembers(given)) continue;
      const pointer = pointerOf([name]);
      if (isLink(given, field)) bare.opaque.push(pointer);
      else if (isQualified(given, field)) {
        if (isMembers(given["value"]) && "$big" in given["value"]) bare.opaque.push(pointer);
        else bare.moved.push(pointer);
        put(name, plain(given["value"] ?? null));
      }
    }
    return bare;
  }
}

interface Bare {
  value: Record<string, unknown>;
  /** Places that are not looked into. */
  opaque: string[];
  /** Places whose value is one level down, under "value". */
  moved: string[];
}

export function covers(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}

function rewrapped(mistake: Mistake, moved: string[]): Mistake {
  const outer = moved.find((pointer) => covers(pointer, mistake.pointer) && pointer !== mistake.pointer);
  return outer ? { ...mistake, pointer: `${outer}/value${mistake.pointer.slice(outer.length)}` } : mistake;
}

function missing(pointer: string, name: string): Mistake {
  return { pointer: pointer + pointerOf([name]), rule: "required", message: "This is needed." };
}

function unknown(pointer: string, name: string): Mistake {
  return { pointer: pointer + pointerOf([name]), rule: "unknown", message: "There is no such input." };
}

/** Reads the flat list of errors that the validator gives, in which what an error contains follows it. */
class Reader {
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
      const next = this.errors[i + 1];
      if (error.keyword === "anyOf" || error.keyword === "oneOf") {
        const end = this.#end(i, to);
        found.push(...this.#best(error, i + 1, end));
        i = end - 1;
      } else if (error.keyword === "contains" || error.keyword === "propertyNames") {
        found.push(this.#leaf(error));
        i = this.#end(i, to) - 1;
      } else if (error.keyword === "additionalProperties" && next?.keyword === "false") {
        found.push(unknown(pointerIn(error), nameIn(error)));
        i++;
      } else if (!WRAPPERS.has(error.keyword)) found.push(this.#leaf(error));
    }
    return found;
  }

  /** Where the errors that this one contains end. */
  #end(i: number, to: number): number {
    const { keywordLocation, instanceLocation } = this.errors[i] as OutputUnit;
    let end = i + 1;
    for (; end < to; end++) {
      const error = this.errors[end] as OutputUnit;
      const within = error.keywordLocation.startsWith(`${keywordLocation}/`) || error.keywordLocation === error.instanceLocation;
      if (!within || !covers(instanceLocation, error.instanceLocation)) break;
    }
    return end;
  }

  /** The errors of the branch that fits best: the one that its constants choose, else the one with the fewest. */
  #best(error: OutputUnit, from: number, to: number): Mistake[] {
    if (error.keyword === "oneOf" && !error.error.includes("(0 matches)")) return [this.#leaf(error)];
    const branches: Mistake[][] = [];
    const prefix = `${error.keywordLocation}/`;
    for (let i = from; i < to; ) {
      const branch = this.#branchOf(i, prefix);
      let end = i + 1;
      while (end < to && this.#branchOf(end, prefix) === branch) end++;
      branches.push(this.leaves(i, end));
      i = end;
    }
    const chosen = branches.filter((mistakes) => !mistakes.some((mistake) => mistake.rule === "const"));
    const [best] = (chosen.length === 1 ? chosen : branches).sort((a, b) => a.length - b.length);
    return best?.length ? best : [this.#leaf(error)];
  }

  #branchOf(i: number, prefix: string): string {
    const location = (this.errors[i] as OutputUnit).keywordLocation;
    if (!location.startsWith(prefix)) return i ? this.#branchOf(i - 1, prefix) : "";
    const rest = location.slice(prefix.length);
    return rest.slice(0, rest.indexOf("/") >>> 0);
  }

  #leaf(error: OutputUnit): Mistake {
    const pointer = pointerIn(error);
    if (error.keyword === "required") return missing(pointer, nameIn(error));
    const given = this.#instance(error.instanceLocation);
    return { pointer, rule: error.keyword, message: problemText(error.keyword, this.#keyword(error.keywordLocation), given, error.error) };
  }

  #instance(location: string): unknown {
    let found: unknown = this.value;
    for (const part of location.slice(this.where.length + 1).split("/")) {
      if (part === "" && location === this.where) break;
      const name = decode(part);
      found = found !== null && typeof found === "object" && Object.hasOwn(found, name) ? (found as Record<string, unknown>)[name] : undefined;
    }
    return found;
  }

  /** The value of the keyword that failed, found along its location, through references. */
  #keyword(location: string): unknown {
    let found: unknown = this.schema;
    for (const part of location.slice(2).split("/")) {
      if (found === null || typeof found !== "object") return undefined;
      const schema = found as Record<string, unknown>;
      found = part === "$ref" ? this.lookup[String(schema["__absolute_ref__"] ?? schema["$ref"])] : schema[decode(part)];
    }
    return found;
  }
}

function nameIn(error: OutputUnit): string {
  const [first, last] = [error.error.indexOf('"'), error.error.lastIndexOf('"')];
  return error.error.slice(first + 1, last);
}

function pointerIn(error: OutputUnit): string {
  return decodeURI(error.instanceLocation.slice(1));
}

function decode(part: string): string {
  return decodeURI(part).replaceAll("~1", "/").replaceAll("~0", "~");
}

/** A copy of the schema without patterns that this page's regular expressions cannot read: the kernel checks those. */
function tame(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(tame);
  if (schema === null || typeof schema !== "object") return schema;
  const entries = Object.entries(schema).filter(([keyword, value]) => keyword !== "pattern" || typeof value !== "string" || readable(value));
  return Object.fromEntries(entries.map(([keyword, value]) => [keyword, keyword === "patternProperties" ? tamePatterns(value) : keyword === "enum" || keyword === "const" || keyword === "default" ? value : tame(value)]));
}

function tamePatterns(value: unknown): unknown {
  return Object.fromEntries(Object.entries((value ?? {}) as object).filter(([pattern]) => readable(pattern)).map(([pattern, schema]) => [pattern, tame(schema)]));
}

function readable(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern, "u"));
  } catch {
    return false;
  }
}

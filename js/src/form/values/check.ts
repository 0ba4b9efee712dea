// Checking a value in the page: cfworker's validator (it interprets, no eval), and of what it finds the errors that help.
// They are chosen by the rules of src/procbook/inputs/check/_validate.py (the steps there have numbers), so that page and
// kernel name the same places; the table of formats is the kernel's own.

import {
  dereference,
  encodePointer,
  format,
  validate,
  type OutputUnit,
  type Schema,
} from "@cfworker/json-schema";
import FORMATS from "../../../../src/procbook/inputs/schema/_string_formats.json";
import { Num, isList, isMembers, plain, type Members, type Value } from "./json.ts";
import { problemText } from "./messages.ts";
import {
  isBig,
  isLink,
  isQualified,
  pointerOf,
  type Condition,
  type Field,
  type JsonSchema,
  type Path,
  type Plan,
} from "./plan.ts";

export interface Mistake {
  pointer: string;
  message: string;
  rule: string;
}

type Lookup = { [uri: string]: Schema | boolean };

for (const name of Object.keys(format)) Reflect.deleteProperty(format, name);
for (const [name, rule] of Object.entries(
  FORMATS as { [name: string]: { pattern: string; calendar?: boolean } },
)) {
  const pattern = new RegExp(rule.pattern);
  (format as { [name: string]: (text: string) => boolean })[name] = (text) =>
    pattern.test(text) && (!rule.calendar || onCalendar(text));
}

function onCalendar(text: string): boolean {
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return (
    text.slice(0, 4) !== "0000" &&
    !Number.isNaN(day.getTime()) &&
    day.toISOString().startsWith(text.slice(0, 10))
  );
}

/** Keywords of a schema whose members can be checked one at a time. */
const PART_BY_PART = new Set([
  "type",
  "properties",
  "required",
  "additionalProperties",
  "title",
  "description",
  "$defs",
  "$schema",
  "$id",
]);
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

export class Checker {
  #plan: Plan;
  #made: { schema: JsonSchema; lookup: Lookup } | undefined;
  #fields: Map<string, Field>;
  #process: boolean;
  #byPart: boolean;
  #known = new Map<string, { value: unknown; mistakes: Mistake[] }>();
  #conditions = new WeakMap<object, Lookup>();

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#fields = new Map([...plan.fields].reverse().map((field) => [field.name, field]));
    this.#process = Boolean(plan.process);
    this.#byPart =
      typeof plan.schema === "object" &&
      Object.keys(plan.schema).every((keyword) => PART_BY_PART.has(keyword));
  }

  /** Make what checks values, which an empty form does not need yet. */
  prepare(): { schema: JsonSchema; lookup: Lookup } {
    if (this.#made) return this.#made;
    const schema = tame(this.#plan.schema) as JsonSchema;
    return (this.#made = { schema, lookup: dereference(schema) });
  }

  /** Every mistake in the value of a form. */
  check(value: Members): Mistake[] {
    const opaque: string[] = [];
    const bare = this.#unwrapped(value, opaque);
    const beyond = [...beyondFloats(value)];
    const schema = this.#byPart ? this.#checkParts(bare) : this.#run(bare, this.prepare().schema);
    const found = beyond.length
      ? [
          ...beyond,
          ...schema.filter(({ pointer }) => !beyond.some((one) => one.pointer === pointer)),
        ]
      : schema;
    return opaque.length
      ? found.filter((mistake) => !opaque.some((pointer) => covers(pointer, mistake.pointer)))
      : found;
  }

  /** Whether a condition of the plan holds for the value of the object that it belongs to. */
  holds(condition: Condition, members: Value): boolean {
    if (condition.schema === undefined) return true;
    const schema = plain(condition.schema as Value) as JsonSchema;
    if (typeof schema === "boolean") return schema !== Boolean(condition.not);
    let lookup = this.#conditions.get(schema);
    if (!lookup)
      this.#conditions.set(
        schema,
        (lookup = { ...this.prepare().lookup, ...(dereference(schema) as Lookup) }),
      );
    try {
      return (
        validate(plain(members), schema, "2020-12", lookup, true).valid !== Boolean(condition.not)
      );
    } catch {
      return true;
    }
  }

  /** One input at a time, and only those that changed: a key stroke in a form of 1,000 inputs checks one. */
  #checkParts(value: { [name: string]: unknown }): Mistake[] {
    if (!Object.keys(value).length) return this.#lacking(value);
    const schema = this.prepare().schema as {
      properties?: Record<string, JsonSchema>;
      additionalProperties?: JsonSchema;
    };
    const properties = schema.properties ?? {};
    const found = this.#lacking(value);
    for (const [name, given] of Object.entries(value)) {
      if (Object.hasOwn(properties, name))
        found.push(...this.#part(name, given, properties[name] as JsonSchema));
      else if (schema.additionalProperties === false) found.push(unknown(pointerOf([name])));
      else if (typeof schema.additionalProperties === "object")
        found.push(...this.#part(name, given, schema.additionalProperties));
    }
    return found;
  }

  #lacking(value: { [name: string]: unknown }): Mistake[] {
    const { required = [] } = this.#plan.schema as { required?: string[] };
    return required.filter((name) => !Object.hasOwn(value, name)).map((name) => missing("", name));
  }

  #part(name: string, value: unknown, schema: JsonSchema): Mistake[] {
    const last = this.#known.get(name);
    if (last && last.value === value) return last.mistakes;
    const mistakes = this.#run(value, schema, name);
    this.#known.set(name, { value, mistakes });
    return mistakes;
  }

  #run(value: unknown, schema: JsonSchema, name?: string): Mistake[] {
    try {
      const where = name === undefined ? "#" : `#/${encodePointer(name)}`;
      const { errors } = validate(
        value,
        schema,
        "2020-12",
        this.prepare().lookup,
        false,
        null,
        where,
        "#",
      );
      return errors.length
        ? chosen(
            new Reader(errors, schema, this.prepare().lookup, value, where).leaves(
              0,
              errors.length,
            ),
          )
        : [];
    } catch {
      // What the page cannot check the kernel will.
      return [];
    }
  }

  /** Step 1: links and qualified values stand for a value that the schema describes; links are not looked into. */
  #unwrapped(value: Members, opaque: string[]): { [name: string]: unknown } {
    const bare = plain(value) as { [name: string]: unknown };
    const other: { [name: string]: unknown } = {};
    for (const [name, given] of Object.entries(value)) {
      const field = this.#fields.get(name);
      if (!field?.item && (typeof given !== "object" || given === null)) continue;
      const inner = this.#instance(
        field,
        field && occurs(field) ? several(given) : given,
        [name],
        opaque,
      );
      if (inner !== given) other[name] = plain(inner);
    }
    return Object.keys(other).length ? { ...bare, ...other } : bare;
  }

  #instance(field: Field | undefined, given: Value, path: Path, opaque: string[]): Value {
    if (isBig(given) || (field && this.#process && isLink(given, field))) {
      opaque.push(pointerOf(path));
      return null;
    }
    if (!field) return given;
    if (this.#process && isQualified(given, field))
      return this.#instance(
        { ...field, link: false, media: [] },
        given["value"] as Value,
        path,
        opaque,
      );
    const item = field.item;
    if (!occurs(field) || !item || !isList(given)) return given;
    const items = given.map((one, i) => this.#instance(item, one, [...path, i], opaque));
    return items.every((one, i) => one === given[i]) ? given : items;
  }
}

/** Numbers too large for a float: servers read them as infinite. Whole numbers without an exponent may have any size. */
function* beyondFloats(value: Value, pointer = ""): Generator<Mistake> {
  if (value instanceof Num) {
    if (!/^-?\d+$/.test(value.text) && !Number.isFinite(Number(value.text)))
      yield { pointer, rule: "type", message: problemText("range", undefined, undefined, "") };
  } else if (isList(value)) {
    for (const [index, item] of value.entries()) yield* beyondFloats(item, `${pointer}/${index}`);
  } else if (isMembers(value)) {
    for (const [name, member] of Object.entries(value))
      yield* beyondFloats(member, pointer + pointerOf([name]));
  }
}

/** Whether a list is the list of values of an input that occurs several times. */
function occurs(field: Field): boolean {
  return field.kind === "list" && Boolean(field.item?.link);
}

/** One value may stand for a list of one. */
function several(given: Value): Value {
  return isList(given) ? given : [given];
}

export function covers(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}

function missing(
  pointer: string,
  name: string,
  rule = "required",
  message = "Is needed.",
): Mistake {
  return { pointer: pointer + pointerOf([name]), rule, message };
}

function unknown(pointer: string): Mistake {
  return { pointer, rule: "unknown", message: problemText("unknown", undefined, undefined, "") };
}

/** Step 6: one for each place and rule, only "type" where that is wrong, and "unevaluated…" only where nothing else is. */
function chosen(mistakes: Mistake[]): Mistake[] {
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
    return best?.length ? best : [this.#leaf(error)];
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
    if (error.keyword === "minContains" && /Only 0 items|items \(0\)/.test(error.error))
      return { ...this.#leaf(error), rule: "contains" };
    return this.#leaf(error);
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
    return {
      pointer,
      rule: error.keyword,
      message: problemText(
        error.keyword,
        this.#limit(error.keywordLocation),
        this.#instance(error.instanceLocation),
        error.error,
      ),
    };
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

/** Keywords whose value is no schema. */
const DATA = new Set(["enum", "const", "default", "examples", "example"]);

/** A copy of the schema without patterns that this page's regular expressions cannot read: the kernel checks those. */
function tame(schema: unknown, isMap = false): unknown {
  if (Array.isArray(schema)) return schema.map((one) => tame(one));
  if (schema instanceof Num) return Number(schema);
  if (schema === null || typeof schema !== "object") return schema;
  const entries = Object.entries(schema).map(([key, value]) => [
    key,
    isMap ? tame(value) : tameMember(key, value),
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** By the number of repetitions in a pattern, the length of the longest text that it is looked for in: see _patterns.py. */
const LENGTHS = [0, 6000, 500, 150, 75, 50, 40, 30];

/** What the server wrote, by the pattern that is searched instead. */
const WRITTEN = new Map<unknown, string>();
/** What Python finds where JavaScript finds less: digits and letters of all scripts, and an end before a last line feed. */
const PYTHON: Record<string, [outside: string, inside: string]> = {
  "\\d": ["\\p{Nd}", "\\p{Nd}"],
  "\\w": ["[\\p{L}\\p{N}_]", "\\p{L}\\p{N}_"],
  "\\s": ["[\\s\\x1c-\\x1f\\x85]", "\\s\\x1c-\\x1f\\x85"],
  $: ["(?=\\n?$)", "$"],
};

/** The same pattern as either language reads it (servers check with one of them), and which any text fits that is so
 * long that the search could take for ever; nothing if it cannot be read. */
function searched(written: string): string | undefined {
  const pattern = readable(written) ? written : unescaped(written);
  if (!readable(pattern)) return undefined;
  const repeats =
    pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]/gs, "").match(/[*+]|\{\d*,\d*\}/g)?.length ?? 0;
  const most = LENGTHS[Math.min(repeats, LENGTHS.length - 1)];
  const python = asPython(pattern);
  const both =
    python !== pattern && readable(`${pattern}|${python}`) ? `${pattern}|${python}` : pattern;
  const made = most ? `^[^]{${most + 1}}|${both}` : both;
  WRITTEN.set(made, written);
  return made;
}

/** Without the backslashes before signs that mean themselves, which the regular expressions of JSON Schema forbid. */
function unescaped(pattern: string): string {
  let inside = false;
  return pattern.replace(/\\.|[[\]]/gs, (part) => {
    const [, sign = ""] = part;
    if (!sign) inside = part === "[";
    return !sign || /[\w^$\\.*+?()[\]{}|/]/.test(sign) || (inside && sign === "-") ? part : sign;
  });
}

function asPython(pattern: string): string {
  let inside = false;
  return pattern.replace(/\\.|[[\]$]/gs, (part) => {
    if (part === "[" || part === "]") inside = part === "[";
    return PYTHON[part]?.[Number(inside) as 0 | 1] ?? part;
  });
}

function tameMember(key: string, value: unknown): unknown {
  if (DATA.has(key)) return plain(value as Value);
  if (key === "pattern" && typeof value === "string") return searched(value);
  if (key === "patternProperties")
    return Object.fromEntries(
      Object.entries(value ?? {}).map(([pattern, below]) => [
        searched(pattern) ?? "(?!)",
        tame(below),
      ]),
    );
  return tame(value, key === "properties" || key === "$defs" || key === "dependentSchemas");
}

function readable(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern, "u"));
  } catch {
    return false;
  }
}

// Checking a value in the page: cfworker's validator (it interprets, no eval), and of what it finds the errors that help.
// They are chosen by the rules of src/procbook/inputs/check/_mistakes.py (the steps there have numbers), so that page and
// kernel name the same places; the table of formats is the kernel's own.

import { dereference, encodePointer, format, validate } from "@cfworker/json-schema";
import FORMATS from "../../../../src/procbook/inputs/schema/_string_formats.json";
import { boxMistakes } from "./boxes.ts";
import { Num, isList, isMembers, plain, type Members, type Value } from "./json.ts";
import { problemText } from "./messages.ts";
import { covers, missing, unknown, type Mistake } from "./mistake.ts";
import {
  isBig,
  isLink,
  isQualified,
  pointerOf,
  standsForLink,
  type Condition,
  type Field,
  type JsonSchema,
  type Path,
  type Plan,
} from "./plan.ts";
import { Reader, chosen, type Lookup } from "./reader.ts";
import { tame } from "./tame.ts";
import { isTolerated } from "./tolerances.ts";

export { covers, isHard, type Mistake } from "./mistake.ts";

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
export class Checker {
  #plan: Plan;
  #made: { schema: JsonSchema; lookup: Lookup } | undefined;
  #fields: Map<string, Field>;
  #boxes: Field[];
  #process: boolean;
  #byPart: boolean;
  #known = new Map<string, { value: unknown; mistakes: Mistake[] }>();
  #conditions = new WeakMap<object, Lookup>();

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#fields = new Map([...plan.fields].reverse().map((field) => [field.name, field]));
    this.#boxes = [...this.#fields.values()].filter((field) => field.kind === "bbox");
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
    const shape = beyond.length
      ? [
          ...beyond,
          ...schema.filter(({ pointer }) => !beyond.some((one) => one.pointer === pointer)),
        ]
      : schema;
    const found = [...shape, ...boxMistakes(this.#boxes, bare as Members)];
    const tolerances = this.#plan.tolerances ?? [];
    return found.filter(
      (mistake) =>
        !opaque.some((pointer) => covers(pointer, mistake.pointer)) &&
        !(tolerances.length && isTolerated(mistake, bare as Value, tolerances)),
    );
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
      const isPlain = typeof given !== "object" || given === null;
      if (isPlain && !field?.item && !field?.hints?.url_is_link) continue;
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
    const stands = field && this.#process && (isLink(given, field) || standsForLink(given, field));
    if (isBig(given) || stands) {
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
      yield {
        pointer,
        rule: "type",
        message: problemText("range", undefined, undefined, ""),
        severity: "hard",
      };
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

// The plan of a form as the kernel sends it: a tree of fields. This module knows its shape and asks it questions.

import { Num, isList, isMembers, parse, same, type Members, type Value } from "./json.ts";

export type Path = readonly (string | number)[];
export type JsonSchema = boolean | { [keyword: string]: unknown };

export interface Choice {
  value: Value;
  label?: string;
}

export interface Medium {
  mediaType?: string;
  encoding?: string;
  schema?: JsonSchema;
}

export interface Condition {
  schema?: JsonSchema;
  not?: boolean;
  expr?: Value;
}

export interface Hints {
  widget?: string;
  advanced?: boolean;
  group?: string;
  order?: number;
  placeholder?: string;
  separator?: string;
  secret?: boolean;
  readOnly?: boolean;
  writeOnly?: boolean;
  deprecated?: boolean;
  hidden?: boolean;
  enabled?: { expr?: Value };
  level?: string;
  crs?: string[];
  dims?: number;
  precision?: number;
  /** Whether a text with an address is a link, as no text fits. */
  url_is_link?: boolean;
  /** Whether the value that the form starts with is an example of the server. */
  from_example?: boolean;
  /** Whether the description says nothing: plain text is text, JSON is JSON. */
  anything?: boolean;
  /** How several of many choices are picked. */
  selection?: { range?: boolean; grid?: boolean };
  /** Order of the edges of a box, where it is not west, south, east, north. */
  axes?: string[];
  /** Members of an object that are the edges of a box, by edge. */
  edges?: { [edge: string]: string };
  /** What null stands for, in the words of the description. */
  null_label?: string;
  [name: string]: unknown;
}

export interface Field {
  name: string;
  kind: string;
  label?: string;
  help?: string;
  helpHtml?: string;
  required?: boolean;
  nullable?: boolean;
  default?: Value;
  examples?: Value[];
  unit?: string;
  format?: string;
  constraints?: { [name: string]: Value };
  choices?: Choice[];
  children?: Field[];
  item?: Field;
  key?: { pattern?: string };
  extra?: Field;
  ref?: string;
  when?: Condition;
  media?: Medium[];
  link?: boolean;
  hints?: Hints;
  pointer?: string;
}

export interface Plan {
  id?: string;
  title?: string;
  fields: Field[];
  defs?: { [name: string]: Field };
  /** Value of the inputs that the plan does not name, where there may be such. */
  extra?: Field;
  schema: JsonSchema;
  /** Whether the schema describes no object: its value is then the one field "value". */
  bare?: boolean;
  /** Whether it belongs to a process, so that links and qualified values may stand for values. */
  process?: boolean;
  /** Mistakes that the server's own examples make. */
  tolerances?: Tolerance[];
  /** What is odd about the description. */
  quirks?: { code: string; path: string; message: string }[];
  /** How many fields were left out because they are none. */
  unreadable?: number;
}

/** Read a plan; what stands among its fields and is no field is left out, and counted. */
export function readPlan(text: string): Plan {
  const plan = parse(text) as unknown as Partial<Plan> | null;
  const given: unknown[] = Array.isArray(plan?.fields) ? plan.fields : [];
  const fields = given.filter((field) => isMembers(field as Value)) as Field[];
  return { schema: true, ...plan, fields, unreadable: given.length - fields.length };
}

/** A rule that an example breaks: for values of its type, or like its value, or for all; "*" is any index. */
export interface Tolerance {
  path: string[];
  rule: string;
  type?: string;
  value?: Value;
}

/** What a field is called where people and screen readers meet it. */
export function labelOf(field: Field): string {
  return field.label || field.name || "Value";
}

/** Follow references into the plan's definitions; what the place itself says about name and label wins. */
export function resolved(field: Field, plan: Plan): Field {
  let found = field;
  for (let i = 0; found.kind === "ref" && i < 32; i++) {
    const target =
      plan.defs && Object.hasOwn(plan.defs, found.ref ?? "")
        ? plan.defs[found.ref ?? ""]
        : undefined;
    if (!target) return { ...found, kind: "json" };
    const own = Object.fromEntries(
      Object.entries(found).filter(
        ([key, value]) => !["kind", "ref"].includes(key) && value !== undefined && value !== "",
      ),
    );
    found = { ...target, ...own, kind: target.kind, ref: target.ref };
  }
  return found.kind === "ref" ? { ...found, kind: "json" } : found;
}

export function pointerOf(path: Path): string {
  return path
    .map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

export function at(value: Value | undefined, path: Path): Value | undefined {
  let found = value;
  for (const part of path) {
    if (typeof part === "number") found = isList(found) ? found[part] : undefined;
    else found = isMembers(found) && Object.hasOwn(found, part) ? found[part] : undefined;
    if (found === undefined) return undefined;
  }
  return found;
}

/** Members of an object that have one possible value and must be there: written with the first other member. */
export function constants(field: Field): [string, Value][] {
  return (field.children ?? [])
    .filter((child) => child.kind === "const" && child.required)
    .map((child) => [child.name, constant(child)]);
}

export function constant(field: Field): Value {
  const found = field.constraints?.["const"];
  return found !== undefined ? found : (field.choices?.[0]?.value ?? field.default ?? null);
}

/** An address typed where no text could be the value itself: the kernel sends it as a link. */
export function standsForLink(value: Value | undefined, field: Field): boolean {
  return (
    Boolean(field.link && field.hints?.url_is_link) &&
    typeof value === "string" &&
    /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s]+$/.test(value)
  );
}

/** A link that stands instead of a value: {"href": …}. */
export function isLink(value: Value | undefined, field: Field): value is Members {
  return Boolean(field.link) && isMembers(value) && typeof value["href"] === "string";
}

const QUALIFIERS = new Set(["value", "mediaType", "encoding", "schema", "format"]);

/** A qualified value: {"value": …, "mediaType"?: …}, where a media type can be chosen. */
export function isQualified(value: Value | undefined, field: Field): value is Members {
  const takesMedia =
    field.media?.length ||
    (field.kind === "alternatives" && field.children?.some((branch) => branch.media?.length));
  return (
    Boolean(takesMedia) &&
    isMembers(value) &&
    Object.hasOwn(value, "value") &&
    Object.keys(value).every((name) => QUALIFIERS.has(name))
  );
}

/** A handle for a text that only the kernel holds, because it is large. */
export function isBig(value: Value | undefined): value is Members {
  return isMembers(value) && typeof value["$big"] === "string";
}

const WORDS = new Set(
  "text multiline code date time datetime interval duration color password file uri email uuid epsg wkt".split(
    " ",
  ),
);

/** How well a value fits a field's kind: 0 not at all, more is better. Used to find the branch that a value belongs to. */
export function fits(field: Field, value: Value | undefined, plan: Plan, depth = 0): number {
  const { kind, ...rest } = resolved(field, plan);
  if (value === undefined || depth > 6) return 1;
  if (value === null && (rest.nullable || kind === "null")) return 2;
  if (value === null) return kind === "json" ? 1 : 0;
  if (isLink(value, field)) return 3;
  if (isQualified(value, field))
    return field.media?.some(({ mediaType }) => mediaType === value["mediaType"]) ? 5 : 3;
  if (kind === "const") return same(value, constant(field)) ? 5 : 0;
  if (kind === "choice")
    return (rest.choices ?? []).some((choice) => same(choice.value, value)) ? 4 : 0;
  if (kind === "boolean") return typeof value === "boolean" ? 3 : 0;
  if (kind === "integer" || kind === "number") return fitsNumber(kind, value);
  if (WORDS.has(kind) && typeof value === "string") return kind === "text" ? 2 : 2.5;
  if (WORDS.has(kind)) return isList(value) && kind === "interval" ? 2 : 0;
  if (kind === "bbox")
    return isList(value) || (isMembers(value) && Object.hasOwn(value, "bbox")) ? 3 : 0;
  if (kind === "geometry") return isMembers(value) && typeof value["type"] === "string" ? 3 : 0;
  if (kind === "list" || kind === "tuple" || kind === "multichoice")
    return isList(value) ? 2 + fitsItems(rest as Field, value, plan, depth) : 0;
  if (kind === "object" || kind === "mapping")
    return isMembers(value) ? 2 + fitsMembers(rest as Field, value, plan, depth) : 0;
  if (kind === "alternatives")
    return Math.max(
      0,
      ...(rest.children ?? []).map((child) => fits(child, value, plan, depth + 1)),
    );
  return kind === "json" ? 1 : 0;
}

function fitsNumber(kind: string, value: Value): number {
  if (typeof value !== "number" && !(value instanceof Num)) return 0;
  if (kind === "number") return 2.5;
  return Number(value) % 1 === 0 ? 3 : 0;
}

function fitsItems(field: Field, value: readonly Value[], plan: Plan, depth: number): number {
  const item = field.item;
  if (field.children?.length) return field.children.length === value.length ? 1 : 0;
  if (!item || !value.length) return 0.5;
  return Math.min(
    1,
    Math.min(...value.slice(0, 5).map((one) => fits(item, one, plan, depth + 1))) - 1.5,
  );
}

function fitsMembers(field: Field, value: Members, plan: Plan, depth: number): number {
  let score = 0;
  const names = new Set(Object.keys(value));
  for (const child of field.children ?? []) {
    const has = names.delete(child.name);
    if (!has) score -= child.required ? 1 : 0;
    else {
      const fit = fits(child, value[child.name], plan, depth + 1);
      // A constant decides: it is there to tell the branches apart.
      if (fit === 0 && child.kind === "const") return -2;
      if (fit === 0) score -= 1;
      else score += child.kind === "const" ? 10 : 0.5;
    }
  }
  return Math.max(-1.9, score - (field.extra || field.item ? 0 : names.size * 0.5));
}

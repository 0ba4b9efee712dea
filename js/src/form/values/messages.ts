// What is wrong, in the words of src/procbook/inputs/check/_messages.py.

import FORMATS from "../../../../src/procbook/inputs/schema/_string_formats.json";

const TYPES: Record<string, string> = {
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "yes or no",
  array: "a list",
  object: "a group of named values",
  null: "null",
};

const count = (limit: unknown, word: string) => `${limit} ${word}${limit === 1 ? "" : "s"}`;

const BY_RULE: Record<string, (limit: unknown) => string> = {
  unknown: () => "Is not known here.",
  required: () => "Is needed.",
  range: () => "Is larger than any number that servers can read (about 1.8e308).",
  dependentRequired: (name) => `Is needed together with ${name}.`,
  minimum: (limit) => `Should be at least ${limit}.`,
  maximum: (limit) => `Should be at most ${limit}.`,
  exclusiveMinimum: (limit) => `Should be more than ${limit}.`,
  exclusiveMaximum: (limit) => `Should be less than ${limit}.`,
  multipleOf: (limit) => `Should be a multiple of ${limit}.`,
  minLength: (limit) => `Should have at least ${count(limit, "character")}.`,
  maxLength: (limit) => `Should have at most ${count(limit, "character")}.`,
  minItems: (limit) => `Should have at least ${count(limit, "item")}.`,
  maxItems: (limit) => `Should have at most ${count(limit, "item")}.`,
  uniqueItems: () => "Should not hold the same item twice.",
  minProperties: (limit) => `Should have at least ${count(limit, "member")}.`,
  maxProperties: (limit) => `Should have at most ${count(limit, "member")}.`,
  pattern: (pattern) => `Does not have the form ${short(pattern)}.`,
  format: (name) =>
    `Should be ${(FORMATS as Record<string, { words: string }>)[String(name)]?.words ?? `of format ${name}`}.`,
  const: (value) => `Should be ${short(value)}.`,
  enum: (values) => `Should be one of ${some(values)}.`,
  contains: () => "Lacks an item of the kind that is asked for.",
  minContains: (limit) =>
    `Should hold at least ${count(limit, "item")} of the kind that is asked for.`,
  maxContains: (limit) =>
    `Should hold at most ${count(limit, "item")} of the kind that is asked for.`,
  not: () => "Is excluded.",
  propertyNames: () => "Has a name that is not allowed.",
  oneOf: () => "Fits more than one of the alternatives.",
  anyOf: () => "Fits none of the alternatives.",
};

/** Say what a failed keyword asks for; `said` is what the validator itself says, for keywords that are not known here. */
export function problemText(rule: string, limit: unknown, given: unknown, said: string): string {
  return rule === "type" ? typeText(limit, given) : (BY_RULE[rule]?.(limit) ?? said);
}

/** How a number with a comma is written, where that number may stand. */
function spelling(given: string, types: string[]): string {
  const isGrouped = /^-?\d{1,3}(,\d{3})+$/.test(given);
  if (!isGrouped && !/^-?\d+,\d+$/.test(given)) return "";
  const grouped = given.replaceAll(",", "");
  const point = given.replace(",", ".");
  if (types.includes("number"))
    return isGrouped ? ` Write ${grouped} or ${point}.` : ` Write ${point}.`;
  if (isGrouped) return ` Write ${grouped}.`;
  return Number.isInteger(Number(point)) ? ` Write ${Number(point)}.` : "";
}

function typeText(limit: unknown, given: unknown): string {
  const types = Array.isArray(limit) ? (limit as string[]) : [String(limit)];
  const wanted = `Should be ${types.map((type) => TYPES[type] ?? type).join(" or ")}`;
  if (typeof given !== "string" || !types.some((type) => type === "number" || type === "integer"))
    return given === null ? `${wanted}, not null.` : `${wanted}.`;
  return `${wanted}; “${short(given)}” is not.${spelling(given, types)}`;
}

function short(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function some(values: unknown): string {
  const list = Array.isArray(values) ? values : [];
  return (
    list.slice(0, 6).map(short).join(", ") +
    (list.length > 6 ? ` or ${list.length - 6} others` : "")
  );
}

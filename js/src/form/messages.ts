// What is wrong, in words a person would use.

const TYPES: Record<string, string> = {
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  null: "null",
};

const FORMATS: Record<string, string> = {
  date: "Write a date as 2024-12-31.",
  time: "Write a time as 23:59:00Z.",
  "date-time": "Write date and time with zone, as 2024-12-31T23:59:00Z.",
  duration: "Write a duration as P1D or PT1H30M.",
  email: "Write an e-mail address, as name@example.org.",
  uri: "Write a whole address, as https://example.org/data.",
  uuid: "Write a UUID, as 123e4567-e89b-12d3-a456-426614174000.",
};

const BY_RULE: Record<string, (limit: unknown) => string> = {
  minimum: (limit) => `Must be at least ${limit}.`,
  maximum: (limit) => `Must be at most ${limit}.`,
  exclusiveMinimum: (limit) => `Must be more than ${limit}.`,
  exclusiveMaximum: (limit) => `Must be less than ${limit}.`,
  multipleOf: (limit) => (limit === 1 ? "Must be a whole number." : `Must be a multiple of ${limit}.`),
  minLength: (limit) => (limit === 1 ? "Must not be empty." : `Must have at least ${limit} characters.`),
  maxLength: (limit) => `Must have at most ${limit} characters.`,
  minItems: (limit) => `Must have at least ${limit} ${limit === 1 ? "item" : "items"}.`,
  maxItems: (limit) => `Must have at most ${limit} ${limit === 1 ? "item" : "items"}.`,
  uniqueItems: () => "Must not hold the same item twice.",
  minProperties: (limit) => `Must have at least ${limit} ${limit === 1 ? "entry" : "entries"}.`,
  maxProperties: (limit) => `Must have at most ${limit} ${limit === 1 ? "entry" : "entries"}.`,
  pattern: (pattern) => `Must look like ${pattern}.`,
  format: (format) => FORMATS[String(format)] ?? `Must be written as ${format}.`,
  const: (value) => `Must be ${JSON.stringify(value)}.`,
  enum: (values) => `Must be one of ${some(values)}.`,
  contains: () => "Lacks an item that it must contain.",
  not: () => "Must not be this.",
  false: () => "Nothing is allowed here.",
  propertyNames: () => "Has a name that is not allowed.",
  oneOf: () => "Fits more than one of the alternatives.",
};

/** Say what a failed keyword asks for; `said` is what the validator itself says, for keywords that are not known here. */
export function problemText(rule: string, limit: unknown, given: unknown, said: string): string {
  if (rule === "type") return typeText(limit, given);
  return BY_RULE[rule]?.(limit) ?? said;
}

function typeText(limit: unknown, given: unknown): string {
  const types = Array.isArray(limit) ? (limit as string[]) : [String(limit)];
  const wanted = `Must be ${types.map((type) => TYPES[type] ?? type).join(" or ")}`;
  const numeric = types.includes("number") || types.includes("integer");
  if (numeric && typeof given === "string") {
    const comma = /^-?\d+,\d+$/.test(given) ? ` Write ${given.replace(",", ".")}.` : "";
    return `${wanted}; “${given.length > 40 ? `${given.slice(0, 39)}…` : given}” is not.${comma}`;
  }
  return given === null ? `${wanted}, not null.` : `${wanted}.`;
}

function some(values: unknown): string {
  const list = Array.isArray(values) ? values.map((value) => (typeof value === "string" ? value : JSON.stringify(value))) : [];
  return list.length > 6 ? `${list.slice(0, 6).join(", ")} … (${list.length} in all)` : list.join(", ");
}

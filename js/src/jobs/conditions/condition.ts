// Conditions on rows, such as `duration > 2 and not fail`: the grammar of `src/procbook/jobs/columns/_condition.py`, which
// has it in words. Both halves are tested with the same cases.

export type Value = string | number | boolean | null;
/** What a column holds in a row. */
export type Content = Value | Date | undefined;
/** A row as a condition sees it: the content of a column by its name. */
export type Lookup = (name: string) => Content;
type Test = (row: Lookup) => boolean;

/** Says what was expected, and where, or which column there is not. */
export class ConditionError extends Error {}

export interface Condition {
  test: Test;
  /** The columns that it looks at. */
  names: ReadonlySet<string>;
}

const TOKEN =
  /\s*(?:(?<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\p{L}\p{N}_.:-]))|(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<operator><=|>=|==|!=|<>|[=<>~(),])|(?<name>[\p{L}_][\p{L}\p{N}_.-]*|`[^`]+`|[\p{L}\p{N}_.:+-]+))/uy;
const CONSTANTS = new Map<string, Value>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["none", null],
]);
/** Characters of a condition. */
const LONGEST = 2000;
const DEEPEST = 50;

interface Token {
  kind: string;
  text: string;
  at: number;
}

const END: Token = { kind: "", text: "", at: 0 };

/** Read a condition; throws a ConditionError. */
export function readCondition(text: string): Condition {
  if (text.length > LONGEST)
    throw new ConditionError(`A condition has at most ${LONGEST} characters.`);
  const reader = new Reader(text);
  return { test: reader.readAll(), names: reader.names };
}

/** Reads the grammar, one function a rule. */
class Reader {
  readonly names = new Set<string>();
  #text: string;
  #tokens: Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokensOf(text.trimEnd());
  }

  readAll(): Test {
    const test = this.#either();
    if (this.#next.kind) throw this.#error("'and', 'or' or the end");
    return test;
  }

  #either(): Test {
    const tests = [this.#every()];
    while (this.#takeWord("or")) tests.push(this.#every());
    return (row) => tests.some((test) => test(row));
  }

  #every(): Test {
    const tests = [this.#term()];
    while (this.#takeWord("and")) tests.push(this.#term());
    return (row) => tests.every((test) => test(row));
  }

  #term(): Test {
    if (++this.#depth > DEEPEST) throw new ConditionError("The condition is nested too deeply.");
    try {
      if (this.#takeWord("not")) {
        const test = this.#term();
        return (row) => !test(row);
      }
      if (!this.#take("(")) return this.#comparison();
      const test = this.#either();
      this.#expect(")");
      return test;
    } finally {
      this.#depth--;
    }
  }

  #comparison(): Test {
    const name = this.#name();
    const negated = this.#isWord(0, "not") && this.#isWord(1, "in");
    if (negated) this.#at++;
    if (this.#takeWord("in")) {
      const values = this.#values();
      return (row) => values.some((value) => equal(row(name), value)) !== negated;
    }
    const compare = OPERATORS.get(this.#next.kind === "operator" ? this.#next.text : "");
    if (!compare) return (row) => row(name) === true || row(name) === "true";
    this.#at++;
    const value = this.#value();
    return (row) => compare(row(name), value);
  }

  #name(): string {
    const { kind, text } = this.#next;
    if (kind !== "name" || ["and", "or", "in"].includes(text.toLowerCase()))
      throw this.#error("the name of a column");
    this.#at++;
    const name = unquoted(text);
    this.names.add(name);
    return name;
  }

  #values(): Value[] {
    this.#expect("(");
    const values = [this.#value()];
    while (this.#take(",")) values.push(this.#value());
    this.#expect(")");
    return values;
  }

  #value(): Value {
    const { kind, text } = this.#next;
    if (!["number", "text", "name"].includes(kind)) throw this.#error("a value");
    this.#at++;
    if (kind === "number") return Number(text);
    if (kind === "text") return text.slice(1, -1).replace(/\\(.)/gs, "$1");
    const constant = CONSTANTS.get(text.toLowerCase());
    return constant === undefined ? unquoted(text) : constant;
  }

  get #next(): Token {
    return this.#tokens[this.#at] ?? END;
  }

  #isWord(ahead: number, keyword: string): boolean {
    const token = this.#tokens[this.#at + ahead];
    return token?.kind === "name" && token.text.toLowerCase() === keyword;
  }

  #take(operator: string): boolean {
    const isNext = this.#next.kind === "operator" && this.#next.text === operator;
    if (isNext) this.#at++;
    return isNext;
  }

  #takeWord(keyword: string): boolean {
    const isNext = this.#isWord(0, keyword);
    if (isNext) this.#at++;
    return isNext;
  }

  #expect(operator: string): void {
    if (!this.#take(operator)) throw this.#error(`'${operator}'`);
  }

  #error(expected: string): ConditionError {
    const { kind, text, at } = this.#next;
    const came = kind ? `not '${text}' at character ${at + 1}` : "and it ends there";
    return new ConditionError(
      `In the condition '${this.#text}', ${expected} should come, ${came}.`,
    );
  }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(text)?.groups;
    const found = Object.entries(groups ?? {}).find(([, value]) => value !== undefined);
    if (!found)
      throw new ConditionError(`In the condition '${text}', character ${at + 1} cannot be read.`);
    const [kind, value] = found;
    tokens.push({ kind, text: value, at: TOKEN.lastIndex - value.length });
    at = TOKEN.lastIndex;
  }
  return tokens;
}

function unquoted(name: string): string {
  return name.replace(/^`+|`+$/g, "");
}

function equal(content: Content, value: Value): boolean {
  if (typeof content === "boolean" || typeof value === "boolean") return content === value;
  const [left, right] = aligned(content, value);
  return left === right;
}

const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?<zone>Z|[+-]\d\d:?\d\d)?)?$/;

/** Both as what can be compared: a time with a time, without a zone in UTC. */
function aligned(content: Content, value: Value): [Value, Value] {
  if (content instanceof Date) {
    const zone = typeof value === "string" ? ISO.exec(value) : null;
    if (typeof value !== "string" || !zone) return [content.toISOString(), value];
    const isBare = value.length > 10 && !zone.groups?.["zone"];
    return [content.getTime(), Date.parse(value.replace(" ", "T") + (isBare ? "Z" : ""))];
  }
  const left = content ?? null;
  if (typeof value === "string" && left !== null) return [String(left), value];
  return [left, value];
}

function ordering(compare: (order: number) => boolean): (c: Content, v: Value) => boolean {
  return (content, value) => {
    if (content == null || value === null) return false;
    if (typeof content === "string" && typeof value !== "string") return false;
    const [left, right] = aligned(content, value);
    if (typeof left === "string" && typeof right === "string")
      return compare(Number(left > right) - Number(left < right));
    if (typeof left === "string" || typeof right === "string") return false;
    return compare(Number(left) - Number(right));
  };
}

const OPERATORS = new Map<string, (content: Content, value: Value) => boolean>([
  ["=", equal],
  ["==", equal],
  ["!=", (content, value) => !equal(content, value)],
  ["<>", (content, value) => !equal(content, value)],
  ["<", ordering((order) => order < 0)],
  ["<=", ordering((order) => order <= 0)],
  [">", ordering((order) => order > 0)],
  [">=", ordering((order) => order >= 0)],
  [
    "~",
    (content, value) =>
      content != null && String(content).toLowerCase().includes(String(value).toLowerCase()),
  ],
]);

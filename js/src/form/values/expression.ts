// Conditions of the vendor hints, as the tree that the kernel made of them (inputs/fields/_expressions.py): looked up and
// compared, never evaluated as code.

import { plain, same, type Value } from "./json.ts";

export interface Names {
  /** The object that holds the field. */
  members: Value;
  root: Value;
  value?: Value;
}

type Tree = {
  lit?: unknown;
  var?: string;
  get?: [Tree, Tree];
  list?: Tree[];
  op?: string;
  args?: Tree[];
};

/** What the expression is for these values; undefined when it asks for what is not there. */
export function expression(tree: Value, names: Names): unknown {
  return step(plain(tree) as Tree, {
    members: plain(names.members),
    root: plain(names.root),
    value: plain(names.value ?? null),
  });
}

type Operation = (a: unknown, b: unknown) => unknown;
const equal: Operation = (a, b) => same((a ?? null) as Value, (b ?? null) as Value);

const OPERATIONS: Record<string, Operation> = {
  "==": equal,
  "!=": (a, b) => !equal(a, b),
  "<": (a, b) => (a as number) < (b as number),
  "<=": (a, b) => (a as number) <= (b as number),
  ">": (a, b) => (a as number) > (b as number),
  ">=": (a, b) => (a as number) >= (b as number),
  "!": (a) => !a,
  "&&": (a, b) => a && b,
  "||": (a, b) => a || b,
  in: (a, b) => (Array.isArray(b) ? b.some((one) => equal(a, one)) : own(b, a) !== undefined),
  "+": (a, b) => (a as number) + (b as number),
  "-": (a, b) => (b === undefined ? -(a as number) : (a as number) - (b as number)),
  "*": (a, b) => (a as number) * (b as number),
  "/": (a, b) => (a as number) / (b as number),
  "%": (a, b) => (a as number) % (b as number),
};

function step(tree: Tree, names: { [name: string]: unknown }): unknown {
  if ("lit" in tree) return tree.lit;
  if (tree.var !== undefined)
    return tree.var.startsWith("$")
      ? own(names, tree.var.slice(1))
      : own(names["members"], tree.var);
  if (tree.get) return own(step(tree.get[0], names), step(tree.get[1], names));
  if (tree.list) return tree.list.map((one) => step(one, names));
  const [a, b, c] = (tree.args ?? []).map((one) => step(one, names));
  if (tree.op === "?:") return a ? b : c;
  return tree.op !== undefined && Object.hasOwn(OPERATIONS, tree.op)
    ? OPERATIONS[tree.op]?.(a, b)
    : undefined;
}

function own(value: unknown, name: unknown): unknown {
  return value !== null && typeof value === "object" && Object.hasOwn(value, String(name))
    ? (value as Record<string, unknown>)[String(name)]
    : undefined;
}

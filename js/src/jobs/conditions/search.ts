// What is typed into the search: words, or a condition on columns.

import { ConditionError, readCondition, type Condition } from "./condition.ts";

export interface Search {
  /** Words to look for, in lower case; empty for none. */
  words: string;
  condition: Condition | null;
  /** Why it is no condition, where it looks like one. */
  note: string;
}

const HAS_OPERATOR = /[=<>~]|\bin\s*\(/i;
const MOST_NAMES = 12;

/** Read it as a condition where it has an operator and names columns; else it is words, and nothing is lost. */
export function readSearch(text: string, names: ReadonlySet<string>): Search {
  const words = text.trim().toLowerCase();
  if (!HAS_OPERATOR.test(words)) return { words, condition: null, note: "" };
  try {
    const condition = readCondition(text);
    const missing = [...condition.names].find((name) => !names.has(name));
    if (missing === undefined) return { words: "", condition, note: "" };
    const note = `There is no column ${missing}; ${hint(missing, names)} Searched as words.`;
    return { words, condition: null, note };
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    // Half a condition, while it is typed: all rows stay until it can be read.
    const first = /^[\s(]*(?:not\s+)?`?([^\s`=<>~()]+)/i.exec(text)?.[1] ?? "";
    return { words: names.has(first) ? "" : words, condition: null, note: error.message };
  }
}

function hint(name: string, names: ReadonlySet<string>): string {
  const near = [...names].find((other) => distance(name, other) <= Math.ceil(name.length / 4));
  if (near) return `did you mean ${near}?`;
  const some = [...names].slice(0, MOST_NAMES).join(", ");
  return `there are ${some}${names.size > MOST_NAMES ? ", …" : "."}`;
}

/** How many letters have to be changed to make one text of the other (Levenshtein). */
function distance(one: string, other: string): number {
  let before = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const now = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = before[j - 1]! + Number(one[i - 1] !== other[j - 1]);
      now.push(Math.min(replaced, before[j]! + 1, now[j - 1]! + 1));
    }
    before = now;
  }
  return before[other.length]!;
}

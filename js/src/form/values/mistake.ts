// One thing that is wrong with a value, or that the description of the process has doubts about.

import { problemText } from "./messages.ts";
import { pointerOf } from "./plan.ts";

export interface Mistake {
  pointer: string;
  message: string;
  rule: string;
  /** Soft where only the description says so, which the server may know better; hard where it cannot be sent. */
  severity?: "hard" | "soft";
}

/** Whether a value with this mistake cannot be sent at all: text that is no JSON, or no number, or a file that is missing. */
export function isHard({ rule, severity }: Mistake): boolean {
  return severity === "hard" || rule === "syntax";
}

/** How a number is written, with blanks around it or without: see check/_mistakes.py. */
const NUMERAL = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/;

export function readsAsNumber(text: string): boolean {
  return NUMERAL.test(text);
}

export function covers(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}

export function missing(
  pointer: string,
  name: string,
  rule = "required",
  message = "Is needed.",
): Mistake {
  return { pointer: pointer + pointerOf([name]), rule, message, severity: "soft" };
}

export function unknown(pointer: string): Mistake {
  const message = problemText("unknown", undefined, undefined, "");
  return { pointer, rule: "unknown", message, severity: "soft" };
}

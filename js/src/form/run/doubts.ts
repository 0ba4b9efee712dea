// What speaks against a request: mistakes that keep it from being sent, and doubts that only its description raises.

import type { Mistake } from "../values/check.ts";

/** Doubts that the question names one by one; of more it says how many there are. */
const NAMED = 4;

/** Whether the request cannot be sent with this mistake; any other the server may know better. */
export function isHard(mistake: Mistake): boolean {
  return mistake.severity === "hard" || mistake.rule === "syntax";
}

/** The doubts as one sentence: "Bands: Is needed; Count: Should be at most 5." */
export function doubtsText(doubts: Mistake[], labelOf: (pointer: string) => string): string {
  const texts = doubts.map(({ pointer, message }) => {
    const label = labelOf(pointer);
    return `${label ? `${label}: ` : ""}${message.replace(/\.$/, "")}`;
  });
  const named = [...new Set(texts)];
  const more = named.length - NAMED;
  return `${named.slice(0, NAMED).join("; ")}${more > 0 ? `; and ${more} more` : ""}.`;
}

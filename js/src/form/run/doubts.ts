// The question before a request is sent that its description has doubts about.

import type { Mistake } from "../values/mistake.ts";

/** Doubts that the question names one by one; of more it says how many there are. */
const NAMED = 4;

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

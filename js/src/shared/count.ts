// A number with its noun, as procbook.display.count writes it.

/** "1 job", "2,000 processes". */
export function count(n: number, noun: string): string {
  const plural = noun + (noun.endsWith("s") ? "es" : "s");
  return `${n.toLocaleString("en")} ${n === 1 ? noun : plural}`;
}

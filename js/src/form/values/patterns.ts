// Patterns as both Python and JavaScript read them, so that page and kernel say the same: see schema/_patterns.py.

/** By the number of repetitions in a pattern, the length of the longest text that it is looked for in: see _patterns.py. */
const LENGTHS = [0, 6000, 500, 150, 75, 50, 40, 30];

/** What the server wrote, by the pattern that is searched instead. */
export const WRITTEN = new Map<unknown, string>();
/** What Python finds where JavaScript finds less: digits and letters of all scripts, and an end before a last line feed. */
const PYTHON: Record<string, [outside: string, inside: string]> = {
  "\\d": ["\\p{Nd}", "\\p{Nd}"],
  "\\w": ["[\\p{L}\\p{N}_]", "\\p{L}\\p{N}_"],
  "\\s": ["[\\s\\x1c-\\x1f\\x85]", "\\s\\x1c-\\x1f\\x85"],
  "\\S": ["(?:[^\\s\\x1c-\\x1f\\x85]|\\ufeff)", "\\S\\ufeff"],
  $: ["(?=\\n?$)", "$"],
};

/** The same pattern as either language reads it (servers check with one of them), and which any text fits that is so
 * long that the search could take for ever; nothing if it cannot be read. */
export function searched(written: string): string | undefined {
  const pattern = readable(written) ? written : unescaped(written);
  if (!readable(pattern)) return undefined;
  const repeats =
    pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]/gs, "").match(/[*+]|\{\d*,\d*\}/g)?.length ?? 0;
  const most = LENGTHS[Math.min(repeats, LENGTHS.length - 1)];
  const python = asPython(pattern);
  const both =
    python !== pattern && readable(`${pattern}|${python}`) ? `${pattern}|${python}` : pattern;
  const made = most ? `^[^]{${most + 1}}|${both}` : both;
  WRITTEN.set(made, written);
  return made;
}

/** Without the backslashes before signs that mean themselves, which the regular expressions of JSON Schema forbid. */
function unescaped(pattern: string): string {
  let inside = false;
  return pattern.replace(/\\.|[[\]]/gs, (part) => {
    const [, sign = ""] = part;
    if (!sign) inside = part === "[";
    return !sign || /[\w^$\\.*+?()[\]{}|/]/.test(sign) || (inside && sign === "-") ? part : sign;
  });
}

function asPython(pattern: string): string {
  let inside = false;
  return pattern.replace(/\\.|[[\]$]/gs, (part) => {
    if (part === "[" || part === "]") inside = part === "[";
    return PYTHON[part]?.[Number(inside) as 0 | 1] ?? part;
  });
}

function readable(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern, "u"));
  } catch {
    return false;
  }
}

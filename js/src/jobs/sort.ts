// Sorting row numbers, fast enough for 100,000 rows: key and place share one float, and the engine sorts floats natively.

const PLACES = 2 ** 20;
const STEPS = 2 ** 32;
/** Characters of a text that go into its number, seven bits each. */
const LETTERS = 4;

/** Row numbers ordered by a number; rows without one come last in either direction, equal ones in the order given. */
export function sorted(rows: Uint32Array, key: (row: number) => number | null, descending: boolean): Uint32Array {
  const n = rows.length;
  const keys = new Float64Array(n);
  let low = Infinity, high = -Infinity;
  for (let i = 0; i < n; i++) {
    const value = key(rows[i]!);
    keys[i] = value ?? NaN;
    if (value === null) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const scale = high > low ? Math.min(1e6, (STEPS - 2) / (high - low)) : 0;
  for (let i = 0; i < n; i++) {
    const value = keys[i]!;
    const rank = Number.isNaN(value) ? STEPS - 1 : Math.floor((descending ? high - value : value - low) * scale);
    keys[i] = rank * PLACES + i;
  }
  keys.sort();
  const out = new Uint32Array(n);
  for (let i = 0; i < n; i++) out[i] = rows[keys[i]! % PLACES]!;
  return out;
}

/** Row numbers ordered by a text; rows without one come last. */
export function sortedByText(rows: Uint32Array, text: (row: number) => string, descending: boolean): Uint32Array {
  const skip = commonStart(rows, text);
  const key = (row: number) => (text(row) === "" ? null : start(text(row), skip));
  const out = sorted(rows, key, descending);
  for (let from = 0, to; from < out.length; from = to) {
    const value = key(out[from]!);
    for (to = from + 1; to < out.length && key(out[to]!) === value; ) to++;
    if (value !== null && to - from > 1) settle(out.subarray(from, to), text, descending);
  }
  return out;
}

/** How many characters all texts begin with. */
function commonStart(rows: Uint32Array, text: (row: number) => string): number {
  let first: string | null = null;
  for (const row of rows) {
    const other = text(row);
    if (first === null) first = other;
    else if (other !== "" && !other.startsWith(first)) {
      let n = 0;
      while (n < first.length && first[n] === other[n]) n++;
      first = first.slice(0, n);
    }
    if (first === "" && other !== "") return 0;
  }
  return first?.length ?? 0;
}

/** The next few characters as a number; beyond ASCII the order is left to `settle`. */
function start(text: string, skip: number): number {
  let value = 0;
  for (let i = 0; i < LETTERS; i++) {
    const code = skip + i < text.length ? text.charCodeAt(skip + i) : 0;
    value = value * 128 + Math.min(code, 127);
    if (code >= 127) return value * 128 ** (LETTERS - 1 - i);
  }
  return value;
}

/** Order rows whose texts begin alike; equal texts stay as they are. */
function settle(rows: Uint32Array, text: (row: number) => string, descending: boolean): void {
  const first = text(rows[0]!);
  if (rows.every((row) => text(row) === first)) return;
  const sign = descending ? -1 : 1;
  rows.sort((a, b) => (text(a) < text(b) ? -sign : text(a) > text(b) ? sign : 0));
}

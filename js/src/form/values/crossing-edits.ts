// Two changes that crossed on their way: what the user typed, and what Python set at the same moment.

import { same, type Members } from "./json.ts";

/** Take `theirs`, and of `mine` the inputs that they left as they were in `base`. */
export function merged(base: Members, mine: Members, theirs: Members): Members {
  const kept = (name: string) => same(base[name], theirs[name]);
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])];
  const pairs = names.map((name) => [name, kept(name) ? mine[name] : theirs[name]] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined)) as Members;
}

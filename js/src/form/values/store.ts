// The value of a form: an immutable tree with subscriptions by path and a history. Absent, null and a value are three things.

import { isList, isMembers, same, type Members, type Value } from "./json.ts";
import { at, pointerOf, type Path } from "./plan.ts";

type Listener = (value: Value | undefined) => void;

interface Node {
  listeners: Set<Listener>;
  children: Map<string | number, Node>;
}

interface Step {
  value: Members;
  pointer: string;
  time: number;
}

const MERGE_MS = 1000;
const STEPS = 500;

export class Store {
  /** Pointers of fields that the user has been in. */
  readonly touched = new Set<string>();
  /** What was typed in a branch, or in a field that is hidden now, by a key of the field's own making. */
  readonly drafts = new Map<string, Value>();
  /** Chosen branches by pointer. */
  readonly branches = new Map<string, number>();
  /** Members that come with an object when it comes into being, by pointer of the object. */
  readonly companions = new Map<string, [string, Value][]>();
  #value: Members;
  #base: Members;
  #root: Node = { listeners: new Set(), children: new Map() };
  #past: Step[] = [];
  #future: Members[] = [];
  #implicit = new Set<string>();
  #commits = new Set<(value: Members, own: boolean) => void>();

  constructor(value: Members = {}) {
    this.#value = value;
    this.#base = value;
  }

  get value(): Members {
    return this.#value;
  }

  /** What the form started from; fields that differ are marked as changed. */
  get base(): Members {
    return this.#base;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  get(path: Path): Value | undefined {
    return at(this.#value, path);
  }

  /** Call `listener` whenever something at or under this path is different; returns how to stop. */
  subscribe(path: Path, listener: Listener): () => void {
    let node = this.#root;
    for (const part of path) {
      let child = node.children.get(part);
      if (!child) node.children.set(part, (child = { listeners: new Set(), children: new Map() }));
      node = child;
    }
    node.listeners.add(listener);
    return () => node.listeners.delete(listener);
  }

  onCommit(listener: (value: Members, own: boolean) => void): () => void {
    this.#commits.add(listener);
    return () => this.#commits.delete(listener);
  }

  set(path: Path, value: Value): void {
    this.#commit(this.#put(this.#value, path, value, []) as Members, pointerOf(path));
  }

  /** Make unset. An object that came into being with its first member goes with its last. */
  clear(path: Path): void {
    let gone = path;
    while (gone.length > 1 && typeof gone.at(-1) === "string" && this.#lonely(gone))
      gone = gone.slice(0, -1);
    // An item stays in its list, empty as it was at first.
    const item = gone !== path && typeof gone.at(-1) === "number";
    this.#commit(
      (item ? this.#put(this.#value, gone, null, []) : without(this.#value, gone)) as Members,
      pointerOf(path),
    );
  }

  /** Put another value in place of all, as one step that can be undone. */
  replace(value: Members): void {
    if (!same(value, this.#value)) this.#commit(value, `replace ${performance.now()}`);
  }

  /** Take a value that came from outside, as the kernel's; with `base`, count changes from it. */
  receive(value: Members, base = false): void {
    if (base) this.#base = value;
    if (!same(value, this.#value)) this.#commit(value, `received ${performance.now()}`, false);
  }

  /** Change something because something else changed: belongs to the step that is there. */
  amend(change: () => void): void {
    const steps = this.#past.length;
    change();
    this.#past.length = Math.min(this.#past.length, steps);
  }

  /** Let the next change be a step of its own: typing in one place is one step, what a button does is another. */
  step(): void {
    const last = this.#past.at(-1);
    if (last) last.time = 0;
  }

  reset(path: Path): void {
    const was = at(this.#base, path);
    if (was === undefined) this.clear(path);
    else this.set(path, was);
  }

  changed(path: Path): boolean {
    const [now, was] = [this.get(path), at(this.#base, path)];
    return now !== was && !same(now, was);
  }

  undo(): boolean {
    const step = this.#past.pop();
    if (!step) return false;
    this.#future.push(this.#value);
    this.#publish(step.value, true);
    return true;
  }

  redo(): boolean {
    const value = this.#future.pop();
    if (!value) return false;
    this.#past.push({ value: this.#value, pointer: "", time: 0 });
    this.#publish(value, true);
    return true;
  }

  /** Let what is remembered beside the items of a list follow them when they move. */
  moved(list: Path, to: (index: number) => number | null): void {
    const prefix = `${pointerOf(list)}/`;
    const follow = (pointer: string): string | null => {
      const index = Number.parseInt(pointer.slice(prefix.length), 10);
      const next = to(index);
      return next === null
        ? null
        : prefix + next + pointer.slice(prefix.length + String(index).length);
    };
    for (const map of [this.drafts, this.branches] as Map<string, unknown>[])
      rename(map, prefix, follow);
    const touched = [...this.touched].filter((pointer) => pointer.startsWith(prefix));
    for (const pointer of touched) this.touched.delete(pointer);
    for (const pointer of touched.map(follow)) if (pointer !== null) this.touched.add(pointer);
  }

  #lonely(path: Path): boolean {
    const parent = path.slice(0, -1);
    const pointer = pointerOf(parent);
    const members = this.get(parent);
    if (!this.#implicit.has(pointer) || !isMembers(members)) return false;
    const companions = new Set((this.companions.get(pointer) ?? []).map(([name]) => name));
    return Object.keys(members).every((name) => name === path.at(-1) || companions.has(name));
  }

  #put(node: Value | undefined, path: Path, value: Value, done: Path): Value {
    const [part, ...rest] = path;
    if (part === undefined) return value;
    if (typeof part === "number") {
      const list = isList(node) ? [...node] : [];
      while (list.length < part) list.push(null);
      list[part] = this.#put(list[part], rest, value, [...done, part]);
      return list;
    }
    let members: Members = isMembers(node) ? node : {};
    if (!isMembers(node) && done.length) {
      const pointer = pointerOf(done);
      this.#implicit.add(pointer);
      members = Object.fromEntries(this.companions.get(pointer) ?? []);
    }
    const own = Object.hasOwn(members, part) ? members[part] : undefined;
    return { ...members, [part]: this.#put(own, rest, value, [...done, part]) };
  }

  #commit(value: Members, pointer: string, own = true): void {
    if (value === this.#value) return;
    const last = this.#past.at(-1);
    const now = performance.now();
    if (last && last.pointer === pointer && now - last.time < MERGE_MS) last.time = now;
    else this.#past.push({ value: this.#value, pointer, time: now });
    if (this.#past.length > STEPS) this.#past.shift();
    this.#future = [];
    this.#publish(value, own);
  }

  #publish(value: Members, own: boolean): void {
    const before = this.#value;
    this.#value = value;
    notify(this.#root, before, value);
    for (const listener of this.#commits) listener(this.#value, own);
  }
}

function notify(node: Node, before: Value | undefined, after: Value | undefined): void {
  if (before === after) return;
  for (const listener of [...node.listeners]) listener(after);
  for (const [part, child] of [...node.children])
    notify(child, below(before, part), below(after, part));
}

function below(value: Value | undefined, part: string | number): Value | undefined {
  if (typeof part === "number") return isList(value) ? value[part] : undefined;
  return isMembers(value) && Object.hasOwn(value, part) ? value[part] : undefined;
}

function without(node: Value | undefined, path: Path): Value {
  const [part, ...rest] = path;
  if (typeof part === "number") {
    if (!isList(node) || part >= node.length) return node ?? null;
    if (!rest.length) return node.filter((_item, index) => index !== part);
    return node.map((item, index) => (index === part ? without(item, rest) : item));
  }
  if (part === undefined || !isMembers(node) || !Object.hasOwn(node, part)) return node ?? null;
  if (rest.length) return { ...node, [part]: without(node[part], rest) };
  return Object.fromEntries(Object.entries(node).filter(([name]) => name !== part));
}

function rename(
  map: Map<string, unknown>,
  prefix: string,
  follow: (pointer: string) => string | null,
): void {
  const entries = [...map].filter(([key]) => key.startsWith(prefix));
  for (const [key] of entries) map.delete(key);
  for (const [key, value] of entries) {
    const next = follow(key);
    if (next !== null) map.set(next, value);
  }
}

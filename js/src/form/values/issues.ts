// Which mistakes are shown where: at the field that they belong to, and only after somebody has been there.

import { covers, type Mistake } from "./check.ts";
import { pointerOf, type Path } from "./plan.ts";
import type { Store } from "./store.ts";

export interface Place {
  path: Path;
  /** Shows these messages at the field, or takes them away. */
  show(messages: string[]): void;
  /** Brings the field into view and puts the keyboard there. */
  focus(): void;
  label: string;
}

export class Issues {
  /** Called when there is something else to show. */
  changed: () => void = () => {};
  /** Set when Run was asked for: everything counts as touched. */
  all = false;
  #store: Store;
  #places = new Map<string, Place>();
  /** The text at each place that shows any. */
  #shown = new Map<Place, string>();
  #checked: Mistake[] = [];
  #local = new Map<string, string>();
  #kernel: Mistake[] = [];
  #merged: Mistake[] | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** All there are: of the check, of text that is no value yet, and what the kernel or the server says beyond that. */
  get mistakes(): Mistake[] {
    return (this.#merged ??= this.#together());
  }

  #together(): Mistake[] {
    const local = [...this.#local].map(([pointer, message]) => ({
      pointer,
      message,
      rule: "syntax",
      severity: "hard" as const,
    }));
    const known = new Set(this.#checked.map(({ pointer }) => pointer));
    return [
      // Of text that is no value yet one thing is said, not that a value is needed as well.
      ...this.#checked.filter(
        ({ pointer, rule }) => rule !== "required" || !this.#local.has(pointer),
      ),
      ...local,
      ...this.#kernel.filter(({ pointer }) => !known.has(pointer)),
    ];
  }

  /** What the check found. */
  setChecked(mistakes: Mistake[]): void {
    this.#checked = mistakes;
    this.#merged = undefined;
  }

  /** Text in a control that is no value yet, by pointer; null when it is. */
  setLocal(pointer: string, message: string | null): void {
    if ((this.#local.get(pointer) ?? null) === message) return;
    if (message === null) this.#local.delete(pointer);
    else this.#local.set(pointer, message);
    this.#merged = undefined;
    this.changed();
  }

  /** What the kernel found in the value as it is now, or the server refused. */
  setKernel(mistakes: Mistake[]): void {
    if (!mistakes.length && !this.#kernel.length) return;
    this.#kernel = mistakes;
    this.#merged = undefined;
    this.changed();
  }

  register(place: Place): () => void {
    const pointer = pointerOf(place.path);
    this.#places.set(pointer, place);
    if (this.mistakes.some((mistake) => covers(pointer, mistake.pointer)))
      queueMicrotask(() => this.show());
    return () => {
      this.#shown.delete(place);
      if (this.#places.get(pointer) === place) this.#places.delete(pointer);
    };
  }

  /** The drawn field that a pointer belongs to: itself, else the nearest above it. */
  placeOf(pointer: string): Place | undefined {
    for (let at = pointer; at; at = at.slice(0, at.lastIndexOf("/"))) {
      const place = this.#places.get(at) ?? this.#places.get(qualified(at));
      if (place) return place;
    }
    return undefined;
  }

  /** Those that may be told: their field was touched, or all are wanted. */
  get visible(): Mistake[] {
    return this.all ? this.mistakes : this.mistakes.filter((mistake) => this.#touched(mistake));
  }

  show(): void {
    const wanted = new Map<Place, Set<string>>();
    for (const mistake of this.visible) {
      const place = this.placeOf(mistake.pointer);
      if (!place) continue;
      const messages = wanted.get(place) ?? new Set();
      wanted.set(place, messages.add(this.#text(mistake, place)));
    }
    for (const place of new Set([...this.#shown.keys(), ...wanted.keys()])) {
      const messages = [...(wanted.get(place) ?? [])];
      const text = messages.join("\n");
      if ((this.#shown.get(place) ?? "") === text) continue;
      if (text) this.#shown.set(place, text);
      else this.#shown.delete(place);
      place.show(messages);
    }
  }

  #text(mistake: Mistake, place: Place): string {
    const rest = mistake.pointer.slice(pointerOf(place.path).length + 1);
    return rest && mistake.rule !== "server" && covers(pointerOf(place.path), mistake.pointer)
      ? `${rest.replaceAll("/", " › ")}: ${mistake.message}`
      : mistake.message;
  }

  /** A field counts as touched when somebody was in it, in something in it, or when it holds a value that is wrong. */
  #touched(mistake: Mistake): boolean {
    const { touched } = this.#store;
    if (this.#isNewItem(mistake.pointer)) return false;
    for (let at = mistake.pointer; at; at = at.slice(0, at.lastIndexOf("/")))
      if (touched.has(at)) return mistake.rule !== "required" || at === mistake.pointer;
    return mistake.rule !== "required";
  }

  /** Whether it is an item that was added and not filled in yet. */
  #isNewItem(pointer: string): boolean {
    const path = this.#places.get(pointer)?.path;
    return (
      typeof path?.at(-1) === "number" &&
      this.#store.get(path) === null &&
      !this.#store.touched.has(pointer)
    );
  }
}

/** The same place where a qualified value holds the value: errors are told as if it stood there plainly. */
function qualified(pointer: string): string {
  const end = pointer.indexOf("/", 1);
  return end < 0 ? `${pointer}/value` : `${pointer.slice(0, end)}/value${pointer.slice(end)}`;
}

// What a control knows about the place it is drawn for: the field, its value, and the form around it.

import type { Requests } from "../shared/channel.ts";
import type { LargeText, ProcessFormVerbs } from "../shared/wire.ts";
import type { Checker } from "./values/check.ts";
import type { Issues } from "./values/issues.ts";
import type { Value } from "./values/json.ts";
import { at, pointerOf, type Field, type Path, type Plan } from "./values/plan.ts";
import type { Disposables } from "./disposables.ts";
import type { Store } from "./values/store.ts";
import type { Sweeps } from "./run/sweep.ts";

/** The kernel, as far as a form needs it. */
export interface Kernel extends Requests<ProcessFormVerbs> {
  upload(
    verb: "file",
    data: ArrayBuffer,
    args: { name: string; encoding: string },
  ): Promise<LargeText | null>;
}

export interface Form {
  plan: Plan;
  store: Store;
  issues: Issues;
  checker: Checker;
  kernel: Kernel;
  /** Address of map tiles, if the user has set one. */
  tiles?: string | undefined;
  /** Where several values can be given; forms without a process have none. */
  sweeps?: Sweeps;
  /** Draw a field with its label, help and errors. */
  field(field: Field, path: Path, disposables: Disposables, options?: FieldOptions): HTMLElement;
  /** Tell something in the polite status line. */
  say(text: string): void;
}

export interface FieldOptions {
  /** Name that stands instead of the field's label, as "Tags 2" for an item of a list. */
  label?: string;
  /** Without visible label, as an item in a list whose place says what it is. */
  bare?: boolean;
  depth?: number;
}

export interface Control {
  el: HTMLElement;
  /** The element that the label names and errors are tied to; without it the field is a group with a legend. */
  input?: HTMLElement;
}

export interface FieldContext {
  readonly field: Field;
  readonly path: Path;
  readonly form: Form;
  readonly disposables: Disposables;
  readonly id: string;
  readonly label: string;
  readonly depth: number;
}

export type Draw = (context: FieldContext) => Control;

export function valueOf(context: FieldContext): Value | undefined {
  return context.form.store.get(context.path);
}

/** What shows when nothing is set: the default that the server would use. */
export function ghostOf(context: FieldContext): Value | undefined {
  return context.field.default;
}

/** Set the value, or make it unset with undefined; the field counts as touched. */
export function put(context: FieldContext, value: Value | undefined): void {
  const { store } = context.form;
  touch(context);
  if (value !== undefined) return store.set(context.path, value);
  if (typeof context.path.at(-1) === "number") store.set(context.path, null);
  else store.clear(context.path);
}

export function touch(context: FieldContext): void {
  context.form.store.touched.add(pointerOf(context.path));
}

/** Call now and whenever the value is different. */
export function follow(context: FieldContext, show: (value: Value | undefined) => void): void {
  show(valueOf(context));
  context.disposables.add(context.form.store.subscribe(context.path, show));
}

export function member(value: Value | undefined, name: string): Value | undefined {
  return at(value, [name]);
}

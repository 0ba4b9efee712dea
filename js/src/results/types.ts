// What a view is on this side: the mirror of src/procbook/results/views/_view.py.

import type { Fields } from "../shared/wire.ts";

export interface View {
  kind: string;
  title: string;
  data: Fields;
  /** Bytes of the first look, and what they are. */
  blob?: Blob;
}

export interface Context {
  /** Ask the model behind the view; bytes come as a Blob. */
  ask(question: string, args?: Fields): Promise<unknown>;
  /** Show one asset of this output as an output of its own, inside that element. */
  asset(index: number, into: HTMLElement): Promise<void>;
  /** Import a module that is loaded when it is first needed, such as the map. */
  load(name: string): Promise<unknown>;
  /** Show what went wrong, in the place of the output. */
  fail(error: unknown): void;
}

/** Draws a view into an element; what it returns is called when the output is closed. */
export type Draw = (el: HTMLElement, view: View, context: Context) => (() => void) | void;

export const text = (value: unknown): string => (typeof value === "string" ? value : "");
export const list = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);
export const numberOf = (value: unknown): number | null =>
  typeof value === "number" ? value : null;
export const words = (n: number): string => n.toLocaleString("en");

/** Bytes as people write them. */
export function size(bytes: unknown): string {
  if (typeof bytes !== "number") return "";
  const units = ["B", "kB", "MB", "GB", "TB"];
  let amount = bytes;
  let unit = 0;
  while (amount >= 1000 && unit < units.length - 1) {
    amount /= 1000;
    unit++;
  }
  return `${unit === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${units[unit]}`;
}

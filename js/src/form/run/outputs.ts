// What comes back: the outputs of the process, and which of them, in which format, a run asks for.

import { h } from "../../shared/dom.ts";
import { foldedText } from "../../shared/folded-text.ts";
import type { ChosenOutput, FormOutput } from "../../shared/wire.ts";

export type Chosen = Record<string, ChosenOutput> | null;

interface Row {
  output: FormOutput;
  box: HTMLInputElement;
  format: HTMLSelectElement | null;
  mode: HTMLSelectElement | null;
  el: HTMLElement;
}

/** A fold with one row an output; null where the process describes none. */
export class OutputChoice {
  readonly el: HTMLDetailsElement;
  #rows: Row[];
  #summary = h("summary", {});
  #changed: (chosen: Chosen) => void;

  constructor(outputs: FormOutput[], changed: (chosen: Chosen) => void) {
    this.#changed = changed;
    this.#rows = outputs.map((output) => this.#row(output));
    const list = h("ul", { class: "pb-outputs-list" }, ...this.#rows.map((row) => row.el));
    this.el = h("details", { class: "pb-fold pb-outputs" }, this.#summary, list);
    this.show(null);
  }

  /** Show what the kernel has. */
  show(chosen: Chosen): void {
    for (const { output, box, format, mode } of this.#rows) {
      const choice = chosen === null ? {} : chosen[output.name];
      box.checked = choice !== undefined;
      if (format) format.value = choice?.format ?? "";
      if (mode) mode.value = choice?.mode ?? "";
    }
    this.#sum();
  }

  #row(output: FormOutput): Row {
    const change = () => this.#change();
    const box = h("input", { type: "checkbox", onchange: change });
    const format = chooser(`Format of ${output.label}`, output.formats, change);
    const mode = chooser(`How ${output.label} is sent`, output.modes, change);
    const name = output.label === output.name ? "" : h("code", { class: "pb-dim" }, output.name);
    const [only] = output.formats.length === 1 ? output.formats : [];
    const el = h(
      "li",
      { class: "pb-output-choice" },
      h("label", {}, box, ` ${output.label} `, name),
      format ?? (only ? h("span", { class: "pb-dim" }, only) : null),
      mode,
      output.help ? foldedText(output.help, { kind: "pb-help", long: 150 }) : null,
    );
    return { output, box, format, mode, el };
  }

  #change(): void {
    const chosen = Object.fromEntries(
      this.#rows
        .filter(({ box }) => box.checked)
        .map(({ output, format, mode }) => [
          output.name,
          {
            ...(format?.value ? { format: format.value } : {}),
            ...(mode?.value ? { mode: mode.value } : {}),
          },
        ]),
    );
    const all = this.#rows.every(({ box }) => box.checked);
    const plain = Object.values(chosen).every((choice) => !Object.keys(choice).length);
    // A request without any output would ask for nothing, which no server takes.
    if (!Object.keys(chosen).length) this.show(null);
    this.#changed((all && plain) || !Object.keys(chosen).length ? null : chosen);
    this.#sum();
  }

  #sum(): void {
    const wanted = this.#rows.filter(({ box }) => box.checked);
    const names = wanted.map(({ output }) => output.label).join(", ");
    const part = wanted.length < this.#rows.length ? ` (of ${this.#rows.length} outputs)` : "";
    this.#summary.textContent = `Comes back: ${names}${part}`;
  }
}

function chooser(label: string, words: string[], onchange: () => void): HTMLSelectElement | null {
  if (words.length < 2) return null;
  return h(
    "select",
    { class: "pb-input pb-kind", "aria-label": label, onchange },
    h("option", { value: "" }, "as the server likes"),
    ...words.map((word) => h("option", { value: word }, word)),
  );
}

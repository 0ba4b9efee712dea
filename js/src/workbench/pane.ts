// A place in which the host of the page draws one widget after another.

import { h } from "../shared/dom.ts";
import { failureBox } from "../shared/failure.ts";
import { drawNestedWidget, getNestedWidget, type Host } from "../shared/nested-widget.ts";

export class Pane {
  readonly el: HTMLElement;
  #host: Host;
  #model: string | null = null;
  #until = new AbortController();

  constructor(host: Host, className: string, label: string) {
    this.#host = host;
    this.el = h("section", { class: `pb-pane ${className}`, "aria-label": label });
  }

  /** Draw the widget of that model in place of the one before; `empty` stands where there is none. */
  show(model: string | null, empty?: HTMLElement): void {
    if (model === this.#model && this.el.hasChildNodes()) return;
    this.#model = model;
    this.close();
    const place = model === null ? (empty ?? null) : h("div");
    this.el.replaceChildren(...(place ? [place] : []));
    if (model !== null && place) void this.#draw(model, place);
  }

  async #draw(model: string, place: HTMLElement): Promise<void> {
    const { signal } = (this.#until = new AbortController());
    try {
      await drawNestedWidget(await getNestedWidget(this.#host, model), place, signal);
    } catch (error) {
      if (!signal.aborted) place.replaceChildren(failureBox(error));
    }
  }

  close(): void {
    this.#until.abort();
  }
}

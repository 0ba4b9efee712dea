// Below the table: the comparison of the selected jobs.

import type { Requests } from "../../shared/channel.ts";
import type { ComparisonOptions } from "../../compare/module.ts";
import { h, uid } from "../../shared/dom.ts";
import { failureBox } from "../../shared/failure.ts";
import type { JobTableVerbs } from "../../shared/wire.ts";
import { ModuleLoader } from "./module-loader.ts";

interface CompareModule {
  drawComparison(el: HTMLElement, options: ComparisonOptions): () => void;
}

export class ComparePane {
  readonly element = h("section", { class: "pj-details pj-compare", hidden: true });
  #requests: Requests<JobTableVerbs>;
  #module: ModuleLoader<CompareModule>;
  #free = () => {};
  #round = 0;

  constructor(requests: Requests<JobTableVerbs>) {
    this.#requests = requests;
    this.#module = new ModuleLoader(requests, "compare");
  }

  close(): void {
    this.#round++;
    this.#free();
    this.#free = () => {};
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  async show(keys: string[]): Promise<void> {
    this.close();
    const round = this.#round;
    const body = h("div", {}, h("p", { class: "pb-dim", role: "status" }, "Reading results…"));
    const title = h(
      "h3",
      { id: uid("compare"), tabindex: -1 },
      `Comparison of ${keys.length} jobs`,
    );
    const close = h(
      "button",
      { type: "button", class: "pb-button", onclick: () => this.close() },
      "Close",
    );
    this.element.setAttribute("aria-labelledby", title.id);
    this.element.replaceChildren(h("header", {}, title, close), body);
    this.element.hidden = false;
    title.focus({ preventScroll: true });
    try {
      const [compared, { drawComparison }] = await Promise.all([
        this.#requests.request("compare", { keys }, { timeout: 0 }),
        this.#module.load(),
      ]);
      if (round !== this.#round) return;
      body.replaceChildren();
      this.#free = drawComparison(body, {
        compared,
        picture: (output, number) => this.#picture(keys, output, number),
      });
    } catch (error) {
      if (round === this.#round) body.replaceChildren(failureBox(error));
    }
  }

  async #picture(keys: string[], output: string, number: number): Promise<Blob> {
    const args = { keys, output, number };
    const { buffers } = await this.#requests.request("picture", args, { timeout: 0 });
    return new Blob(
      buffers.map((view) => view as DataView<ArrayBuffer>),
      { type: "image/png" },
    );
  }
}

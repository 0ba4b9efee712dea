// What a job brought: the live viewer where the page can draw one here, else HTML.

import { h } from "./dom.ts";
import { drawNestedWidget, type Host } from "./nested-widget.ts";
import { setHtml } from "./safe-html.ts";
import type { OpenedResult } from "./wire.ts";

/** Asks the kernel for a result: as the model of a live viewer, or as HTML. */
export type AskForResult = (live: boolean) => Promise<OpenedResult>;

/** Shows one result at a time; the one before ends when the next is opened, or when it is closed. */
export class JobResult {
  #host: Host | undefined;
  #until = new AbortController();

  constructor(host: Host | undefined) {
    this.#host = host;
  }

  close(): void {
    this.#until.abort();
  }

  /** Ask for a result and return it drawn; null when the kernel shows it elsewhere. */
  async open(ask: AskForResult): Promise<HTMLElement | null> {
    this.close();
    const { signal } = (this.#until = new AbortController());
    const box = h("div", { class: "pj-result" });
    const { viewer, html } = await ask(this.#host !== undefined);
    if (viewer && this.#host) {
      try {
        await drawNestedWidget(this.#host, viewer, box, signal);
        return box;
      } catch {
        box.replaceChildren();
        setHtml(box, (await ask(false)).html ?? "");
        return box;
      }
    }
    if (!html) return null;
    setHtml(box, html);
    return box;
  }
}

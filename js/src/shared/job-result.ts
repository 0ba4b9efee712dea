// What a job brought: the live viewer where the page can draw one here, else HTML.

import { h } from "./dom.ts";
import { failureBox } from "./failure.ts";
import { drawNestedWidget, getNestedWidget, type Host } from "./nested-widget.ts";
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

  /** Ask for a result and return the element that it is drawn in; null when the kernel shows it elsewhere. */
  async open(ask: AskForResult): Promise<HTMLElement | null> {
    this.close();
    const { signal } = (this.#until = new AbortController());
    const box = h("div", { class: "pj-result" });
    const { viewer, html } = await ask(this.#host !== undefined);
    if (viewer && this.#host) {
      const inHtml = async (): Promise<void> => {
        box.replaceChildren();
        setHtml(box, (await ask(false)).html ?? "");
      };
      try {
        const widget = await getNestedWidget(this.#host, viewer);
        drawNestedWidget(widget, box, signal)
          .catch(inHtml)
          .catch((error: unknown) => box.replaceChildren(failureBox(error)));
      } catch {
        await inHtml();
      }
      return box;
    }
    if (!html) return null;
    setHtml(box, html);
    return box;
  }
}

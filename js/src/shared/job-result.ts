// What a job brought: the live viewer where the page can draw one here, else HTML.

import type { Channel } from "./channel.ts";
import { h } from "./dom.ts";
import { drawNestedWidget, type Host } from "./nested-widget.ts";
import { setHtml } from "./safe-html.ts";
import type { Fields } from "./wire.ts";

interface Opened {
  /** Model of the viewer. */
  viewer?: string;
  html?: string;
}

/** Shows one result at a time; the one before ends when the next is opened, or when it is closed. */
export class JobResult {
  #channel: Pick<Channel, "request">;
  #host: Host | undefined;
  #until = new AbortController();

  constructor(channel: Pick<Channel, "request">, host: Host | undefined) {
    this.#channel = channel;
    this.#host = host;
  }

  close(): void {
    this.#until.abort();
  }

  /** Ask for a result and return it drawn; null when the kernel shows it elsewhere. */
  async open(args: Fields): Promise<HTMLElement | null> {
    this.close();
    const { signal } = (this.#until = new AbortController());
    const box = h("div", { class: "pj-result" });
    const { viewer, html } = await this.#ask({ ...args, live: this.#host !== undefined });
    if (viewer && this.#host) {
      try {
        await drawNestedWidget(this.#host, viewer, box, signal);
        return box;
      } catch {
        box.replaceChildren();
        setHtml(box, (await this.#ask(args)).html ?? "");
        return box;
      }
    }
    if (!html) return null;
    setHtml(box, html);
    return box;
  }

  async #ask(args: Fields): Promise<Opened> {
    return (await this.#channel.request("open", args, { timeout: 0 })) as Opened;
  }
}

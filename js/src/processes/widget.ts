// The processes of a server as a searchable list; choosing one tells the kernel.

import { count } from "../shared/count.ts";
import { Channel, type Model } from "../shared/channel.ts";
import { h } from "../shared/dom.ts";
import { failureBox, guarded } from "../shared/failure.ts";
import type { Fields, ProcessBrowserVerbs } from "../shared/wire.ts";

interface Row {
  id: string;
  title: string;
  about: string;
  found: string;
  item: HTMLLIElement;
  button: HTMLButtonElement;
}

class ProcessBrowser {
  #rows: Row[] = [];
  #list = h("ul", { class: "pb-processes", "aria-label": "Processes" });
  #search = h("input", {
    type: "search",
    class: "pb-input",
    "aria-label": "Search processes",
    placeholder: "Search processes",
    oninput: () => this.#filter(),
  });
  #count = h("div", { class: "pb-dim pb-count", role: "status" });
  #problem = h("div");
  #channel: Channel<ProcessBrowserVerbs>;

  constructor(model: Model, el: HTMLElement) {
    el.classList.add("procbook", "pb-browser");
    el.append(this.#search, this.#count, this.#problem, this.#list);
    this.#channel = new Channel(model, {
      snapshot: (records) => this.#reset(records),
      delta: (changed, gone) => this.#change(changed, gone),
      stale: (since) =>
        this.#fail(since && "The kernel does not answer; nothing can be chosen meanwhile."),
    });
  }

  dispose(): void {
    this.#channel.dispose();
  }

  /** A choice is marked where it stands, so that the keyboard stays where it is. */
  #change(changed: Record<string, Fields>, gone: string[]): void {
    const { records } = this.#channel;
    if (gone.length || Object.keys(changed).some((key) => key !== "_")) return this.#reset(records);
    const { chosen, failure } = records.get("_") ?? {};
    this.#fail(failure);
    for (const row of this.#rows) {
      if (row.id === chosen) row.button.setAttribute("aria-current", "true");
      else row.button.removeAttribute("aria-current");
    }
  }

  #fail(failure: unknown): void {
    this.#problem.replaceChildren(
      typeof failure === "string" ? failureBox(new Error(failure)) : "",
    );
  }

  #reset(records: Map<string, Fields>): void {
    const { chosen, failure } = records.get("_") ?? {};
    this.#fail(failure);
    this.#rows = [...records]
      .filter(([key]) => key !== "_")
      .map(([key, fields]) => this.#row(key.slice(1), fields, chosen));
    this.#list.replaceChildren(...this.#rows.map((row) => row.item));
    this.#filter();
  }

  #row(id: string, fields: Fields, chosen: unknown): Row {
    const title = String(fields.title ?? id);
    const about = String(fields.about ?? "");
    const button = h("button", {
      type: "button",
      class: "pb-process",
      "aria-current": id === chosen ? "true" : null,
      onclick: () => void this.#choose(id),
    });
    button.append(h("span", { class: "pb-title" }, title));
    if (title !== id) button.append(h("code", { class: "pb-dim" }, id));
    button.append(h("span", { class: "pb-about pb-dim" }, about));
    return {
      id,
      title,
      about,
      found: `${id} ${title} ${about} ${String(fields.keywords ?? "")}`.toLowerCase(),
      item: h("li", {}, button),
      button,
    };
  }

  #filter(): void {
    const words = this.#search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of this.#rows) {
      const hit = words.every((word) => row.found.includes(word));
      row.item.hidden = !hit;
      if (hit) shown++;
    }
    const all = this.#rows.length;
    this.#count.textContent =
      shown === all ? count(all, "process") : `${shown} of ${count(all, "process")}`;
  }

  async #choose(id: string): Promise<void> {
    for (const row of this.#rows) if (row.id === id) row.button.setAttribute("aria-busy", "true");
    try {
      await this.#channel.request("choose", { process_id: id });
      this.#problem.replaceChildren();
    } catch (error) {
      this.#problem.replaceChildren(failureBox(error));
    } finally {
      for (const row of this.#rows) row.button.removeAttribute("aria-busy");
    }
  }
}

export default {
  render: guarded(({ model, el }: { model: unknown; el: HTMLElement }) => {
    const browser = new ProcessBrowser(model as Model, el);
    return () => browser.dispose();
  }),
};

// The processes of a server as a searchable list; choosing one tells the kernel. A description unfolds below its process.

import { count } from "../shared/count.ts";
import { Channel, type Model } from "../shared/channel.ts";
import { h, uid } from "../shared/dom.ts";
import { failureBox, guarded } from "../shared/failure.ts";
import { elementByArrow } from "../shared/keys.ts";
import { setHtml } from "../shared/safe-html.ts";
import type { Fields, ProcessBrowserVerbs, ProcessRow } from "../shared/wire.ts";
import { initialize } from "../shared/saved-view.ts";

/** Processes from which on they can be narrowed down to a keyword. */
const MANY = 8;

interface Row {
  id: string;
  keywords: string[];
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
  #keyword = h("select", {
    class: "pb-input pb-keyword",
    "aria-label": "Keyword",
    onchange: () => this.#filter(),
  });
  #count = h("div", { class: "pb-dim pb-count", role: "status" });
  #problem = h("div");
  #channel: Channel<ProcessBrowserVerbs>;

  constructor(model: Model, el: HTMLElement) {
    el.classList.add("procbook", "pb-browser");
    this.#list.addEventListener("keydown", (event) => this.#onArrow(event));
    el.append(this.#search, this.#keyword, this.#count, this.#problem, this.#list);
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

  #onArrow(event: KeyboardEvent): void {
    const shown = this.#rows.filter((row) => !row.item.hidden).map((row) => row.button);
    const next = elementByArrow(event, shown);
    if (!next) return;
    event.preventDefault();
    next.focus();
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
      .map(([key, fields]) => this.#row(key.slice(1), fields as unknown as ProcessRow, chosen));
    this.#list.replaceChildren(...this.#rows.map((row) => row.item));
    this.#offerKeywords();
    this.#filter();
  }

  /** Offer each keyword with the number of its processes; what all or one of them have narrows nothing down. */
  #offerKeywords(): void {
    const counts = new Map<string, number>();
    for (const row of this.#rows)
      for (const word of new Set(row.keywords)) counts.set(word, (counts.get(word) ?? 0) + 1);
    const telling = [...counts]
      .filter(([, count]) => count > 1 && count < this.#rows.length)
      .sort(([a], [b]) => a.localeCompare(b));
    const before = this.#keyword.value;
    this.#keyword.replaceChildren(
      h("option", { value: "" }, "Any keyword"),
      ...telling.map(([word, count]) => h("option", { value: word }, `${word} (${count})`)),
    );
    this.#keyword.value = counts.has(before) ? before : "";
    this.#keyword.hidden = this.#rows.length < MANY || telling.length === 0;
  }

  #row(id: string, { title, about, more, keywords }: ProcessRow, chosen: unknown): Row {
    const button = h("button", {
      type: "button",
      class: "pb-process",
      "aria-current": id === chosen ? "true" : null,
      onclick: () => void this.#choose(id),
    });
    button.append(h("span", { class: "pb-title" }, title));
    if (title !== id) button.append(h("code", { class: "pb-dim" }, id));
    const line = h("span", { class: "pb-about pb-dim" }, about);
    if (about) button.append(line);
    const item = h("li", {}, button);
    if (more || about.length > 90 || keywords.length)
      item.append(...this.#unfolding(id, title, line, keywords));
    const found = [id, title, about, ...keywords].join(" ").toLowerCase();
    return { id, keywords, found, item, button };
  }

  /** The whole description and the keywords, which unfold below the process. */
  #unfolding(id: string, title: string, line: HTMLElement, keywords: string[]): HTMLElement[] {
    const place = h("div", { class: "pb-whole", id: uid("about"), hidden: true });
    const toggle = h(
      "button",
      {
        type: "button",
        class: "pb-more",
        "aria-expanded": "false",
        "aria-controls": place.id,
        "aria-label": `More about ${title}`,
        onclick: () => void unfold(),
      },
      "More",
    );
    const unfold = async (): Promise<void> => {
      const open = place.hidden;
      if (open && !place.hasChildNodes()) await this.#describe(id, place, keywords);
      place.hidden = !open;
      line.hidden = open;
      toggle.setAttribute("aria-expanded", String(open));
      toggle.textContent = open ? "Less" : "More";
    };
    return [place, toggle];
  }

  async #describe(id: string, place: HTMLElement, keywords: string[]): Promise<void> {
    try {
      const prose = h("div", { dir: "auto" });
      setHtml(prose, (await this.#channel.request("describe", { process_id: id })).html);
      place.append(prose);
      if (keywords.length)
        place.append(h("p", { class: "pb-dim" }, `Keywords: ${keywords.join(", ")}`));
    } catch (error) {
      place.append(failureBox(error));
    }
  }

  #filter(): void {
    const words = this.#search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const keyword = this.#keyword.hidden ? "" : this.#keyword.value;
    let shown = 0;
    for (const row of this.#rows) {
      const hit =
        (!keyword || row.keywords.includes(keyword)) &&
        words.every((word) => row.found.includes(word));
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
  initialize,
  render: guarded(({ model, el }: { model: unknown; el: HTMLElement }) => {
    const browser = new ProcessBrowser(model as Model, el);
    return () => browser.dispose();
  }),
};

// A table, page by page; sorting happens in the kernel.

import { count } from "../shared/count.ts";
import { h } from "../shared/dom.ts";
import { list, words, type Context, type Draw, type View } from "./types.ts";

interface Column {
  name: string;
  type: string;
}
interface Page {
  rows: unknown[][];
  offset: number;
  total: number | null;
  sort: number | null;
  descending: boolean;
}

export const drawTable: Draw = (el, view, context) => {
  new Table(el, view, context);
};

class Table {
  readonly #columns: Column[];
  readonly #size: number;
  readonly #context: Context;
  readonly #heads: HTMLTableCellElement[] = [];
  readonly #body = h("tbody", {});
  readonly #where = h("span", { role: "status" });
  readonly #back = h(
    "button",
    { type: "button", class: "pb-button", "aria-label": "Previous page" },
    "‹ Previous",
  );
  readonly #next = h(
    "button",
    { type: "button", class: "pb-button", "aria-label": "Next page" },
    "Next ›",
  );
  readonly #scroll: HTMLElement;
  /** Where the pages before this one began: a page of long rows is shorter than others. */
  #before: number[] = [];
  #asked = 0;
  #busy = false;
  #page: Page;

  constructor(el: HTMLElement, view: View, context: Context) {
    this.#context = context;
    this.#columns = list<Column>(view.data["columns"]);
    this.#size = Number(view.data["page_size"]);
    this.#page = view.data as unknown as Page;
    const numbers = h("th", { class: "pb-number pb-dim", scope: "col" }, "#");
    const head = h(
      "thead",
      {},
      h("tr", {}, numbers, ...this.#columns.map((column, i) => this.#head(column, i))),
    );
    this.#scroll = h(
      "div",
      { class: "pb-scroll", tabindex: 0, role: "region", "aria-label": view.title },
      h("table", { class: "pb-grid" }, head, this.#body),
    );
    // Where a page begins is known from the one before it, so a click waits for the page that is on its way.
    this.#back.addEventListener(
      "click",
      () => this.#busy || void this.#go(this.#before.pop() ?? 0),
    );
    this.#next.addEventListener("click", () => {
      if (this.#busy) return;
      this.#before.push(this.#page.offset);
      void this.#go(this.#page.offset + this.#page.rows.length);
    });
    const hidden = Number(view.data["hidden"] ?? 0);
    el.append(
      this.#scroll,
      h(
        "div",
        { class: "pb-pager" },
        this.#back,
        this.#next,
        this.#where,
        hidden > 0 &&
          h(
            "span",
            { class: "pb-dim" },
            `${count(hidden, "further column")} ${hidden === 1 ? "is" : "are"} not shown`,
          ),
      ),
    );
    this.#draw();
  }

  #head(column: Column, index: number): HTMLElement {
    const numeric = column.type === "integer" || column.type === "number";
    const button = h(
      "button",
      { type: "button", class: "pb-sort", onclick: () => void this.#sort(index) },
      column.name,
    );
    const cell = h(
      "th",
      {
        scope: "col",
        class: numeric ? "pb-number" : null,
        title: `${column.name}: ${column.type}`,
      },
      button,
      h("small", { class: "pb-dim" }, column.type),
    );
    this.#heads.push(cell);
    return cell;
  }

  async #sort(index: number): Promise<void> {
    const same = this.#page.sort === index;
    // Up, down, and back to the order of the file.
    const sort = same && this.#page.descending ? null : index;
    this.#before = [];
    await this.#go(0, sort, same && !this.#page.descending);
  }

  async #go(
    offset: number,
    sort: number | null = this.#page.sort,
    descending = this.#page.descending,
  ): Promise<void> {
    const mine = ++this.#asked;
    this.#busy = true;
    this.#scroll.setAttribute("aria-busy", "true");
    try {
      const page = (await this.#context.ask("page", {
        offset,
        sort,
        descending: sort === null ? false : descending,
      })) as Page;
      if (mine !== this.#asked) return;
      this.#page = page;
      this.#draw();
      this.#scroll.scrollTop = 0;
    } catch (error) {
      this.#context.fail(error);
    } finally {
      if (mine === this.#asked) {
        this.#busy = false;
        this.#scroll.removeAttribute("aria-busy");
      }
    }
  }

  #draw(): void {
    const { rows, offset, total, sort, descending } = this.#page;
    this.#heads.forEach((cell, i) => {
      if (i === sort) cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    });
    this.#body.replaceChildren(...rows.map((row, i) => this.#row(row, offset + i + 1)));
    const end = offset + rows.length;
    this.#where.textContent = rows.length
      ? `Rows ${words(offset + 1)} to ${words(end)}${total === null ? "" : ` of ${words(total)}`}`
      : "No rows";
    this.#back.disabled = offset === 0;
    this.#next.disabled = total === null ? rows.length < this.#size : end >= total;
    const paged = !this.#back.disabled || !this.#next.disabled;
    this.#back.hidden = this.#next.hidden = !paged;
  }

  #row(row: unknown[], number: number): HTMLElement {
    const cells = this.#columns.map((column, i) => {
      const value = row[i];
      const numeric = column.type === "integer" || column.type === "number";
      const shown = value === null || value === undefined ? "" : String(value);
      return h(
        "td",
        { class: numeric ? "pb-number" : null, title: shown.length > 60 ? shown : null },
        shown,
      );
    });
    return h("tr", {}, h("td", { class: "pb-number pb-dim" }, words(number)), ...cells);
  }
}

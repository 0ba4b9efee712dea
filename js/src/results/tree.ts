// JSON as a tree: one level at a time from the kernel, with search and copy.

import { copyButton } from "../shared/copy.ts";
import { h } from "../shared/dom.ts";
import { list, text, words, type Context, type Draw } from "./types.ts";

type Step = string | number;
interface Node {
  key: Step;
  type: string;
  text: string;
  count?: number;
  cut?: number;
}
interface Page {
  children: Node[];
  offset: number;
  total: number;
}

/** A path as Python writes it: `["a"][0]`. */
export const pythonPath = (path: Step[]): string =>
  path.map((step) => `[${JSON.stringify(step)}]`).join("");

export const drawTree: Draw = (el, view, context) => {
  const page = {
    children: list<Node>(view.data["children"]),
    offset: 0,
    total: Number(view.data["total"]),
  };
  const tree = h(
    "div",
    { class: "pb-tree", role: "region", tabindex: 0, "aria-label": view.title },
    branch(page, [], context),
  );
  el.append(searchBox(context, tree), tree);
};

function branch(page: Page, path: Step[], context: Context): HTMLElement {
  const items = h("ul", {});
  append(items, page, path, context);
  return items;
}

function append(items: HTMLElement, page: Page, path: Step[], context: Context): void {
  for (const node of page.children) items.append(member(node, [...path, node.key], context));
  const next = page.offset + page.children.length;
  if (next >= page.total || !page.children.length) return;
  const more = h(
    "button",
    { type: "button", class: "pb-mini" },
    `Show more (${words(page.total - next)} left)`,
  );
  const row = h("li", {}, more);
  more.addEventListener("click", async () => {
    more.disabled = true;
    try {
      const following = (await context.ask("children", { path, offset: next })) as Page;
      row.remove();
      append(items, following, path, context);
    } catch (error) {
      more.disabled = false;
      context.fail(error);
    }
  });
  items.append(row);
}

function member(node: Node, path: Step[], context: Context): HTMLElement {
  const name = h("span", { class: "pb-key" }, String(node.key));
  const value = h("span", { class: `pb-value pb-${node.type}` }, shownText(node));
  const tools = h(
    "span",
    { class: "pb-tools" },
    copyButton("Copy path", `Copy path of ${node.key}`, () => pythonPath(path)),
    copyButton("Copy value", `Copy value of ${node.key}`, async () =>
      text(((await context.ask("text", { path })) as { text: string }).text),
    ),
  );
  const row = h("li", {});
  if (!node.count) {
    row.append(
      h("div", { class: "pb-node" }, h("span", { class: "pb-twist" }), name, ": ", value, tools),
    );
    return row;
  }
  const toggle = h("button", {
    type: "button",
    class: "pb-twist",
    "aria-expanded": "false",
    "aria-label": String(node.key),
  });
  const count = h("span", { class: "pb-dim" }, ` ${words(node.count)}`);
  row.append(h("div", { class: "pb-node" }, toggle, name, ": ", value, count, tools));
  toggle.addEventListener("click", () => void flip(row, toggle, path, context));
  return row;
}

function shownText(node: Node): string {
  const cut = node.cut ? "…" : "";
  return node.type === "string" ? `"${node.text}${cut}"` : node.text + cut;
}

async function flip(
  row: HTMLElement,
  toggle: HTMLElement,
  path: Step[],
  context: Context,
): Promise<void> {
  const open = toggle.getAttribute("aria-expanded") === "true";
  toggle.setAttribute("aria-expanded", String(!open));
  const children = row.querySelector<HTMLElement>(":scope > ul");
  if (children) {
    children.hidden = open;
    return;
  }
  if (open || row.hasAttribute("aria-busy")) return;
  row.setAttribute("aria-busy", "true");
  try {
    const below = branch((await context.ask("children", { path })) as Page, path, context);
    below.hidden = toggle.getAttribute("aria-expanded") !== "true";
    row.append(below);
  } catch (error) {
    toggle.setAttribute("aria-expanded", "false");
    context.fail(error);
  } finally {
    row.removeAttribute("aria-busy");
  }
}

function searchBox(context: Context, tree: HTMLElement): HTMLElement {
  const input = h("input", {
    type: "search",
    placeholder: "Search names and values",
    "aria-label": "Search names and values",
  });
  const status = h("span", { class: "pb-dim", role: "status" });
  const found = h("ul", { class: "pb-found", hidden: true });
  let asked = 0;
  const search = async () => {
    const wanted = input.value.trim();
    const mine = ++asked;
    found.hidden = !wanted;
    tree.hidden = !!wanted;
    status.textContent = "";
    if (!wanted) return;
    try {
      const answer = (await context.ask("search", { text: wanted })) as {
        found: (Node & { path: Step[] })[];
        complete: boolean;
      };
      if (mine !== asked) return;
      status.textContent = `${answer.complete ? "" : "First "}${words(answer.found.length)} found`;
      found.replaceChildren(...answer.found.map((node) => hit(node)));
    } catch (error) {
      context.fail(error);
    }
  };
  let timer: ReturnType<typeof setTimeout>;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void search(), 200);
  });
  return h("div", { class: "pb-search" }, input, " ", status, found);
}

function hit(node: Node & { path: Step[] }): HTMLElement {
  const path = pythonPath(node.path);
  return h(
    "li",
    { class: "pb-node" },
    h("code", {}, path),
    ": ",
    h("span", { class: `pb-value pb-${node.type}` }, shownText(node)),
    copyButton("Copy path", `Copy path ${path}`, () => path),
  );
}

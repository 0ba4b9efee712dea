// Scalars, text, Markdown, bytes and links.

import { count } from "../shared/count.ts";
import { copyButton } from "../shared/copy.ts";
import { h, safeHref } from "../shared/dom.ts";
import { inertHtml } from "../shared/safe-html.ts";
import { numberOf, list, size, text, type Draw } from "./types.ts";

export const drawScalar: Draw = (el, view) => {
  const value = text(view.data["text"]);
  el.append(
    h(
      "p",
      { class: "pb-scalar" },
      h("output", {}, value),
      " ",
      copyButton("Copy", "Copy the value", () => value),
    ),
  );
};

export const drawText: Draw = (el, view, context) => {
  const note = text(view.data["note"]);
  if (note) el.append(h("p", { class: "pb-dim" }, note));
  const pre = h(
    "pre",
    { class: "pb-text", tabindex: 0, role: "region", "aria-label": view.title },
    text(view.data["text"]),
  );
  const total = numberOf(view.data["total"]) ?? pre.textContent?.length ?? 0;
  let shown = (pre.textContent ?? "").length;
  const more = h("button", { type: "button", class: "pb-button" });
  const label = () => {
    more.hidden = shown >= total;
    more.textContent = `Show more (${count(total - shown, "character")} left)`;
  };
  let busy = false;
  more.addEventListener("click", async () => {
    if (busy) return;
    busy = true;
    try {
      const answer = (await context.ask("text", { offset: shown })) as { text: string };
      pre.append(answer.text);
      shown += answer.text.length;
      label();
    } catch (error) {
      context.fail(error);
    } finally {
      busy = false;
    }
  });
  label();
  el.append(pre, more);
};

export const drawMarkdown: Draw = (el, view) => {
  const box = h("div", { class: "pb-markdown" });
  // Rendered in the kernel with HTML off; what could act is dropped all the same, and so is what is not text.
  const inert = inertHtml(text(view.data["html"]));
  for (const style of inert.querySelectorAll("style")) style.remove();
  for (const element of inert.querySelectorAll("[style]")) element.removeAttribute("style");
  for (const image of inert.querySelectorAll("img"))
    image.replaceWith(image.getAttribute("alt") ?? "");
  box.append(...inert.body.childNodes);
  el.append(box);
};

export const drawBytes: Draw = (el, view) => {
  const dump = text(view.data["dump"]);
  el.append(
    h(
      "pre",
      { class: "pb-text", tabindex: 0, role: "region", "aria-label": "First bytes" },
      dump || "(empty)",
    ),
  );
};

export function factsTable(pairs: [string, unknown][]): HTMLElement {
  const rows = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return h(
    "table",
    { class: "pb-facts" },
    h(
      "tbody",
      {},
      ...rows.map(([name, value]) =>
        h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, String(value))),
      ),
    ),
  );
}

export const drawLink: Draw = (el, view) => {
  const href = safeHref(view.data["href"]);
  el.append(
    factsTable([
      ["Media type", view.data["media_type"]],
      ["Size", size(view.data["size"])],
    ]),
  );
  if (view.data["note"]) el.append(h("p", {}, text(view.data["note"])));
  if (href)
    el.append(h("p", {}, h("a", { href, target: "_blank", rel: "noopener noreferrer" }, href)));
  else if (view.data["href"]) el.append(h("p", {}, h("code", {}, text(view.data["href"]))));
};

export const drawArchive: Draw = (el, view) => {
  const members = list<{ name: string; size: number }>(view.data["members"]);
  if (view.data["note"]) el.append(h("p", { class: "pb-warn" }, "⚠ " + text(view.data["note"])));
  const body = h(
    "tbody",
    {},
    ...members.map((m) =>
      h("tr", {}, h("td", {}, m.name), h("td", { class: "pb-number" }, size(m.size))),
    ),
  );
  const table = h(
    "table",
    { class: "pb-grid" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, "Name"),
        h("th", { scope: "col", class: "pb-number" }, "Size"),
      ),
    ),
    body,
  );
  el.append(
    h("div", { class: "pb-scroll", tabindex: 0, role: "region", "aria-label": "Members" }, table),
  );
};

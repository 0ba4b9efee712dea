// Text of which the first lines are shown, and the others on demand.

import { h } from "./dom.ts";

/** Show harmless HTML that the kernel rendered; what is longer than some characters is folded after a few lines. */
export function foldedText(
  html: string,
  { id, kind, long }: { id?: string; kind: string; long: number },
): HTMLElement {
  const text = h("div", { class: kind, id });
  // Rendered by the kernel from Markdown, with HTML off and links checked (procbook.display.markdown).
  text.innerHTML = html;
  if ((text.textContent ?? "").length < long) return text;
  text.classList.add("pb-long");
  const more = h("button", { type: "button", class: "pb-more", "aria-expanded": "false" }, "more");
  more.addEventListener("click", () => {
    const folded = text.classList.toggle("pb-long");
    more.textContent = folded ? "more" : "less";
    more.setAttribute("aria-expanded", String(!folded));
  });
  return h("div", {}, text, more);
}

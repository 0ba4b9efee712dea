// HTML that the kernel made goes into the page without anything that runs: it may quote what a server sent.

const BANNED = "script, iframe, object, embed, frame, base, meta, link, form, template, portal, foreignObject";
const LINKS = new Set(["href", "src", "action", "formaction", "xlink:href", "background", "poster"]);
const SAFE = /^(https?:|data:image\/(png|jpeg|gif|webp|avif)[;,]|#|blob:)/i;

export function setHtml(place: HTMLElement, html: string): void {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const element of parsed.querySelectorAll(BANNED)) element.remove();
  for (const element of parsed.body.querySelectorAll("*"))
    for (const { name, value } of [...element.attributes]) {
      const lower = name.toLowerCase();
      if (lower.startsWith("on") || lower === "srcdoc" || (LINKS.has(lower) && !SAFE.test(value.trim()))) element.removeAttribute(name);
    }
  for (const anchor of parsed.body.querySelectorAll("a[href]")) {
    anchor.setAttribute("target", "_blank");
    anchor.setAttribute("rel", "noopener noreferrer");
  }
  const styles = [...parsed.head.querySelectorAll("style")];
  place.replaceChildren(...styles, ...parsed.body.childNodes);
}

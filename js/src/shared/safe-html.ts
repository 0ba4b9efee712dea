// HTML that the kernel made goes into the page without anything that runs: it may quote what a server sent.

// Animations of SVG can give a link another target than the one that was looked at.
const BANNED =
  "script, iframe, object, embed, frame, base, meta, link, form, template, portal, foreignObject, animate, set";
const LINKS = new Set([
  "href",
  "src",
  "action",
  "formaction",
  "xlink:href",
  "background",
  "poster",
]);
const SAFE = /^(https?:|data:image\/(png|jpeg|gif|webp|avif)[;,]|#|blob:)/i;
/** In an img an SVG runs no script and fetches nothing. */
const DRAWING = /^data:image\/svg\+xml[;,]/i;

/** Parse HTML without running or loading any of it, and take out what could act. */
export function inertHtml(html: string): Document {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const element of parsed.querySelectorAll(BANNED)) element.remove();
  for (const element of parsed.body.querySelectorAll("*"))
    for (const { name, value } of [...element.attributes]) {
      const lower = name.toLowerCase();
      const drawn = lower === "src" && element.localName === "img" && DRAWING.test(value);
      if (
        lower.startsWith("on") ||
        lower === "srcdoc" ||
        (LINKS.has(lower) && !drawn && !SAFE.test(value.trim()))
      )
        element.removeAttribute(name);
    }
  for (const anchor of parsed.body.querySelectorAll("a[href]")) {
    anchor.setAttribute("target", "_blank");
    anchor.setAttribute("rel", "noopener noreferrer");
  }
  return parsed;
}

/** Put such HTML in the place of what is there. */
export function setHtml(place: HTMLElement, html: string): void {
  const parsed = inertHtml(html);
  const styles = [...parsed.head.querySelectorAll("style")];
  place.replaceChildren(...styles, ...parsed.body.childNodes);
}

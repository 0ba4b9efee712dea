// Making elements: text is always text, never HTML.

export type Child = Node | string | null | undefined | false;

type Attributes = Record<
  string,
  string | number | boolean | null | undefined | ((event: never) => void)
>;

/** Make an element: `on…` functions listen, `true` sets a bare attribute, `false` and null leave it out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = (tag === "select" ? aside() : document).createElement(tag);
  for (const name in attributes) {
    const value = attributes[name];
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function")
      element.addEventListener(name.replace(/^on/, ""), value as EventListener);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children)
    if (child !== null && child !== undefined && child !== false) element.append(child);
  return element;
}

/** Set an attribute, or take it away with null, only if it is different: each write is work for the browser. */
export function mark(element: Element, name: string, value: string | null): void {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

let apart: Document | undefined;
/** Where a select gets its options: for each of them that is filled in the page itself, autofill lays out and reads the whole page. */
function aside(): Document {
  return (apart ??= document.implementation.createHTMLDocument());
}

const page = Math.random().toString(36).slice(2, 10);
let counter = 0;
/** An id that no other element on the page has. */
export function uid(prefix: string): string {
  return `procbook-${prefix}-${page}-${++counter}`;
}

/** A safe target for a link from a server, or null: only http and https. */
export function safeHref(href: unknown): string | null {
  if (typeof href !== "string") return null;
  try {
    const url = new URL(href, document.baseURI);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

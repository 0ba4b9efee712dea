// Signs drawn as lines: no font has all of them.

const PATHS = {
  up: "M4 10l4-4 4 4",
  down: "M4 6l4 4 4-4",
  copy: "M5.5 5.5h7v7h-7zM3.5 10.5v-7h7",
  remove: "M4.5 4.5l7 7m0-7l-7 7",
  undo: "M4 7h6a3 3 0 010 6H7M4 7l3-3M4 7l3 3",
  redo: "M12 7H6a3 3 0 000 6h3m3-6L9 4m3 3l-3 3",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  date: "M3 4.5h10v8.5H3zM3 7.5h10M5.5 3v2.5m5-2.5v2.5",
  time: "M8 2.8a5.2 5.2 0 100 10.4A5.2 5.2 0 008 2.8zM8 5.2V8l2 1.4",
  color: "M8 2.5S4 7 4 9.6a4 4 0 008 0C12 7 8 2.5 8 2.5z",
} as const;

export type IconName = keyof typeof PATHS;

const SVG = "http://www.w3.org/2000/svg";

const drawn = new Map<IconName, SVGSVGElement>();

export function icon(name: IconName): Node {
  const known = drawn.get(name) ?? draw(name);
  drawn.set(name, known);
  return known.cloneNode(true);
}

function draw(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({
    viewBox: "0 0 16 16",
    width: "16",
    height: "16",
    class: "pb-svg",
    "aria-hidden": "true",
  }))
    svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

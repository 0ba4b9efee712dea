// The button that asks to be told when jobs end.

import { h } from "../shared/dom.ts";
import type { Notifier } from "./notify.ts";

const SVG = "http://www.w3.org/2000/svg";
const SHAPE = "M3 12h10l-1.5-2V7a3.5 3.5 0 00-7 0v3zM6.5 13.5a1.5 1.5 0 003 0";
const WORDS = "Notify me when it ends";

/** A bell that switches a notifier; `changed` is called after each switch. */
export function bell(notifier: Notifier, many: boolean, changed: () => void): HTMLButtonElement {
  const name = many ? "Notify me when jobs end" : WORDS;
  const button = h("button", { type: "button", class: "pb-button pj-bell", "aria-label": name });
  button.append(drawing());
  const draw = () => {
    button.setAttribute("aria-pressed", String(notifier.on));
    const how = notifier.onlyTitle
      ? "in the title of the page, as the browser allows no more"
      : "on the desktop and in the title of the page";
    button.title = `${name}, ${how}`;
  };
  button.addEventListener("click", () => {
    notifier.on = !notifier.on;
    draw();
    changed();
    if (notifier.on) void notifier.ask().then(draw);
  });
  draw();
  return button;
}

function drawing(): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPE);
  svg.append(path);
  return svg;
}

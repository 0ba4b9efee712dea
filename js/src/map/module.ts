// The map, loaded when the first one is drawn: widgets without a map do not carry the outline of the land.

import { drawView, type ViewMap, type ViewOptions } from "./view.ts";

/** Draw a map into an element. */
export function drawMap(el: HTMLElement, options: ViewOptions): ViewMap {
  return drawView(el, options);
}

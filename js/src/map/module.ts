// The map, loaded when the first one is drawn: widgets without a map do not carry the outline of the land.

import { drawEdit, type EditMap, type EditOptions } from "./edit.ts";
import { drawView, type ViewMap, type ViewOptions } from "./view.ts";

export { fromWkt, toWkt } from "./wkt.ts";

/** Draw a map into an element: to look at, or to draw a box or a geometry on. */
export function drawMap(el: HTMLElement, options: ViewOptions): ViewMap;
export function drawMap(el: HTMLElement, options: EditOptions): EditMap;
export function drawMap(el: HTMLElement, options: ViewOptions | EditOptions): ViewMap | EditMap {
  return options.mode === "view" ? drawView(el, options) : drawEdit(el, options);
}

// Which function draws which kind of view.

import { drawAssets } from "./assets.ts";
import { drawMapView } from "./map.ts";
import { drawFrame, drawImage, drawMedia, drawRaster } from "./picture.ts";
import { drawTable } from "./table.ts";
import { drawArchive, drawBytes, drawLink, drawMarkdown, drawScalar, drawText } from "./text.ts";
import { drawTree } from "./tree.ts";
import type { Draw } from "./types.ts";

const KINDS: Record<string, Draw> = {
  archive: drawArchive,
  assets: drawAssets,
  bytes: drawBytes,
  frame: drawFrame,
  image: drawImage,
  link: drawLink,
  map: drawMapView,
  markdown: drawMarkdown,
  media: drawMedia,
  pdf: drawMedia,
  raster: drawRaster,
  scalar: drawScalar,
  table: drawTable,
  text: drawText,
  tree: drawTree,
};

/** Draw a view; a kind that this page does not know is shown as its data. */
export const draw: Draw = (el, view, context) => {
  const known = Object.hasOwn(KINDS, view.kind) ? KINDS[view.kind] : undefined;
  if (known) return known(el, view, context);
  drawText(el, { ...view, data: { text: JSON.stringify(view.data, null, 2) } }, context);
};

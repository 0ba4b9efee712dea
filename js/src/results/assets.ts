// The assets of a STAC document, or its items below their map: a list, each opening in place.

import { h, uid } from "../shared/dom.ts";
import type { Fields } from "../shared/wire.ts";
import { drawMapView } from "./map.ts";
import { factsTable } from "./text.ts";
import { list, size, type Draw } from "./types.ts";

interface Asset {
  name: string;
  title: string;
  media_type: string;
  size: number | null;
}

export const drawAssets: Draw = (el, view, context) => {
  const map = view.data["map"] as Fields | undefined;
  const free =
    map && drawMapView(el, { ...view, data: { ...map, tiles: view.data["tiles"] } }, context);
  el.append(factsTable(list<[string, unknown]>(view.data["facts"])));
  list<Asset>(view.data["assets"]).forEach((asset, index) => {
    const place = h("div", { id: uid("asset"), class: "pb-asset", hidden: true });
    const button = h(
      "button",
      {
        type: "button",
        class: "pb-disclosure",
        "aria-expanded": "false",
        "aria-controls": place.id,
      },
      asset.title || asset.name,
    );
    let opened = false;
    button.addEventListener("click", () => {
      place.hidden = !place.hidden;
      button.setAttribute("aria-expanded", String(!place.hidden));
      if (opened) return;
      opened = true;
      context.asset(index, place).catch((error: unknown) => {
        opened = false;
        context.fail(error);
      });
    });
    const about = [asset.title && asset.name, asset.media_type, size(asset.size)]
      .filter(Boolean)
      .join(" · ");
    el.append(
      h("div", { class: "pb-output-head" }, button, h("span", { class: "pb-dim" }, about)),
      place,
    );
  });
  return free;
};

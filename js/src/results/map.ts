// Features on a map, their attributes on a click, and one by one for those who use no mouse.

import { count } from "../shared/count.ts";
import type { Feature, ViewMap, ViewOptions } from "../map/view.ts";
import { h } from "../shared/dom.ts";
import { factsTable } from "./text.ts";
import { list, text, words, type Draw } from "./types.ts";

interface MapModule {
  drawMap(el: HTMLElement, options: ViewOptions): ViewMap;
}

export const drawMapView: Draw = (el, view, context) => {
  const { data } = view;
  const total = Number(data["count"]);
  const sheet = h(
    "div",
    { class: "pb-map" },
    h("p", { class: "pb-dim", role: "status" }, "Loading the map…"),
  );
  const about = h(
    "div",
    { class: "pb-map-about", role: "status" },
    kinds(data["kinds"] as Record<string, number>),
  );
  if (data["gridded"])
    about.append(
      h(
        "p",
        { class: "pb-dim" },
        "Too many to be drawn one by one: each cell shows how many begin in it.",
      ),
    );
  else if (data["thinned"]) about.append(h("p", { class: "pb-dim" }, "Drawn with fewer vertices."));
  if (!data["geographic"])
    about.append(
      h(
        "p",
        { class: "pb-dim" },
        `Not in longitude and latitude, so without land. ${text(data["crs"])}`,
      ),
    );
  const attributes = h("div", {});
  let map: ViewMap | undefined;
  let closed = false;
  const show = async (index: number) => {
    try {
      const found = (await context.ask("attributes", { index })) as {
        id: unknown;
        attributes: [string, unknown][];
      };
      attributes.replaceChildren(
        h("p", {}, h("strong", {}, `Feature ${words(index + 1)}`)),
        factsTable([["id", found.id], ...found.attributes]),
      );
      map?.choose(index);
    } catch (error) {
      context.fail(error);
    }
  };
  const onSelect = (feature: Feature) => {
    if (feature.id === undefined) {
      const beginning = feature.properties?.count ?? 0;
      const verb = beginning === 1 ? "begins" : "begin";
      attributes.replaceChildren(h("p", {}, `${count(beginning, "feature")} ${verb} here.`));
      return;
    }
    number.value = String(feature.id + 1);
    void show(feature.id);
  };
  const number = h("input", {
    type: "number",
    min: 1,
    max: total,
    "aria-label": "Number of the feature to show",
  });
  number.addEventListener("change", () => {
    const wanted = Number(number.value);
    if (wanted >= 1 && wanted <= total) void show(wanted - 1);
  });
  const chooser =
    total > 0 && h("label", { class: "pb-choose" }, "Feature ", number, ` of ${words(total)}`);
  el.append(h("div", { class: "pb-map-look" }, sheet, h("div", {}, about, chooser, attributes)));
  void (context.load("map") as Promise<MapModule>).then(
    ({ drawMap }) => {
      if (closed) return;
      sheet.replaceChildren();
      const box = data["box"] as ViewOptions["box"];
      map = drawMap(sheet, {
        mode: "view",
        value: { features: list<Feature>(data["features"]) },
        box,
        geographic: !!data["geographic"],
        label: view.title,
        tiles: text(data["tiles"]),
        onSelect,
      });
    },
    (error: unknown) => context.fail(error),
  );
  return () => {
    closed = true;
    map?.dispose();
  };
};

function kinds(counts: Record<string, number>): HTMLElement {
  const parts = Object.entries(counts ?? {}).map(([kind, n]) => `${words(n)} ${kind}`);
  return h("p", { class: "pb-dim" }, parts.join(", ") || "No geometry");
}

// Geometries: written, pasted, dropped, or drawn on a map.

import { count } from "../../shared/count.ts";
import { h } from "../../shared/dom.ts";
import { isList, isMembers, plain, stringify, parse, type Value } from "../values/json.ts";
import { drawJson } from "./json-editor.ts";
import { mapButton, type MapModule, type Shape } from "./map-button.ts";
import { drawText } from "./text.ts";
import { follow, ghostOf, put, valueOf, type Draw } from "../field-context.ts";

/** GeoJSON as an object, or WKT as text: written, pasted, dropped or drawn. */
export const drawGeometry: Draw = (context) => {
  const asText = context.field.format === "wkt" || context.field.kind === "wkt";
  const control = asText ? drawText(context) : drawJson(context);
  const shown = (map: MapModule) => {
    const value = valueOf(context) ?? ghostOf(context) ?? null;
    return typeof value === "string" ? map.fromWkt(value) : plain(value);
  };
  const drawnShape = (shape: unknown, map: MapModule) =>
    put(
      context,
      asText
        ? map.toWkt(shape as Shape)
        : wrapped(shape as Value, valueOf(context), context.field.hints?.["geojson"]),
    );
  const map = mapButton(
    context,
    "geometry",
    () => context.field.hints?.crs?.[0],
    shown,
    drawnShape,
  );
  const told = h("span", { class: "pb-dim" });
  follow(context, (value) => (told.textContent = summary(value)));
  const el = h("div", {}, control.el, h("div", { class: "pb-row" }, map.button, told), map.el);
  el.addEventListener("dragover", (event) => event.preventDefault());
  el.addEventListener("drop", async (event) => {
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    event.stopPropagation();
    try {
      put(context, asText ? await file.text() : parse(await file.text()));
    } catch {
      context.form.say(`${file.name} is not GeoJSON.`);
    }
  });
  return { el, input: control.input };
};

/** What was drawn, as the kind of GeoJSON that is asked for; to a collection it is added. */
function wrapped(geometry: Value, was: Value | undefined, kind: unknown): Value {
  const feature = { type: "Feature", properties: {}, geometry };
  if (kind === "featureCollection")
    return {
      type: "FeatureCollection",
      features: [...(isMembers(was) && isList(was["features"]) ? was["features"] : []), feature],
    };
  if (kind === "feature")
    return isMembers(was) && was["type"] === "Feature" ? { ...was, geometry } : feature;
  return geometry;
}

function summary(value: Value | undefined): string {
  if (!isMembers(value)) return "";
  const inner = value["type"] === "Feature" ? value["geometry"] : value;
  if (value["type"] === "FeatureCollection")
    return count(isList(value["features"]) ? value["features"].length : 0, "feature");
  const points = isMembers(inner)
    ? (stringify(inner["coordinates"] ?? null).match(/\[-?\d/g) ?? []).length
    : 0;
  return isMembers(inner) && typeof inner["type"] === "string"
    ? `${inner["type"]}, ${count(points, "point")}`
    : "";
}

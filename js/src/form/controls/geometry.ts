// Bounding boxes and geometries: typed, pasted, or drawn on a map that is loaded when first asked for.

import { importSource } from "../../shared/load-module.ts";
import { count } from "../../shared/count.ts";
import { h } from "../../shared/dom.ts";
import { isList, isMembers, plain, stringify, parse, type Value } from "../values/json.ts";
import { drawJson } from "./json-editor.ts";
import { drawText, readNumber, shown } from "./text.ts";
import {
  follow,
  ghostOf,
  put,
  touch,
  valueOf,
  type Draw,
  type FieldContext,
} from "../field-context.ts";

interface DrawnMap {
  set(value: unknown): void;
  dispose(): void;
}

interface Shape {
  type: string;
}

interface MapModule {
  drawMap(
    el: HTMLElement,
    options: {
      value: unknown;
      mode: "bbox" | "geometry";
      crs: string | undefined;
      label: string;
      tiles: string | undefined;
      onChange: (value: unknown) => void;
    },
  ): DrawnMap;
  fromWkt(text: string): Shape | null;
  toWkt(geometry: Shape): string;
}

let loading: Promise<MapModule> | undefined;

/** The map's own module, from the kernel: widgets without a map do not carry it. */
function mapModule(context: FieldContext): Promise<MapModule> {
  loading ??= context.form.kernel
    .request("module", { name: "map" })
    .then(({ source }) => importSource(source) as Promise<MapModule>);
  loading.catch(() => (loading = undefined));
  return loading;
}

/** A button that opens the map under the field. */
function mapButton(
  context: FieldContext,
  mode: "bbox" | "geometry",
  crs: () => string | undefined,
  read: (map: MapModule) => unknown,
  write: (value: unknown, map: MapModule) => void,
): { button: HTMLElement; el: HTMLElement } {
  const el = h("div", { class: "pb-map", hidden: true });
  const button = h(
    "button",
    { type: "button", class: "pb-mini", "aria-expanded": "false" },
    "Map",
    h("span", { class: "pb-visually-hidden" }, ` of ${context.label}`),
  );
  let drawn: DrawnMap | undefined;
  let module: MapModule | undefined;
  button.addEventListener("click", async () => {
    el.hidden = !el.hidden;
    button.setAttribute("aria-expanded", String(!el.hidden));
    if (el.hidden || drawn) return;
    el.textContent = "Loading the map …";
    try {
      const map = (module = await mapModule(context));
      el.replaceChildren();
      drawn = map.drawMap(el, {
        value: read(map),
        mode,
        crs: crs(),
        label: `Map of ${context.label}`,
        tiles: context.form.tiles,
        onChange: (value) => write(value, map),
      });
    } catch (error) {
      el.textContent = `The map cannot be shown: ${error instanceof Error ? error.message : String(error)}`;
    }
  });
  context.disposables.add(
    context.form.store.subscribe(context.path, () => module && drawn?.set(read(module))),
  );
  context.disposables.add(() => drawn?.dispose());
  return { button, el };
}

const FLAT = ["West", "South", "East", "North"];
const HIGH = ["West", "South", "Bottom", "East", "North", "Top"];
const CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/** Latitude first, as authorities define it; then the first number is the south. */
function latitudeFirst(crs: string | undefined): boolean {
  return /EPSG(?:\/\d[^/]*|::?|:)?\/?:?(?:4326|4258|4979)$/.test(crs ?? "");
}

function names(count: number, crs: string | undefined): string[] {
  if (count === 6)
    return latitudeFirst(crs) ? ["South", "West", "Bottom", "North", "East", "Top"] : HIGH;
  return latitudeFirst(crs) ? ["South", "West", "North", "East"] : FLAT;
}

export const drawBbox: Draw = (context) => {
  const { field } = context;
  const systems = field.hints?.crs ?? [];
  const asObject =
    field.hints?.["shape"] === "object" || systems.length > 0 || isMembers(field.default);
  const read = (value: Value | undefined): readonly Value[] => {
    const inner = isMembers(value) ? value["bbox"] : value;
    return isList(inner) ? inner : [];
  };
  const crs = () => {
    const value = valueOf(context) ?? ghostOf(context);
    return isMembers(value) && typeof value["crs"] === "string" ? value["crs"] : systems[0];
  };
  const write = (numbers: readonly (Value | undefined)[]) => {
    const was = valueOf(context);
    if (numbers.every((one) => one === undefined || one === null)) return put(context, undefined);
    const list = numbers.map((one) => one ?? null);
    if (isMembers(was)) put(context, { ...was, bbox: list });
    else
      put(
        context,
        asObject
          ? { bbox: list, ...(systems[0] && systems[0] !== CRS84 ? { crs: systems[0] } : {}) }
          : list,
      );
  };
  const numbers = h("div", { class: "pb-bbox" });
  let count = 0;
  let inputs: HTMLInputElement[] = [];
  const draw = (to: number) => {
    count = to;
    inputs = names(to, crs()).map((name, i) =>
      numberInput(
        context,
        name,
        (text) =>
          write(
            Object.assign(Array.from<Value>({ length: count }), read(valueOf(context)), {
              [i]: readNumber(text),
            }),
          ),
        paste,
      ),
    );
    numbers.classList.toggle("pb-high", to === 6);
    numbers.replaceChildren(
      ...inputs.map((input, i) =>
        h("label", { class: "pb-corner" }, h("span", {}, names(to, crs())[i] ?? ""), input),
      ),
    );
  };
  const paste = (text: string): boolean => {
    const found = numbersIn(text);
    if (found.length !== 4 && found.length !== 6) return false;
    write(found);
    return true;
  };
  const crsSelect = h(
    "select",
    {
      class: "pb-input pb-kind",
      title: `Coordinate system of ${context.label}`,
      hidden: systems.length < 2,
    },
    ...systems.map((one) => h("option", { value: one }, crsName(one))),
  );
  crsSelect.addEventListener("change", () => {
    const value = valueOf(context);
    put(context, {
      ...(isMembers(value) ? value : {}),
      bbox: read(value),
      crs: crsSelect.value,
    });
  });
  // The map has west first; the value has what its system has first, and heights are left as they are.
  const turned = (four: readonly Value[]) =>
    latitudeFirst(crs()) ? [1, 0, 3, 2].map((i) => four[i] ?? null) : [...four];
  const onMap = () => {
    const given = read(valueOf(context) ?? ghostOf(context));
    return plain(turned(given.length === 6 ? [0, 1, 3, 4].map((i) => given[i] ?? null) : given));
  };
  const fromMap = (four: Value[]) => {
    const was = read(valueOf(context));
    const [a, b, c, d] = turned(four);
    write(was.length === 6 ? [a, b, was[2], c, d, was[5]] : [a, b, c, d]);
  };
  const map = mapButton(
    context,
    "bbox",
    crs,
    onMap,
    (value) => Array.isArray(value) && fromMap(value as Value[]),
  );
  const fixed = Number(field.constraints?.["minItems"] ?? 4) === 6 || field.hints?.dims === 3;
  let wasCrs = crs();
  follow(context, (value) => {
    const given = read(value);
    const wanted = given.length === 6 || (fixed && given.length !== 4) ? 6 : 4;
    if (wanted !== count || crs() !== wasCrs) draw(wanted);
    wasCrs = crs();
    crsSelect.value = wasCrs ?? "";
    const ghost = value === undefined ? read(ghostOf(context)) : [];
    inputs.forEach((input, i) => {
      const text = shown(given[i]);
      if (document.activeElement !== input || shown(readNumber(input.value)) !== text)
        input.value = text;
      input.placeholder = ghost[i] === undefined ? "" : shown(ghost[i]);
    });
  });
  return {
    el: h(
      "div",
      {},
      h("div", { class: "pb-row pb-wrap pb-place" }, numbers, crsSelect, map.button),
      map.el,
    ),
  };
};

function numberInput(
  context: FieldContext,
  name: string,
  change: (text: string) => void,
  paste: (text: string) => boolean,
): HTMLInputElement {
  const input = h("input", {
    type: "text",
    inputmode: "decimal",
    class: "pb-input pb-number",
    title: name,
    autocomplete: "off",
  });
  input.addEventListener("input", () => change(input.value));
  input.addEventListener("blur", () => touch(context));
  // "w,s,e,n", a WKT envelope, a GeoJSON bbox: whatever holds 4 or 6 numbers fills all.
  input.addEventListener("paste", (event) => {
    if (!paste(event.clipboardData?.getData("text/plain") ?? "")) return;
    event.preventDefault();
    event.stopPropagation();
  });
  return input;
}

export function numbersIn(text: string): Value[] {
  const found = text.match(/[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g) ?? [];
  if (/^\s*(POLYGON|ENVELOPE|BBOX)/i.test(text) && found.length > 6) {
    const [xs, ys] = [0, 1].map((axis) =>
      found.filter((_one, i) => i % 2 === axis).map(Number),
    ) as [number[], number[]];
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  }
  return found.map((one) => readNumber(one) as Value);
}

function crsName(uri: string): string {
  const parts = uri.split(/[/:]/).filter(Boolean);
  const code = parts.at(-1) ?? uri;
  return /^\d+$/.test(code) ? `EPSG:${code}` : code;
}

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

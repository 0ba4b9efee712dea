// Bounding boxes: four or six numbers, typed, pasted, or drawn on a map.

import { h } from "../../shared/dom.ts";
import { isList, isMembers, plain, type Value } from "../values/json.ts";
import { WEST_FIRST, capital, edgeOrder } from "../values/boxes.ts";
import { mapButton } from "./map-button.ts";
import { readNumber, shown } from "./text.ts";
import {
  follow,
  ghostOf,
  put,
  touch,
  valueOf,
  type Draw,
  type FieldContext,
} from "../field-context.ts";

const CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

export const drawBbox: Draw = (context) => {
  const { field } = context;
  const systems = field.hints?.crs ?? [];
  const axes = field.hints?.axes;
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
    const edges = edgeOrder(to, crs(), axes).map(capital);
    inputs = edges.map((name, i) =>
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
        h("label", { class: "pb-corner" }, h("span", {}, edges[i] ?? ""), input),
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
  // The map has west first; heights are left as they are.
  const onMap = () => {
    const given = read(valueOf(context) ?? ghostOf(context));
    const edges = edgeOrder(given.length, crs(), axes);
    return plain(WEST_FIRST.map((edge) => given[edges.indexOf(edge)] ?? null));
  };
  const fromMap = (four: Value[]) => {
    const was = read(valueOf(context));
    const edges = edgeOrder(was.length, crs(), axes);
    write(edges.map((edge, i) => four[WEST_FIRST.indexOf(edge)] ?? was[i]));
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

/** The map of an object whose members are the four edges, such as a bounding box of openEO. */
export function edgesMap(context: FieldContext, edges: { [edge: string]: string }): HTMLElement {
  const read = () => {
    const value = valueOf(context) ?? ghostOf(context);
    return plain(WEST_FIRST.map((edge) => (isMembers(value) ? value[edges[edge]!] : null) ?? null));
  };
  const write = (four: Value[]) => {
    const was = valueOf(context);
    const members = WEST_FIRST.map((edge, i) => [edges[edge]!, four[i] ?? null] as const);
    put(context, { ...(isMembers(was) ? was : {}), ...Object.fromEntries(members) });
  };
  const map = mapButton(
    context,
    "bbox",
    () => undefined,
    read,
    (value) => Array.isArray(value) && write(value as Value[]),
  );
  return h("div", {}, h("div", { class: "pb-row" }, map.button), map.el);
}

// The map of a field: its module is loaded from the kernel when somebody first asks for it.

import { importSource } from "../../shared/load-module.ts";
import { h } from "../../shared/dom.ts";
import type { FieldContext } from "../field-context.ts";

interface DrawnMap {
  set(value: unknown): void;
  dispose(): void;
}

export interface Shape {
  type: string;
}

export interface MapModule {
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
export function mapButton(
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

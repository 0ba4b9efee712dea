// Pictures, quick-looks of grids, and documents that the browser itself can show.

import { h } from "../shared/dom.ts";
import { factsTable } from "./text.ts";
import { numberOf, list, size, text, type Context, type Draw } from "./types.ts";

/** Show bytes in an img: whatever is in them, nothing of it runs. */
function image(blob: Blob, alt: string): [HTMLImageElement, () => void] {
  const url = URL.createObjectURL(blob);
  return [h("img", { class: "pb-picture", alt, src: url }), () => URL.revokeObjectURL(url)];
}

export const drawImage: Draw = (el, view) => {
  if (!view.blob) return;
  const [picture, free] = image(view.blob, text(view.data["alt"]));
  const width = numberOf(view.data["width"]);
  if (width !== null && width < 64) picture.classList.add("pb-tiny");
  el.append(picture);
  picture.addEventListener("error", () =>
    picture.replaceWith("This picture is damaged and cannot be shown."),
  );
  if (view.data["made"])
    el.append(h("p", { class: "pb-dim" }, "A smaller copy; save the output for the original."));
  return free;
};

interface Layer {
  name: string;
  dtype: string;
  drawable?: boolean;
}

export const drawRaster: Draw = (el, view, context) => {
  let free = () => {};
  const box = h("div", { class: "pb-quicklook" });
  const show = (blob: Blob) => {
    free();
    const [picture, freed] = image(blob, text(view.data["alt"]));
    free = freed;
    picture.addEventListener("load", () =>
      picture.classList.toggle("pb-coarse", picture.naturalWidth < 320),
    );
    box.replaceChildren(picture);
  };
  if (view.blob) show(view.blob);
  const chooser = layerChooser(
    list<Layer>(view.data["layers"]),
    Number(view.data["layer"]),
    context,
    show,
  );
  const facts = factsTable(list<[string, unknown]>(view.data["facts"]));
  el.append(
    h(
      "div",
      { class: "pb-grid-look" },
      h("div", {}, box, scale(list<number>(view.data["scale"]))),
      h("div", {}, chooser, facts),
    ),
  );
  el.append(summary(text(view.data["summary"]), context));
  return () => free();
};

function scale(ends: number[]): HTMLElement | null {
  const [low, high] = ends;
  if (low === undefined || high === undefined) return null;
  const short = (n: number) => Number(n.toPrecision(4)).toString();
  return h(
    "div",
    { class: "pb-scale" },
    h("span", {}, short(low)),
    h("span", { class: "pb-viridis", role: "img", "aria-label": "Colour scale" }),
    h("span", {}, short(high)),
  );
}

function layerChooser(
  layers: Layer[],
  chosen: number,
  context: Context,
  show: (blob: Blob) => void,
): HTMLElement | null {
  if (layers.length < 2) return null;
  const select = h(
    "select",
    {},
    ...layers.map((layer, i) =>
      h(
        "option",
        { value: i, selected: i === chosen, disabled: layer.drawable === false },
        `${layer.name} (${layer.dtype})`,
      ),
    ),
  );
  let asked = 0;
  select.addEventListener("change", async () => {
    const mine = ++asked;
    try {
      const blob = (await context.ask("layer", { index: Number(select.value) })) as Blob;
      if (mine === asked) show(blob);
    } catch (error) {
      context.fail(error);
    }
  });
  return h("label", { class: "pb-layer" }, "Layer ", select);
}

function summary(known: string, context: Context): HTMLElement {
  const pre = h(
    "pre",
    { class: "pb-text", tabindex: 0, role: "region", "aria-label": "What xarray says" },
    known,
  );
  const details = h("details", {}, h("summary", {}, "xarray"), pre);
  details.addEventListener("toggle", async () => {
    if (!details.open || pre.textContent) return;
    try {
      pre.textContent = ((await context.ask("summary")) as { text: string }).text;
    } catch (error) {
      pre.textContent = error instanceof Error ? error.message : String(error);
    }
  });
  return details;
}

export const drawFrame: Draw = (el, view) => {
  // An empty sandbox: no scripts, no forms, no origin; the policy in the document forbids everything from outside.
  el.append(
    h("iframe", {
      class: "pb-frame",
      sandbox: "",
      srcdoc: text(view.data["document"]),
      title: view.title,
      referrerpolicy: "no-referrer",
    }),
  );
};

async function whole(
  context: Context,
  type: string,
  total: number | null,
  progress: (text: string) => void,
): Promise<Blob> {
  const pieces: Blob[] = [];
  let done = 0;
  for (;;) {
    const piece = (await context.ask("piece", { offset: done })) as Blob;
    if (!piece.size) return new Blob(pieces, { type });
    pieces.push(piece);
    done += piece.size;
    progress(`Loading ${size(done)}${total ? ` of ${size(total)}` : ""}`);
    if (total !== null && done >= total) return new Blob(pieces, { type });
  }
}

export const drawMedia: Draw = (el, view, context) => {
  const type = text(view.data["media_type"]);
  const total = numberOf(view.data["size"]);
  const load = h(
    "button",
    { type: "button", class: "pb-button" },
    view.kind === "pdf" ? "Show the document" : "Load",
  );
  const status = h("span", { class: "pb-dim", role: "status" });
  let url = "";
  load.addEventListener("click", async () => {
    load.disabled = true;
    try {
      url = URL.createObjectURL(
        await whole(context, type, total, (said) => (status.textContent = said)),
      );
      status.textContent = "";
      load.replaceWith(player(view.kind, type, url, view.title));
    } catch (error) {
      load.disabled = false;
      context.fail(error);
    }
  });
  el.append(h("p", {}, load, " ", status));
  return () => url && URL.revokeObjectURL(url);
};

function player(kind: string, type: string, url: string, title: string): HTMLElement {
  if (kind === "pdf")
    return h(
      "object",
      { class: "pb-frame", type: "application/pdf", data: url, "aria-label": title },
      "This browser shows no PDF; save the output.",
    );
  return type.startsWith("audio/")
    ? h("audio", { controls: true, src: url })
    : h("video", { controls: true, src: url, class: "pb-picture" });
}

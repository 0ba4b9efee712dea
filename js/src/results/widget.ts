// Results: a compact list of outputs, each opening in place; a single one is open at once.

import { clock } from "../shared/local-time.ts";
import { Channel, type Model } from "../shared/channel.ts";
import { h } from "../shared/dom.ts";
import { guarded } from "../shared/failure.ts";
import type { Fields, OutputRecord, ResultViewerVerbs } from "../shared/wire.ts";
import { initialize } from "../shared/saved-view.ts";
import { OutputBox } from "./output.ts";
import { list, text } from "./types.ts";

function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const outputs = h("div", {});
  const stale = h("p", { class: "pb-stale", role: "status", hidden: true });
  const root = h("div", { class: "procbook pb-results" }, outputs, stale);
  el.append(root);
  preview(model, outputs);
  const boxes = new Map<string, OutputBox>();
  const show = (records: Map<string, OutputRecord>) => {
    if (!boxes.size) outputs.replaceChildren();
    for (const [key, record] of records) {
      if (boxes.has(key) || record.inner) continue;
      const box = new OutputBox(channel, key, record);
      boxes.set(key, box);
      outputs.append(box.el);
      if (record.auto) void box.open();
    }
    if (!boxes.size)
      outputs.replaceChildren(h("p", { class: "pb-dim" }, "The process has no outputs."));
  };
  const channel = new Channel<ResultViewerVerbs, OutputRecord>(model, {
    snapshot: show,
    delta: () => show(channel.records),
    stale: (since) => {
      stale.hidden = since === null;
      stale.textContent = since
        ? `The kernel has not answered since ${clock(since)}; run the cell again.`
        : "";
    },
  });
  return () => {
    for (const box of boxes.values()) box.dispose();
    channel.dispose();
    root.remove();
  };
}

/** What a page without a kernel can show: the names of the outputs. */
function preview(model: Model, into: HTMLElement): void {
  const saved = model.get("_preview") as Fields | undefined;
  for (const output of list<Fields>(saved?.["outputs"]))
    into.append(
      h(
        "p",
        {},
        h("strong", {}, text(output["title"])),
        " ",
        text(output["format"]),
        " ",
        h("span", { class: "pb-dim" }, text(output["media_type"])),
      ),
    );
}

export default { initialize, render: guarded(render) };

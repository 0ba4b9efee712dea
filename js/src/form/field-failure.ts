// A field that cannot be drawn: its value is edited as JSON, and the form around it stays as it is.

import { h } from "../shared/dom.ts";
import { drawJson } from "./controls/json-editor.ts";
import type { Control, FieldContext } from "./field-context.ts";
import { pointerOf } from "./values/plan.ts";

/** Return an editor for JSON, and the reason why it is not the control of the field. */
export function drawUndrawable(context: FieldContext, error: unknown): Control {
  const reason = error instanceof Error ? error.message : String(error);
  const note = h(
    "p",
    { class: "pb-dim", role: "note" },
    `This input cannot be drawn (${reason}); edit it as JSON.`,
  );
  const field = { name: context.field.name, kind: "json" };
  const control = drawJson({ ...context, field });
  return { el: h("div", { class: "pb-undrawable" }, control.el, note), input: control.input };
}

/** Return a whole field with its label and that editor. */
export function drawUndrawableField(context: FieldContext, error: unknown): HTMLElement {
  return h(
    "div",
    { class: "pb-field", "data-pointer": pointerOf(context.path), "data-kind": "json" },
    h("label", { class: "pb-head", for: context.id }, context.label),
    drawUndrawable(context, error).el,
  );
}

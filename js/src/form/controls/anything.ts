// An input of which the description says nothing: plain text is text, what parses as JSON is JSON, and a mark says which.

import { h } from "../../shared/dom.ts";
import { parse, same, stringify, type Value } from "../values/json.ts";
import { follow, put, touch, type Draw } from "../field-context.ts";
import { editor } from "./json-editor.ts";

const TEXT = "Sent as text. Click to send it as JSON.";
const JSON_VALUE = "Sent as JSON. Click to send it as text.";
const ONLY_TEXT = "Sent as text: it is not JSON.";

/** Return the JSON value of a text, or undefined where it is none. */
function jsonIn(text: string): Value | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** Text as people type it, or any JSON. */
export const drawAnything: Draw = (context) => {
  const area = editor(context.id, (text) => write(text), 1);
  const mark = h("button", { type: "button", class: "pb-mini pb-text-or-json" });
  let asText = false;
  const read = (text: string): Value | undefined => {
    if (text === "") return undefined;
    const json = asText ? undefined : jsonIn(text);
    return json === undefined ? text : json;
  };
  const write = (text: string) => put(context, read(text));
  mark.addEventListener("click", () => {
    asText = !asText;
    write(area.input.value);
  });
  area.input.addEventListener("blur", () => touch(context));
  const ghost = context.field.default ?? context.field.examples?.[0];
  if (ghost !== undefined)
    area.input.placeholder = typeof ghost === "string" ? ghost : stringify(ghost);
  // An item that nobody has filled in is null.
  const isItem = typeof context.path.at(-1) === "number";
  follow(context, (given) => {
    const value = isItem && given === null ? undefined : given;
    if (!same(read(area.input.value), value)) {
      // An empty text is written in quotes, as nothing at all is no value.
      asText = typeof value === "string" && value !== "" && jsonIn(value) !== undefined;
      const isPlain = typeof value === "string" && value !== "";
      if (value === undefined) area.show("");
      else area.show(isPlain ? value : stringify(value, 2));
    }
    tell(value);
  });
  function tell(value: Value | undefined): void {
    const isText = typeof value === "string" && area.input.value === value;
    const canBeJson = jsonIn(area.input.value) !== undefined;
    mark.hidden = value === undefined;
    mark.textContent = isText ? "Text" : "JSON";
    mark.disabled = isText && !canBeJson;
    const title = isText ? TEXT : JSON_VALUE;
    mark.title = mark.disabled ? ONLY_TEXT : title;
    mark.setAttribute("aria-label", `${context.label}: ${mark.title}`);
  }
  return { el: h("div", { class: "pb-anything" }, area.el, mark), input: area.input };
};

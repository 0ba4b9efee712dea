// JSON and other code as text, with colours behind it and a live check; for a field that nothing else fits, and for the whole form.

import { h } from "../../shared/dom.ts";
import { parse, stringify, type Value } from "../values/json.ts";
import { pointerOf } from "../values/plan.ts";
import { follow, put, type Draw } from "../field-context.ts";

const TOKENS = /("(?:[^"\\\n]|\\.)*")(\s*:)?|(-?\b\d[\d.eE+-]*)|\b(true|false|null)\b|([{}[\],])/g;
const COLOURED = 50_000;

/** Colour JSON text; always as text nodes. */
export function highlighted(text: string): Node[] {
  const nodes: Node[] = [];
  let end = 0;
  const add = (part: string, kind: string) =>
    nodes.push(h("span", { class: `pb-tok-${kind}` }, part));
  for (const match of text.slice(0, COLOURED).matchAll(TOKENS)) {
    if (match.index > end) nodes.push(document.createTextNode(text.slice(end, match.index)));
    const [all, string, colon, figure, word] = match;
    if (string !== undefined) {
      add(string, colon === undefined ? "text" : "key");
      if (colon !== undefined) nodes.push(document.createTextNode(colon));
    } else if (figure !== undefined) add(all, "number");
    else add(all, word !== undefined ? "word" : "sign");
    end = match.index + all.length;
  }
  nodes.push(document.createTextNode(`${text.slice(end)}\n`));
  return nodes;
}

export interface Editor {
  el: HTMLElement;
  input: HTMLTextAreaElement;
  /** Show this text, unless somebody is typing. */
  show(text: string): void;
}

export function editor(id: string | undefined, change: (text: string) => void, rows = 4): Editor {
  const back = h("pre", { class: "pb-back", "aria-hidden": "true" });
  const input = h("textarea", {
    id,
    class: "pb-input pb-code",
    rows,
    spellcheck: "false",
    autocomplete: "off",
    dir: "ltr",
  });
  const paint = () => {
    back.replaceChildren(...highlighted(input.value));
    input.rows = Math.max(rows, Math.min(24, input.value.split("\n", 25).length));
  };
  input.addEventListener("input", () => {
    paint();
    change(input.value);
  });
  input.addEventListener("scroll", () => {
    back.scrollTop = input.scrollTop;
    back.scrollLeft = input.scrollLeft;
  });
  const show = (text: string) => {
    input.value = text;
    paint();
  };
  return { el: h("div", { class: "pb-editor" }, back, input), input, show };
}

/** Where in the text the parser stopped, for a person. */
export function syntaxText(error: unknown, text: string): string {
  const said = error instanceof Error ? error.message : String(error);
  const at = /end of/.test(said) ? text.length : /position (\d+)/.exec(said)?.[1];
  if (at === undefined) return `Not JSON yet: ${said.replace(/^JSON\.parse: /, "")}`;
  const before = text.slice(0, Number(at)).split("\n");
  return `Not JSON yet: line ${before.length}, column ${(before.at(-1) ?? "").length + 1}.`;
}

/** Any value, as JSON. Text that is no JSON is an error at the field and changes nothing. */
export const drawJson: Draw = (context) => {
  const { store, issues } = context.form;
  const pointer = pointerOf(context.path);
  const area = editor(context.id, (text) => {
    store.touched.add(pointer);
    if (text.trim() === "") {
      issues.setLocal(pointer, null);
      return put(context, undefined);
    }
    try {
      const value = parse(text);
      issues.setLocal(pointer, null);
      put(context, value);
    } catch (error) {
      issues.setLocal(pointer, syntaxText(error, text));
    }
  });
  const ghost = context.field.default ?? context.field.examples?.[0];
  if (ghost !== undefined) area.input.placeholder = stringify(ghost);
  follow(context, (value) => {
    if (document.activeElement === area.input && reads(area.input.value, value)) return;
    area.show(value === undefined ? "" : stringify(value, 2));
    issues.setLocal(pointer, null);
  });
  context.disposables.add(() => issues.setLocal(pointer, null));
  return { el: area.el, input: area.input };
};

function reads(text: string, value: Value | undefined): boolean {
  try {
    return value !== undefined && stringify(parse(text)) === stringify(value);
  } catch {
    return value === undefined && text.trim() === "";
  }
}

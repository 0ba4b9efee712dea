// A box to search in, for any number of choices.

import { showInTopLayer } from "../../shared/top-layer.ts";
import { h, uid } from "../../shared/dom.ts";
import { brief } from "../values/json.ts";
import type { Choice } from "../values/plan.ts";
import type { FieldContext } from "../field-context.ts";

/** Choices in the page at once. */
const LISTED = 100;

export function nameOf(choice: Choice): string {
  return choice.label || (choice.value === "" ? "(empty text)" : brief(choice.value));
}

export function choicesOf(context: FieldContext): Choice[] {
  return context.field.choices ?? context.field.item?.choices ?? [];
}

/**
 * Draw the box.
 *
 * `several` takes a text that names more than one choice, and returns whether it did.
 */
export function searchBox(
  id: string,
  choices: Choice[],
  pick: (choice: Choice) => void,
  several: (text: string) => boolean = () => false,
) {
  const names = choices.map((choice) => nameOf(choice).toLowerCase());
  const list = h("ul", {
    id: uid("list"),
    role: "listbox",
    class: "pb-listbox",
    title: "Choices",
    hidden: true,
  });
  const input = h("input", {
    id,
    class: "pb-input",
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-autocomplete": "list",
    autocomplete: "off",
    spellcheck: "false",
  });
  let matches: Choice[] = [];
  let active = -1;
  let hide: (() => void) | undefined;
  const close = () => {
    hide?.();
    hide = undefined;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (to: number) => {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = Math.max(0, Math.min(to, Math.min(matches.length, LISTED) - 1));
    const option = list.children[active];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
  };
  const open = (sought: string) => {
    const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
    matches = choices.filter((_choice, i) => words.every((word) => names[i]?.includes(word)));
    list.replaceChildren(
      ...matches.slice(0, LISTED).map((choice, i) =>
        h(
          "li",
          {
            id: `${list.id}-${i}`,
            role: "option",
            "aria-selected": "false",
            onpointerdown: (event: PointerEvent) => (event.preventDefault(), take(i)),
          },
          nameOf(choice),
        ),
      ),
    );
    const rest = matches.length - LISTED;
    if (rest > 0 || !matches.length)
      list.append(
        h(
          "li",
          { role: "option", "aria-disabled": "true", "aria-selected": "false", class: "pb-dim" },
          rest > 0 ? `… and ${rest.toLocaleString("en")} more: type to find them` : "Nothing found",
        ),
      );
    hide?.();
    hide = showInTopLayer(list, input, { align: "start", wide: true });
    active = -1;
    input.setAttribute("aria-expanded", "true");
  };
  const take = (index: number) => {
    const choice = matches[index];
    close();
    if (choice) pick(choice);
  };
  input.addEventListener("input", () => open(input.value));
  input.addEventListener("click", () => open(""));
  input.addEventListener("paste", (event) => {
    if (!several(event.clipboardData?.getData("text/plain") ?? "")) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (move) {
      if (list.hidden) open("");
      mark(active + move);
    } else if (event.key === "Enter" && !list.hidden) take(active < 0 ? 0 : active);
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return { input, list, close };
}

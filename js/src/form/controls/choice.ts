// One of several, or several of several: radio buttons, a select, or a box to search in, by how many there are.

import { showInTopLayer } from "../../shared/top-layer.ts";
import { h, uid } from "../../shared/dom.ts";
import { brief, isList, same, type Value } from "../values/json.ts";
import type { Choice } from "../values/plan.ts";
import {
  follow,
  ghostOf,
  put,
  touch,
  valueOf,
  type Draw,
  type FieldContext,
} from "../field-context.ts";

const RADIO = 3;
const SELECT = 25;
const LISTED = 100;

export function nameOf(choice: Choice): string {
  return choice.label || (choice.value === "" ? "(empty text)" : brief(choice.value));
}

function choicesOf(context: FieldContext): Choice[] {
  return context.field.choices ?? context.field.item?.choices ?? [];
}

export const drawChoice: Draw = (context) => {
  const count = choicesOf(context).length;
  const widget = context.field.hints?.widget;
  if (widget === "radio" || (count <= RADIO && widget !== "select" && context.field.required))
    return drawRadios(context);
  return count <= SELECT || widget === "select" ? drawSelect(context) : drawSearch(context);
};

const drawRadios: Draw = (context) => {
  const group = uid("radio");
  const el = h("div", { class: "pb-row pb-radios" });
  const radios = choicesOf(context).map((choice) => {
    const radio = h("input", { type: "radio", name: group });
    radio.addEventListener("change", () => put(context, choice.value));
    el.append(h("label", {}, radio, ` ${nameOf(choice)}`));
    return { radio, choice };
  });
  follow(context, (value) => {
    const now = value ?? ghostOf(context);
    for (const { radio, choice } of radios) radio.checked = same(choice.value, now);
    el.classList.toggle("pb-ghost", value === undefined);
  });
  return { el };
};

const drawSelect: Draw = (context) => {
  const choices = choicesOf(context);
  const ghost = choices.find((choice) => same(choice.value, ghostOf(context)));
  const unset = h("option", { value: "" }, ghost ? `${nameOf(ghost)}  (default)` : "—");
  const other = h("option", { value: "other", hidden: true });
  const input = h(
    "select",
    { id: context.id, class: "pb-input" },
    unset,
    ...choices.map((choice, i) => h("option", { value: i }, nameOf(choice))),
    other,
  );
  follow(context, (value) => {
    const index = choices.findIndex((choice) => same(choice.value, value));
    other.hidden = value === undefined || index >= 0;
    other.textContent = brief(value);
    const chosen = index >= 0 ? String(index) : "other";
    const now = value === undefined ? "" : chosen;
    if (input.value !== now) input.value = now;
  });
  input.addEventListener(
    "change",
    () =>
      input.value !== "other" &&
      put(context, input.value === "" ? undefined : choices[Number(input.value)]?.value),
  );
  input.addEventListener("blur", () => touch(context));
  return { el: input, input };
};

/** A box to search in, for any number of choices; at most 100 of them are in the page. */
function searchBox(id: string, choices: Choice[], pick: (choice: Choice) => void) {
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

const drawSearch: Draw = (context) => {
  const choices = choicesOf(context);
  const { input, list } = searchBox(context.id, choices, (choice) => {
    put(context, choice.value);
    show(valueOf(context));
  });
  const show = (value: Value | undefined) => {
    const found = choices.find((choice) => same(choice.value, value));
    input.value = found ? nameOf(found) : brief(value);
  };
  const ghost = choices.find((choice) => same(choice.value, ghostOf(context)));
  input.placeholder = ghost
    ? `${nameOf(ghost)}  (default)`
    : `${choices.length.toLocaleString("en")} choices: type to search`;
  follow(context, show);
  input.addEventListener("blur", () => {
    touch(context);
    // Text that names no choice is kept as it is: an error that can be seen beats a choice that nobody made.
    const exact = choices.find((choice) => nameOf(choice) === input.value);
    if (
      input.value !==
      (choices.find((choice) => same(choice.value, valueOf(context)))
        ? nameOf(choices.find((choice) => same(choice.value, valueOf(context))) as Choice)
        : brief(valueOf(context)))
    )
      put(context, exact ? exact.value : input.value || undefined);
  });
  return { el: h("div", { class: "pb-combo" }, input, list), input };
};

const CHECKBOXES = 10;

/** Several of several: checkboxes, or chips with a box to search in. */
export const drawMultichoice: Draw = (context) => {
  return choicesOf(context).length <= CHECKBOXES ? drawCheckboxes(context) : drawChips(context);
};

function chosen(context: FieldContext): Value[] {
  const value = valueOf(context) ?? ghostOf(context);
  return isList(value) ? [...value] : [];
}

function toggle(context: FieldContext, choice: Value, on: boolean): void {
  const now = chosen(context).filter((value) => !same(value, choice));
  const next = on ? [...now, choice] : now;
  // In the order of the choices, so that it does not depend on the order of clicks.
  const order = choicesOf(context).map((one) => one.value);
  next.sort(
    (a, b) =>
      order.findIndex((value) => same(value, a)) - order.findIndex((value) => same(value, b)),
  );
  put(context, next.length ? next : undefined);
}

const drawCheckboxes: Draw = (context) => {
  const el = h("div", { class: "pb-row pb-radios" });
  const boxes = choicesOf(context).map((choice) => {
    const box = h("input", { type: "checkbox" });
    box.addEventListener("change", () => toggle(context, choice.value, box.checked));
    el.append(h("label", {}, box, ` ${nameOf(choice)}`));
    return { box, choice };
  });
  follow(context, (value) => {
    for (const { box, choice } of boxes)
      box.checked = chosen(context).some((one) => same(one, choice.value));
    el.classList.toggle("pb-ghost", value === undefined);
  });
  return { el };
};

const drawChips: Draw = (context) => {
  const choices = choicesOf(context);
  const chips = h("span", { class: "pb-chips" });
  const box = searchBox(context.id, choices, (choice) => {
    box.input.value = "";
    toggle(context, choice.value, true);
  });
  box.input.placeholder = `${choices.length.toLocaleString("en")} choices: type to add`;
  box.input.setAttribute("aria-label", `Add to ${context.label}`);
  follow(context, (value) => {
    chips.replaceChildren(
      ...chosen(context).map((one) => {
        const name = nameOf(choices.find((choice) => same(choice.value, one)) ?? { value: one });
        return h(
          "button",
          { type: "button", class: "pb-chip", onclick: () => toggle(context, one, false) },
          name,
          h("span", { class: "pb-visually-hidden" }, ": remove"),
        );
      }),
    );
    chips.classList.toggle("pb-ghost", value === undefined);
  });
  return { el: h("div", { class: "pb-combo" }, chips, box.input, box.list) };
};

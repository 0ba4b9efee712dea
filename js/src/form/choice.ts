// One of several, or several of several: radio buttons, a select, or a box to search in, by how many there are.

import { h, uid } from "../shared/dom.ts";
import { brief, isList, same, type Value } from "./json.ts";
import type { Choice } from "./plan.ts";
import { follow, ghostOf, put, touch, valueOf, type Draw, type Slot } from "./field-context.ts";

const RADIO = 3;
const SELECT = 25;
const LISTED = 100;

export function nameOf(choice: Choice): string {
  return choice.label || (choice.value === "" ? "(empty text)" : brief(choice.value));
}

function choicesOf(slot: Slot): Choice[] {
  return slot.field.choices ?? slot.field.item?.choices ?? [];
}

export const drawChoice: Draw = (slot) => {
  const count = choicesOf(slot).length;
  const widget = slot.field.hints?.widget;
  if (widget === "radio" || (count <= RADIO && widget !== "select" && slot.field.required))
    return drawRadios(slot);
  return count <= SELECT || widget === "select" ? drawSelect(slot) : drawSearch(slot);
};

const drawRadios: Draw = (slot) => {
  const group = uid("radio");
  const el = h("div", { class: "pb-row pb-radios" });
  const radios = choicesOf(slot).map((choice) => {
    const radio = h("input", { type: "radio", name: group });
    radio.addEventListener("change", () => put(slot, choice.value));
    el.append(h("label", {}, radio, ` ${nameOf(choice)}`));
    return { radio, choice };
  });
  follow(slot, (value) => {
    const now = value ?? ghostOf(slot);
    for (const { radio, choice } of radios) radio.checked = same(choice.value, now);
    el.classList.toggle("pb-ghost", value === undefined);
  });
  return { el };
};

const drawSelect: Draw = (slot) => {
  const choices = choicesOf(slot);
  const ghost = choices.find((choice) => same(choice.value, ghostOf(slot)));
  const unset = h("option", { value: "" }, ghost ? `${nameOf(ghost)}  (default)` : "—");
  const other = h("option", { value: "other", hidden: true });
  const input = h(
    "select",
    { id: slot.id, class: "pb-input" },
    unset,
    ...choices.map((choice, i) => h("option", { value: i }, nameOf(choice))),
    other,
  );
  follow(slot, (value) => {
    const index = choices.findIndex((choice) => same(choice.value, value));
    other.hidden = value === undefined || index >= 0;
    other.textContent = brief(value);
    const now = value === undefined ? "" : index >= 0 ? String(index) : "other";
    if (input.value !== now) input.value = now;
  });
  input.addEventListener(
    "change",
    () =>
      input.value !== "other" &&
      put(slot, input.value === "" ? undefined : choices[Number(input.value)]?.value),
  );
  input.addEventListener("blur", () => touch(slot));
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
  const close = () => {
    list.hidden = true;
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
    list.hidden = false;
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

const drawSearch: Draw = (slot) => {
  const choices = choicesOf(slot);
  const { input, list } = searchBox(slot.id, choices, (choice) => {
    put(slot, choice.value);
    show(valueOf(slot));
  });
  const show = (value: Value | undefined) => {
    const found = choices.find((choice) => same(choice.value, value));
    input.value = found ? nameOf(found) : brief(value);
  };
  const ghost = choices.find((choice) => same(choice.value, ghostOf(slot)));
  input.placeholder = ghost
    ? `${nameOf(ghost)}  (default)`
    : `${choices.length.toLocaleString("en")} choices: type to search`;
  follow(slot, show);
  input.addEventListener("blur", () => {
    touch(slot);
    // Text that names no choice is kept as it is: an error that can be seen beats a choice that nobody made.
    const exact = choices.find((choice) => nameOf(choice) === input.value);
    if (
      input.value !==
      (choices.find((choice) => same(choice.value, valueOf(slot)))
        ? nameOf(choices.find((choice) => same(choice.value, valueOf(slot))) as Choice)
        : brief(valueOf(slot)))
    )
      put(slot, exact ? exact.value : input.value || undefined);
  });
  return { el: h("div", { class: "pb-combo" }, input, list), input };
};

const CHECKBOXES = 10;

/** Several of several: checkboxes, or chips with a box to search in. */
export const drawMultichoice: Draw = (slot) => {
  return choicesOf(slot).length <= CHECKBOXES ? drawCheckboxes(slot) : drawChips(slot);
};

function chosen(slot: Slot): Value[] {
  const value = valueOf(slot) ?? ghostOf(slot);
  return isList(value) ? [...value] : [];
}

function toggle(slot: Slot, choice: Value, on: boolean): void {
  const now = chosen(slot).filter((value) => !same(value, choice));
  const next = on ? [...now, choice] : now;
  // In the order of the choices, so that it does not depend on the order of clicks.
  const order = choicesOf(slot).map((one) => one.value);
  next.sort(
    (a, b) =>
      order.findIndex((value) => same(value, a)) - order.findIndex((value) => same(value, b)),
  );
  put(slot, next.length ? next : undefined);
}

const drawCheckboxes: Draw = (slot) => {
  const el = h("div", { class: "pb-row pb-radios" });
  const boxes = choicesOf(slot).map((choice) => {
    const box = h("input", { type: "checkbox" });
    box.addEventListener("change", () => toggle(slot, choice.value, box.checked));
    el.append(h("label", {}, box, ` ${nameOf(choice)}`));
    return { box, choice };
  });
  follow(slot, (value) => {
    for (const { box, choice } of boxes)
      box.checked = chosen(slot).some((one) => same(one, choice.value));
    el.classList.toggle("pb-ghost", value === undefined);
  });
  return { el };
};

const drawChips: Draw = (slot) => {
  const choices = choicesOf(slot);
  const chips = h("span", { class: "pb-chips" });
  const box = searchBox(slot.id, choices, (choice) => {
    box.input.value = "";
    toggle(slot, choice.value, true);
  });
  box.input.placeholder = `${choices.length.toLocaleString("en")} choices: type to add`;
  box.input.setAttribute("aria-label", `Add to ${slot.label}`);
  follow(slot, (value) => {
    chips.replaceChildren(
      ...chosen(slot).map((one) => {
        const name = nameOf(choices.find((choice) => same(choice.value, one)) ?? { value: one });
        return h(
          "button",
          { type: "button", class: "pb-chip", onclick: () => toggle(slot, one, false) },
          name,
          h("span", { class: "pb-visually-hidden" }, ": remove"),
        );
      }),
    );
    chips.classList.toggle("pb-ghost", value === undefined);
  });
  return { el: h("div", { class: "pb-combo" }, chips, box.input, box.list) };
};

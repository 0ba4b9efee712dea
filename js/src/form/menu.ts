// A button with a menu: arrow keys, Escape, and closing when the focus leaves.

import { h, uid } from "../shared/dom.ts";
import { showInTopLayer } from "../shared/top-layer.ts";

export interface Item {
  label: string;
  /** For screen readers and tooltips: more about it. */
  hint?: string;
  disabled?: boolean;
  act(): void;
}

/** Make `button` open a menu of what `items` gives at that moment; null makes a line between. */
export function menuButton(button: HTMLButtonElement, items: () => (Item | null)[]): HTMLElement {
  const menu = h("div", { id: uid("menu"), role: "menu", class: "pb-menu", hidden: true });
  const wrap = h("span", { class: "pb-menu-wrap" }, button, menu);
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  const entries = () => [...menu.querySelectorAll<HTMLElement>("[role=menuitem]")];
  let hide: (() => void) | undefined;
  const close = (refocus: boolean) => {
    hide?.();
    hide = undefined;
    button.setAttribute("aria-expanded", "false");
    if (refocus) button.focus();
  };
  const open = () => {
    menu.replaceChildren(
      ...items().map((item) => (item ? entry(item, close) : h("hr", { role: "separator" }))),
    );
    hide = showInTopLayer(menu, button, { align: "end" });
    button.setAttribute("aria-expanded", "true");
    entries()[0]?.focus({ preventScroll: true });
  };
  button.addEventListener("click", () => (menu.hidden ? open() : close(false)));
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || !menu.hidden) return;
    event.preventDefault();
    open();
  });
  menu.addEventListener("keydown", (event) => {
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) all.at(to % all.length)?.focus();
    else if (event.key === "Escape") close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  wrap.addEventListener("focusout", (event) => {
    if (!wrap.contains(event.relatedTarget as Node | null)) close(false);
  });
  return wrap;
}

function entry(item: Item, close: (refocus: boolean) => void): HTMLElement {
  const button = h(
    "button",
    {
      type: "button",
      role: "menuitem",
      tabindex: -1,
      title: item.hint,
      "aria-disabled": item.disabled ? "true" : null,
    },
    item.label,
  );
  button.addEventListener("click", () => {
    if (item.disabled) return;
    close(true);
    item.act();
  });
  return button;
}

// A question in the page, before something that cannot be undone or may go wrong.

import { h, uid } from "./dom.ts";

/** Ask in the page; resolves to what was said: the text, "" for yes without a text, or null for no. */
export function ask(
  place: HTMLElement,
  options: { title: string; text: string; yes: string; no: string; field?: string },
): Promise<string | null> {
  const before = (place.getRootNode() as Document | ShadowRoot).activeElement;
  const title = uid("title"),
    text = uid("text");
  return new Promise((resolve) => {
    const done = (answer: string | null) => {
      box.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      resolve(answer);
    };
    const field =
      options.field === undefined
        ? null
        : h("input", {
            type: "text",
            class: "pb-input",
            "aria-label": options.text,
            value: options.field,
          });
    const no = h(
      "button",
      { type: "button", class: "pb-button", onclick: () => done(null) },
      options.no,
    );
    const yes = h(
      "button",
      {
        type: "button",
        class: "pb-button pb-danger",
        onclick: () => done(field?.value.trim() ?? ""),
      },
      options.yes,
    );
    const box = h(
      "div",
      {
        class: "pb-ask",
        role: "alertdialog",
        "aria-labelledby": title,
        "aria-describedby": text,
        onkeydown: (event: KeyboardEvent) => event.key === "Escape" && done(null),
      },
      h("strong", { id: title }, options.title),
      h("span", { id: text }, options.text),
      field,
      yes,
      no,
    );
    if (field) yes.classList.remove("pb-danger");
    place.append(box);
    (field ?? no).focus();
  });
}

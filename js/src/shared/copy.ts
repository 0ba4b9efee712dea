// Copying text.

import { h } from "./dom.ts";

/** Put a text into the clipboard; also on a page without a secure connection, where there is none to write to. */
export async function copy(value: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(value);
  } catch {
    const area = h("textarea", { style: "position:fixed;opacity:0" });
    area.value = value;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

/** A small button that copies what `value` returns and says so. */
export function copyButton(
  label: string,
  name: string,
  value: () => string | Promise<string>,
): HTMLButtonElement {
  const button = h(
    "button",
    { type: "button", class: "pb-mini", "aria-label": name, title: name },
    label,
  );
  button.addEventListener("click", async (event) => {
    event.stopPropagation();
    await copy(await value());
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = label), 1200);
  });
  return button;
}

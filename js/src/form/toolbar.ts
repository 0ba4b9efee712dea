// The head of the form: search in a long one, undo, the whole as JSON, and the other languages it speaks.

import { h, mark } from "../shared/dom.ts";
import { failureBox } from "../shared/failure.ts";
import type { FilledValue } from "../shared/wire.ts";
import { editor, syntaxText } from "./controls/json-editor.ts";
import type { DrawnForm } from "./form.ts";
import { icon } from "./icon.ts";
import { isMembers, parse, stringify } from "./values/json.ts";
import { menuButton, type Item } from "./menu.ts";
import { labelOf, type Field } from "./values/plan.ts";

const LONG = 10;
const LANGUAGES: [string, string][] = [
  ["python", "Python"],
  ["cli", "command line"],
  ["curl", "curl"],
  ["json", "JSON"],
  ["yaml", "YAML"],
];

export interface Toolbar {
  el: HTMLElement;
  /** Shown in place of the fields: the JSON editor, or what was asked for. */
  panel: HTMLElement;
  update(): void;
  dispose(): void;
}

export function drawToolbar(
  drawn: DrawnForm,
  options: { title: string; canRun: boolean; fail(error: unknown): void },
): Toolbar {
  const { store } = drawn.form;
  const panel = h("div", { class: "pb-panel" });
  const undo = h(
    "button",
    { type: "button", class: "pb-icon", title: "Undo (Ctrl+Z)", onclick: () => store.undo() },
    icon("undo"),
    h("span", { class: "pb-visually-hidden" }, "Undo"),
  );
  const redo = h(
    "button",
    { type: "button", class: "pb-icon", title: "Redo (Ctrl+Shift+Z)", onclick: () => store.redo() },
    icon("redo"),
    h("span", { class: "pb-visually-hidden" }, "Redo"),
  );
  const json = jsonSwitch(drawn, panel);
  const more = menuButton(
    h(
      "button",
      { type: "button", class: "pb-icon", title: "Copy, paste, presets" },
      icon("more"),
      h("span", { class: "pb-visually-hidden" }, "Form menu"),
    ),
    () => menuOf(drawn, panel, options),
  );
  const search = countOf(drawn.form.plan.fields) > LONG ? searchBox(drawn) : null;
  const el = h(
    "div",
    { class: "pb-bar" },
    h("span", { class: "pb-title", dir: "auto" }, options.title),
    search,
    h("span", { class: "pb-icons" }, undo, redo, json.button, more),
  );
  const update = () => {
    for (const [button, can] of [
      [undo, store.canUndo],
      [redo, store.canRedo],
    ] as const)
      mark(button, "aria-disabled", String(!can));
    json.update();
  };
  update();
  const stop = store.onCommit(update);
  return { el, panel, update, dispose: stop };
}

function countOf(fields: Field[]): number {
  return fields.reduce((count, field) => count + 1 + countOf(field.children ?? []), 0);
}

/** The whole value as JSON, both ways. */
function jsonSwitch(drawn: DrawnForm, panel: HTMLElement) {
  const { store } = drawn.form;
  const button = h(
    "button",
    {
      type: "button",
      class: "pb-icon pb-word-icon",
      "aria-pressed": "false",
      title: "All inputs as one text",
    },
    "Edit as JSON",
  );
  const said = h("p", { class: "pb-error", role: "alert" });
  const read = (text: string) => {
    try {
      const value = parse(text || "{}");
      if (!isMembers(value)) throw new Error("The form's value is an object: {…}.");
      said.textContent = "";
      store.replace(value);
    } catch (error) {
      said.textContent =
        error instanceof SyntaxError ? syntaxText(error, text) : (error as Error).message;
    }
  };
  let area: ReturnType<typeof editor> | undefined;
  let open = false;
  const update = () => {
    if (open && document.activeElement !== area?.input) area?.show(stringify(store.value, 2));
  };
  button.addEventListener("click", () => {
    open = !open;
    area ??= editor(undefined, read, 8);
    area.input.setAttribute("aria-label", "The whole form as JSON");
    said.textContent = "";
    button.setAttribute("aria-pressed", String(open));
    drawn.el.hidden = open;
    panel.replaceChildren(...(open ? [area.el, said] : []));
    update();
  });
  return { button, update };
}

const SHOWN = {
  all: "all",
  needed: "needed",
  changed: "changed since it opened",
  wrong: "wrong",
};

/** Hides what does not match: words in names, labels and help, or what is needed, changed or wrong. */
function searchBox(drawn: DrawnForm): HTMLElement {
  const { store, issues, plan } = drawn.form;
  const input = h("input", {
    type: "search",
    class: "pb-input",
    placeholder: "Find an input",
    "aria-label": "Find an input",
    spellcheck: "false",
  });
  const only = h(
    "select",
    { class: "pb-input", "aria-label": "Show" },
    ...Object.entries(SHOWN).map(([value, text]) => h("option", { value }, text)),
  );
  let texts: Map<string, string> | undefined;
  const apply = () => {
    drawn.finish();
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const known = (texts ??= new Map(plan.fields.map((field) => [field.name, textOf(field)])));
    const wanted = (field: Field) =>
      words.every((word) => known.get(field.name)?.includes(word)) &&
      (only.value === "all" ||
        (only.value === "needed" && field.required) ||
        (only.value === "changed" && store.changed([field.name])) ||
        (only.value === "wrong" &&
          issues.mistakes.some(({ pointer }) => issues.placeOf(pointer)?.path[0] === field.name)));
    const names = new Set(
      plan.fields
        .filter(wanted)
        .map((field) => `/${field.name.replaceAll("~", "~0").replaceAll("/", "~1")}`),
    );
    const filtering = words.length > 0 || only.value !== "all";
    for (const fold of drawn.el.querySelectorAll("details"))
      if (filtering && !fold.matches(".pb-field .pb-field"))
        fold.dispatchEvent(new Event("pb-open"));
    for (const shell of drawn.el.querySelectorAll<HTMLElement>(".pb-field[data-pointer]")) {
      const pointer = shell.dataset["pointer"] ?? "";
      if (pointer.lastIndexOf("/") === 0)
        shell.classList.toggle("pb-filtered", filtering && !names.has(pointer));
    }
    drawn.form.say(filtering ? `${names.size} of ${plan.fields.length} inputs shown.` : "");
  };
  input.addEventListener("input", apply);
  only.addEventListener("change", apply);
  return h("span", { class: "pb-search" }, input, only);
}

function textOf(field: Field): string {
  const below = [...(field.children ?? []), ...(field.item ? [field.item] : [])].map(textOf);
  return [field.name, labelOf(field), field.help ?? "", ...below].join(" ").toLowerCase();
}

function menuOf(
  drawn: DrawnForm,
  panel: HTMLElement,
  { canRun, fail }: { canRun: boolean; fail(error: unknown): void },
): (Item | null)[] {
  const { form } = drawn;
  const text = () => stringify(form.store.value);
  const copy = (language: string, name: string) =>
    form.kernel
      .request("code", { language, text: text() })
      .then((code) => copied(code, panel, (told) => form.say(`${told} as ${name}.`)), fail);
  const fill = (verb: "last" | "example") =>
    void form.kernel.request(verb, { text: text() }).then((answer) => fillIn(form, answer), fail);
  const languages = canRun
    ? LANGUAGES
    : LANGUAGES.filter(([language]) => language === "json" || language === "yaml");
  return [
    ...languages.map(([language, name]) => ({
      label: `Copy as ${name}`,
      act: () => void copy(language, name),
    })),
    {
      label: "Paste a request …",
      hint: "Python, JSON, YAML, a command line or curl",
      act: () => pastePanel(drawn, panel),
    },
    null,
    ...(canRun
      ? [
          {
            label: "Fill in as last time",
            hint: "What this process was run with last; secrets are not kept",
            act: () => fill("last"),
          },
        ]
      : []),
    ...(hasExamples(form.plan.fields)
      ? [
          {
            label: "Fill in the example",
            hint: "What the description shows as example",
            act: () => fill("example"),
          },
        ]
      : []),
    ...(canRun ? [{ label: "Presets …", act: () => void presetPanel(drawn, panel, fail) }] : []),
    {
      label: "Reset all",
      hint: "Back to what the form was at first",
      act: () => form.store.replace(form.store.base),
    },
    { label: "Clear all", act: () => form.store.replace({}) },
  ];
}

function hasExamples(fields: Field[]): boolean {
  return fields.some((field) => field.examples?.length);
}

/** Put in what the kernel found, as one step that can be undone, and tell what it was. */
export function fillIn({ store, say }: DrawnForm["form"], { text, note }: FilledValue): void {
  if (text !== null) store.replace(parse(text) as never);
  say(note);
}

async function copied(
  code: string,
  panel: HTMLElement,
  say: (told: string) => void,
): Promise<void> {
  try {
    await navigator.clipboard.writeText(code);
    say("Copied");
  } catch {
    // Without permission: show it, selected, for Ctrl+C.
    const area = h("textarea", {
      class: "pb-input pb-code",
      rows: 8,
      readonly: true,
      "aria-label": "Code to copy",
    });
    area.value = code;
    panel.replaceChildren(area, closer(panel));
    area.select();
    say("Shown");
  }
}

function closer(panel: HTMLElement): HTMLElement {
  return h(
    "button",
    { type: "button", class: "pb-button", onclick: () => panel.replaceChildren() },
    "Close",
  );
}

function pastePanel(drawn: DrawnForm, panel: HTMLElement): void {
  const { form } = drawn;
  const area = h("textarea", {
    class: "pb-input pb-code",
    rows: 6,
    "aria-label": "Request to paste",
    placeholder: '{"inputs": {"duration": 3}}  –  or Python, YAML, a command line, curl',
  });
  const told = h("div", {});
  const use = h("button", { type: "button", class: "pb-button pb-primary" }, "Use");
  use.addEventListener("click", () =>
    form.kernel.request("paste", { text: area.value }).then(
      (answer) => {
        panel.replaceChildren();
        fillIn(form, answer);
      },
      (error: unknown) => told.replaceChildren(failureBox(error)),
    ),
  );
  panel.replaceChildren(area, told, h("div", { class: "pb-row" }, use, closer(panel)));
  area.focus();
}

async function presetPanel(
  drawn: DrawnForm,
  panel: HTMLElement,
  fail: (error: unknown) => void,
): Promise<void> {
  const { form } = drawn;
  const show = (names: string[]) => {
    const name = h("input", {
      class: "pb-input",
      "aria-label": "Name of the preset",
      placeholder: "Name",
    });
    const save = h(
      "button",
      {
        type: "button",
        class: "pb-button",
        onclick: () =>
          name.value.trim() &&
          change(
            form.kernel.request("save_preset", {
              name: name.value.trim(),
              text: stringify(form.store.value),
            }),
          ),
      },
      "Save",
    );
    const rows = names.map((one) =>
      h(
        "li",
        { class: "pb-row" },
        h("button", { type: "button", class: "pb-jump", onclick: () => use(one) }, one),
        h(
          "button",
          {
            type: "button",
            class: "pb-tool",
            onclick: () => change(form.kernel.request("drop_preset", { name: one })),
          },
          icon("remove"),
          h("span", { class: "pb-visually-hidden" }, `Remove ${one}`),
        ),
      ),
    );
    panel.replaceChildren(
      h("ul", { class: "pb-presets" }, ...rows),
      h("div", { class: "pb-row" }, name, save, closer(panel)),
    );
    name.focus();
  };
  const change = (names: Promise<string[]>) => names.then(show, fail);
  const use = (name: string) =>
    form.kernel.request("preset", { name }).then((text) => {
      form.store.replace(parse(text) as never);
      panel.replaceChildren();
      form.say(`Preset ${name}.`);
    }, fail);
  await change(form.kernel.request("presets", {}));
}

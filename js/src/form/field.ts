// A field as it stands in the form: label, help, control, marks, errors, and a menu that is made when somebody comes near.

import { h, mark, uid } from "../shared/dom.ts";
import { drawAlternatives } from "./alternatives.ts";
import { drawChoice, drawMultichoice } from "./choice.ts";
import { drawJson } from "./json-editor.ts";
import { drawConst, drawFlag, drawNull } from "./boolean.ts";
import type { Value } from "./json.ts";
import { drawList, drawTuple } from "./list.ts";
import { expression } from "./expression.ts";
import { fieldMenu } from "./field-menu.ts";
import { drawInterval, drawMoment } from "./datetime.ts";
import { drawMapping, drawObject, once } from "./object.ts";
import { drawBbox, drawGeometry } from "./geometry.ts";
import { isBig, labelOf, pointerOf, resolved, type Field, type Path } from "./plan.ts";
import { Scope } from "./disposables.ts";
import { withSources, type Sourced } from "./value-source.ts";
import {
  put,
  valueOf,
  type Control,
  type Draw,
  type FieldOptions,
  type Form,
  type Slot,
} from "./field-context.ts";
import { drawMultiline, drawNumber, drawText } from "./text.ts";

const KINDS: { [kind: string]: Draw } = {
  text: drawText,
  password: drawText,
  uri: drawText,
  email: drawText,
  uuid: drawText,
  epsg: drawText,
  multiline: drawMultiline,
  code: drawMultiline,
  file: drawMultiline,
  number: drawNumber,
  integer: drawNumber,
  boolean: drawFlag,
  choice: drawChoice,
  multichoice: drawMultichoice,
  const: drawConst,
  null: drawNull,
  date: drawMoment,
  time: drawMoment,
  datetime: drawMoment,
  duration: drawMoment,
  color: drawMoment,
  interval: drawInterval,
  bbox: drawBbox,
  geometry: drawGeometry,
  wkt: drawGeometry,
  list: drawList,
  tuple: drawTuple,
  object: drawObject,
  mapping: drawMapping,
  alternatives: drawAlternatives,
  json: drawJson,
};

/** Objects with more members than this, or deeper than this, start closed. */
const MANY = 12;
const DEEP = 2;

export function drawerOf(field: Field): Draw {
  return (Object.hasOwn(KINDS, field.kind) ? KINDS[field.kind] : undefined) ?? drawJson;
}

export function drawField(
  form: Form,
  given: Field,
  path: Path,
  scope: Scope,
  options: FieldOptions = {},
): HTMLElement {
  const field = resolved(given, form.plan);
  const slot: Slot = {
    field,
    path,
    form,
    scope,
    id: uid("f"),
    label: options.label ?? labelOf(field),
    depth: options.depth ?? 0,
  };
  // Recursion ends where nobody has put anything: what is below is drawn when it is opened.
  if (given.kind === "ref" && valueOf(slot) === undefined && slot.depth > 0)
    return drawFolded(slot, options);
  if (field.kind === "object" && startsClosed(slot)) return drawFolded(slot, options);
  return drawShell(slot, options);
}

function startsClosed(slot: Slot): boolean {
  return (
    !slot.field.required &&
    valueOf(slot) === undefined &&
    (slot.depth >= DEEP || (slot.field.children?.length ?? 0) > MANY)
  );
}

function drawFolded(slot: Slot, options: FieldOptions): HTMLElement {
  const fold = h(
    "details",
    { class: "pb-fold pb-field", "data-pointer": pointerOf(slot.path) },
    h("summary", {}, slot.label),
  );
  once(fold, () => fold.append(drawShell(slot, { ...options, bare: true })));
  slot.scope.add(
    slot.form.store.subscribe(slot.path, (value) => {
      if (value !== undefined) fold.dispatchEvent(new Event("pb-open"));
    }),
  );
  return fold;
}

function drawShell(slot: Slot, options: FieldOptions): HTMLElement {
  const { field, form, path, scope } = slot;
  const body = h("div", { class: "pb-body" });
  // Made only once there is an error: 1,000 fields need no 1,000 places for one.
  let errors: HTMLElement | undefined;
  let raw = false;
  let inner: Scope | null = null;
  let control: Sourced | undefined;

  const tie = (input: HTMLElement | undefined, wrong: boolean) => {
    if (!input) return;
    const about = [
      field.helpHtml ? `${slot.id}-h` : "",
      field.unit ? `${slot.id}-u` : "",
      wrong ? `${slot.id}-e` : "",
    ]
      .filter(Boolean)
      .join(" ");
    mark(input, "aria-describedby", about || null);
    mark(input, "aria-invalid", wrong ? "true" : null);
  };
  const draw = () => {
    inner?.end();
    inner = scope.child();
    const drawn = { ...slot, scope: inner };
    control = isChip(slot)
      ? chip(drawn)
      : raw
        ? drawJson(drawn)
        : withSources(drawn, drawerOf(field));
    body.replaceChildren(control.el);
    if (control.input && field.required && field.kind !== "boolean")
      control.input.setAttribute("aria-required", "true");
    if (control.input && options.bare) control.input.setAttribute("aria-label", slot.label);
    tie(control.input, Boolean(errors?.childElementCount));
  };
  draw();

  const first = control as Sourced | undefined;
  const shell = first?.input ? flatShell(slot, options, body) : groupShell(slot, options, body);
  shell.setAttribute("data-pointer", pointerOf(path));
  shell.setAttribute("data-kind", field.kind);
  const tell = (value: Value | undefined) => {
    shell.classList.toggle("pb-changed", form.store.changed(path));
    shell.classList.toggle("pb-set", value !== undefined);
  };
  tell(valueOf(slot));
  let wasChip = isChip(slot);
  scope.add(
    form.store.subscribe(path, (value) => {
      tell(value);
      if (wasChip === isChip(slot)) return;
      wasChip = !wasChip;
      draw();
    }),
  );
  scope.add(
    form.issues.register({
      path,
      label: slot.label,
      show: (messages) => {
        if (!errors)
          body[control?.input ? "after" : "before"](
            (errors = h("div", { class: "pb-errors", id: `${slot.id}-e` })),
          );
        errors.replaceChildren(
          ...messages.map((message) => h("p", { class: "pb-error" }, message)),
        );
        shell.classList.toggle("pb-wrong", messages.length > 0);
        tie(control?.input, messages.length > 0);
      },
      focus: () => reveal(shell, control?.input),
    }),
  );
  const enabled = field.hints?.enabled?.expr;
  if (enabled !== undefined || field.hints?.["disabled"]) {
    const update = () => {
      body.inert =
        enabled === undefined ||
        !expression(enabled, {
          members: form.store.get(path.slice(0, -1)) ?? {},
          root: form.store.value,
          value: valueOf(slot),
        });
      shell.classList.toggle("pb-disabled", body.inert);
    };
    update();
    scope.add(form.store.subscribe([], update));
  }
  fieldMenu(slot, shell, {
    link: () => control?.link,
    isRaw: () => raw,
    setRaw: (on) => {
      raw = on;
      draw();
    },
  });
  return shell;
}

/** Whether the value is one that no control shows: null where that is allowed, or a text too large for the page. */
function isChip(slot: Slot): boolean {
  const { kind, nullable } = slot.field;
  const value = valueOf(slot);
  return (
    isBig(value) ||
    (Boolean(nullable) &&
      kind !== "null" &&
      kind !== "json" &&
      kind !== "alternatives" &&
      value === null)
  );
}

/** Such a value is seen, and left by one button. */
function chip(slot: Slot): Control {
  const value = valueOf(slot);
  const input = h(
    "button",
    { type: "button", id: slot.id, class: "pb-chip", title: "Remove" },
    isBig(value)
      ? `${String(value["name"] ?? "text")}, ${(Number(value["size"]) / 1e6).toFixed(1)} MB`
      : "null",
  );
  input.addEventListener("click", () => put(slot, undefined));
  return { el: input, input };
}

function helpOf(slot: Slot): HTMLElement | null {
  if (!slot.field.helpHtml) return null;
  const help = h("div", { class: "pb-help", id: `${slot.id}-h` });
  // Rendered by the kernel from Markdown, with HTML off and links checked (procbook.display.markdown).
  help.innerHTML = slot.field.helpHtml;
  if ((help.textContent ?? "").length < 150) return help;
  help.classList.add("pb-long");
  const more = h("button", { type: "button", class: "pb-more" }, "more");
  more.addEventListener("click", () => {
    more.textContent = help.classList.toggle("pb-long") ? "more" : "less";
  });
  return h("div", {}, help, more);
}

function marks(slot: Slot): HTMLElement[] {
  const { field } = slot;
  const found: HTMLElement[] = [];
  if (field.required) found.push(h("span", { class: "pb-required", title: "needed" }, "*"));
  if (field.unit)
    found.push(h("span", { class: "pb-unit pb-dim", id: `${slot.id}-u` }, field.unit));
  if (field.hints?.deprecated) found.push(h("span", { class: "pb-tag" }, "deprecated"));
  return found;
}

function flatShell(slot: Slot, options: FieldOptions, body: HTMLElement): HTMLElement {
  const shell = h("div", { class: "pb-field" });
  if (!options.bare) {
    shell.append(
      h(
        "div",
        { class: "pb-head" },
        h("label", { for: slot.id, id: `${slot.id}-l`, dir: "auto" }, slot.label),
        ...marks(slot),
      ),
    );
    const help = helpOf(slot);
    if (help) shell.append(help);
  }
  shell.append(body);
  return shell;
}

function groupShell(slot: Slot, options: FieldOptions, body: HTMLElement): HTMLElement {
  const legend = h(
    "legend",
    { class: options.bare ? "pb-visually-hidden" : "pb-head", dir: "auto" },
    slot.label,
    ...(options.bare ? [] : marks(slot)),
  );
  const shell = h(
    "fieldset",
    { class: "pb-field pb-group", "aria-describedby": `${slot.id}-e` },
    legend,
  );
  const help = options.bare ? null : helpOf(slot);
  if (help) shell.append(help);
  shell.append(body);
  return shell;
}

/** Open what hides it, scroll to it, put the keyboard there. */
function reveal(shell: HTMLElement, input: HTMLElement | undefined): void {
  for (
    let fold = shell.closest("details");
    fold;
    fold = fold.parentElement?.closest("details") ?? null
  )
    fold.dispatchEvent(new Event("pb-open"));
  const target = input?.isConnected
    ? input
    : shell.querySelector<HTMLElement>("input:not([tabindex='-1']), select, textarea, button");
  target?.focus({ preventScroll: true });
  shell.scrollIntoView({ block: "nearest" });
}

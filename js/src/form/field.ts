// A field as it stands in the form: label, help, control, marks, errors, and a menu that is made when somebody comes near.

import { foldedText } from "../shared/folded-text.ts";
import { h, mark, uid } from "../shared/dom.ts";
import { drawAlternatives } from "./controls/alternatives.ts";
import { drawChoice } from "./controls/choice.ts";
import { drawMultichoice } from "./controls/multichoice.ts";
import { drawJson } from "./controls/json-editor.ts";
import { drawConst, drawBoolean, drawNull } from "./controls/boolean.ts";
import { same, type Value } from "./values/json.ts";
import { drawList, drawTuple } from "./controls/list.ts";
import { expression } from "./values/expression.ts";
import { drawUndrawable, drawUndrawableField } from "./field-failure.ts";
import { fieldMenu } from "./field-menu.ts";
import { drawInterval, drawDatetime } from "./controls/datetime.ts";
import { drawMapping, drawObject, once } from "./controls/object.ts";
import { drawBbox } from "./controls/bbox.ts";
import { drawGeometry } from "./controls/geometry.ts";
import { drawAnything } from "./controls/anything.ts";
import { isBig, labelOf, pointerOf, resolved, type Field, type Path } from "./values/plan.ts";
import { Disposables } from "./disposables.ts";
import { withSources, type Sourced } from "./controls/value-source.ts";
import {
  follow,
  put,
  valueOf,
  type Control,
  type Draw,
  type FieldOptions,
  type Form,
  type FieldContext,
} from "./field-context.ts";
import { drawMultiline, drawNumber, drawText } from "./controls/text.ts";

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
  boolean: drawBoolean,
  choice: drawChoice,
  multichoice: drawMultichoice,
  const: drawConst,
  null: drawNull,
  date: drawDatetime,
  time: drawDatetime,
  datetime: drawDatetime,
  duration: drawDatetime,
  color: drawDatetime,
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
  if (field.kind === "json" && field.hints?.anything) return drawAnything;
  return (Object.hasOwn(KINDS, field.kind) ? KINDS[field.kind] : undefined) ?? drawJson;
}

export function drawField(
  form: Form,
  given: Field,
  path: Path,
  disposables: Disposables,
  options: FieldOptions = {},
): HTMLElement {
  const own = disposables.child();
  const context = {
    path,
    form,
    disposables: own,
    id: uid("f"),
    depth: options.depth ?? 0,
  };
  try {
    const field = resolved(given, form.plan);
    const label = options.label ?? labelOf(field);
    return drawResolved({ ...context, field, label }, given, options);
  } catch (error) {
    own.end();
    const name = String(path.at(-1) ?? "");
    const field = { name, kind: "json" };
    return drawUndrawableField({ ...context, field, label: options.label ?? name }, error);
  }
}

function drawResolved(context: FieldContext, given: Field, options: FieldOptions): HTMLElement {
  const { field } = context;
  // Recursion ends where nobody has put anything: what is below is drawn when it is opened.
  if (given.kind === "ref" && valueOf(context) === undefined && context.depth > 0)
    return drawFolded(context, options);
  if (field.kind === "object" && startsClosed(context)) return drawFolded(context, options);
  return drawShell(context, options);
}

function startsClosed(context: FieldContext): boolean {
  return (
    !context.field.required &&
    valueOf(context) === undefined &&
    (context.depth >= DEEP || (context.field.children?.length ?? 0) > MANY)
  );
}

function drawFolded(context: FieldContext, options: FieldOptions): HTMLElement {
  const fold = h(
    "details",
    { class: "pb-fold pb-field", "data-pointer": pointerOf(context.path) },
    h("summary", {}, context.label),
  );
  once(fold, () => fold.append(drawShell(context, { ...options, bare: true })));
  context.disposables.add(
    context.form.store.subscribe(context.path, (value) => {
      if (value !== undefined) fold.dispatchEvent(new Event("pb-open"));
    }),
  );
  return fold;
}

function drawShell(context: FieldContext, options: FieldOptions): HTMLElement {
  const { field, form, path, disposables } = context;
  const body = h("div", { class: "pb-body" });
  // Made only once there is an error: 1,000 fields need no 1,000 places for one.
  let errors: HTMLElement | undefined;
  let raw = false;
  let inner: Disposables | null = null;
  let control: Sourced | undefined;

  const tie = (input: HTMLElement | undefined, wrong: boolean) => {
    if (!input) return;
    const about = [
      field.helpHtml ? `${context.id}-h` : "",
      field.unit ? `${context.id}-u` : "",
      wrong ? `${context.id}-e` : "",
    ]
      .filter(Boolean)
      .join(" ");
    mark(input, "aria-describedby", about || null);
    mark(input, "aria-invalid", wrong ? "true" : null);
  };
  const draw = () => {
    inner?.end();
    inner = disposables.child();
    const drawn = { ...context, disposables: inner };
    try {
      if (isChip(context)) control = chip(drawn);
      else control = raw ? drawJson(drawn) : withSources(drawn, drawerOf(field));
    } catch (error) {
      inner.end();
      control = drawUndrawable(drawn, error);
    }
    body.replaceChildren(control.el);
    if (control.input && field.required && field.kind !== "boolean")
      control.input.setAttribute("aria-required", "true");
    if (control.input && options.bare) control.input.setAttribute("aria-label", context.label);
    tie(control.input, Boolean(errors?.childElementCount));
  };
  draw();

  const first = control;
  const shell = first?.input
    ? flatShell(context, options, body)
    : groupShell(context, options, body);
  shell.setAttribute("data-pointer", pointerOf(path));
  shell.setAttribute("data-kind", field.kind);
  const tell = (value: Value | undefined) => {
    shell.classList.toggle("pb-changed", form.store.changed(path));
    shell.classList.toggle("pb-set", value !== undefined);
  };
  tell(valueOf(context));
  let wasChip = isChip(context);
  disposables.add(
    form.store.subscribe(path, (value) => {
      tell(value);
      if (wasChip === isChip(context)) return;
      wasChip = !wasChip;
      draw();
    }),
  );
  disposables.add(
    form.issues.register({
      path,
      label: context.label,
      show: (messages) => {
        if (!errors)
          body[control?.input ? "after" : "before"](
            (errors = h("div", { class: "pb-errors", id: `${context.id}-e` })),
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
          value: valueOf(context),
        });
      shell.classList.toggle("pb-disabled", body.inert);
    };
    update();
    disposables.add(form.store.subscribe([], update));
  }
  fieldMenu(context, shell, {
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
function isChip(context: FieldContext): boolean {
  const { kind, nullable } = context.field;
  const value = valueOf(context);
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
function chip(context: FieldContext): Control {
  const value = valueOf(context);
  const input = h(
    "button",
    { type: "button", id: context.id, class: "pb-chip", title: "Remove" },
    isBig(value)
      ? `${String(value["name"] ?? "text")}, ${(Number(value["size"]) / 1e6).toFixed(1)} MB`
      : "null",
  );
  input.addEventListener("click", () => put(context, undefined));
  return { el: input, input };
}

function helpOf(context: FieldContext): HTMLElement | null {
  if (!context.field.helpHtml) return null;
  return foldedText(context.field.helpHtml, {
    id: `${context.id}-h`,
    kind: "pb-help",
    long: 150,
  });
}

function marks(context: FieldContext): HTMLElement[] {
  const { field } = context;
  const found: HTMLElement[] = [];
  if (field.required) found.push(h("span", { class: "pb-required", title: "needed" }, "*"));
  if (field.unit)
    found.push(h("span", { class: "pb-unit pb-dim", id: `${context.id}-u` }, field.unit));
  if (field.hints?.from_example) found.push(exampleMark(context));
  if (field.hints?.deprecated) found.push(h("span", { class: "pb-tag" }, "deprecated"));
  return found;
}

/** Said of a value that the form starts with because the server shows it, until somebody changes it. */
function exampleMark(context: FieldContext): HTMLElement {
  const mark = h(
    "span",
    { class: "pb-tag", title: "Look whether it is what you want" },
    "from the server's example",
  );
  const example = context.field.examples?.[0];
  follow(context, (value) => (mark.hidden = value === undefined || !same(value, example)));
  return mark;
}

function flatShell(context: FieldContext, options: FieldOptions, body: HTMLElement): HTMLElement {
  const shell = h("div", { class: "pb-field" });
  if (!options.bare) {
    shell.append(
      h(
        "div",
        { class: "pb-head" },
        h("label", { for: context.id, id: `${context.id}-l`, dir: "auto" }, context.label),
        ...marks(context),
      ),
    );
    const help = helpOf(context);
    if (help) shell.append(help);
  }
  shell.append(body);
  return shell;
}

function groupShell(context: FieldContext, options: FieldOptions, body: HTMLElement): HTMLElement {
  const legend = h(
    "legend",
    { class: options.bare ? "pb-visually-hidden" : "pb-head", dir: "auto" },
    context.label,
    ...(options.bare ? [] : marks(context)),
  );
  const shell = h(
    "fieldset",
    { class: "pb-field pb-group", "aria-describedby": `${context.id}-e` },
    legend,
  );
  const help = options.bare ? null : helpOf(context);
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

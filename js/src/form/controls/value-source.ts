// Where a value comes from: written here, a link to it, or a file; and of which media type it is.

import { h } from "../../shared/dom.ts";
import { isMembers, parse, stringify, type Members, type Value } from "../values/json.ts";
import { isBig, isLink, isQualified, pointerOf, type Field, type Medium } from "../values/plan.ts";
import { Disposables } from "../disposables.ts";
import { put, valueOf, type Control, type Draw, type FieldContext } from "../field-context.ts";

type Source = "value" | "link" | "file";
const WORDS: Record<Source, string> = { value: "Write", link: "Link", file: "File" };
/** Bytes of a file that are kept in the page; larger ones go to the kernel, and the page keeps a handle. */
const INLINE = 256 * 1024;

export interface Sourced extends Control {
  /** Whether a link stands here, and how to have it so; where none may, this is missing. */
  link?: { on(): boolean; set(on: boolean): void };
}

/** Draw a control with the choice of sources around it, where the plan allows more than a plain value. */
export function withSources(context: FieldContext, draw: Draw): Sourced {
  const { field } = context;
  const isFile = field.kind === "file";
  if (!isFile && !field.link && !field.media?.length) return draw(context);
  const sources: Source[] = [
    ...(isFile && field.media?.every(isBinary) ? [] : ["value" as const]),
    ...(field.link ? ["link" as const] : []),
    ...(isFile ? ["file" as const] : []),
  ];
  if (!sources.length || (sources.length === 1 && sources[0] === "value" && !field.media?.length))
    return draw(context);

  const body = h("div", { class: "pb-source" });
  const el = h("div", { class: "pb-sourced" });
  const medium = mediumChoice(context, () => show(now));
  let disposables: Disposables | null = null;
  let now: Source = sourceOf(context, sources);
  let input: HTMLElement | undefined;
  const kept = new Map<Source, Value>();

  const show = (source: Source) => {
    now = source;
    disposables?.end();
    disposables = context.disposables.child();
    const control = drawSource({ ...context, disposables }, source, medium.chosen, draw);
    input = control.input;
    body.replaceChildren(control.el);
    chooser.mark(source);
    // Almost any input may be a link instead: that is in the field's menu, and the choice shows where it matters.
    chooser.el.hidden = !isFile && source !== "link";
    medium.el.hidden = source === "link" || (field.media?.length ?? 0) < 2;
  };
  const choose = (source: Source) => {
    const value = valueOf(context);
    if (value !== undefined) kept.set(now, value);
    const next = kept.get(source);
    now = source;
    context.form.store.step();
    put(context, next);
    show(source);
  };
  const chooser = sourceChooser(context, sources, choose);
  if (sources.length > 1) el.append(chooser.el);
  const link = field.link
    ? {
        on: () => now === "link",
        set: (on: boolean) => choose(on ? "link" : (sources[0] ?? "value")),
      }
    : undefined;
  el.append(medium.el, body);
  show(now);
  context.disposables.add(
    context.form.store.subscribe(context.path, (value) => {
      const source = value === undefined ? now : sourceOf(context, sources);
      if (source !== now || qualifiedNow(context) !== (el.dataset["qualified"] === "yes")) {
        el.dataset["qualified"] = qualifiedNow(context) ? "yes" : "no";
        queueMicrotask(
          () =>
            !(document.activeElement && body.contains(document.activeElement) && source === now) &&
            show(source),
        );
      }
    }),
  );
  el.dataset["qualified"] = qualifiedNow(context) ? "yes" : "no";
  return { el, input, link };
}

/** The input, or the one of several values of it, that stands at this place; of a branch, the whole. */
function instanceAt({ form, path }: FieldContext): Field | undefined {
  if (!form.plan.process || path.length > 2) return undefined;
  const field = form.plan.fields.find(({ name }) => name === path[0]);
  if (path.length === 1) return field;
  return typeof path[1] === "number" && field?.item?.link ? field.item : undefined;
}

/** Whether media types travel with the value: for the inputs of a process, and for each where there are several. */
function mayQualify(context: FieldContext): boolean {
  return instanceAt(context) !== undefined;
}

/** Whether the media type says which of the alternatives the value belongs to, which then draws all of it. */
function isOfBranch(context: FieldContext): boolean {
  const value = valueOf(context);
  return (
    qualifiedNow(context) &&
    isMembers(value) &&
    (context.field.children ?? []).some((branch) =>
      branch.media?.some(({ mediaType }) => mediaType === value["mediaType"]),
    )
  );
}

/** Whether what is written has to be told from the other alternatives by its media type; the first one is the default. */
function mustQualify(context: FieldContext, medium: Medium | undefined): boolean {
  return (
    Boolean(medium?.mediaType) &&
    (instanceAt(context)?.kind === "alternatives" ||
      (mayQualify(context) && medium !== context.field.media?.[0]))
  );
}

function qualifiedNow(context: FieldContext): boolean {
  return mayQualify(context) && isQualified(valueOf(context), context.field);
}

function sourceOf(context: FieldContext, sources: Source[]): Source {
  const value = valueOf(context);
  if (isLink(value, context.field)) return "link";
  if (
    context.field.kind === "file" &&
    typeof value === "string" &&
    sources.includes("file") &&
    !sources.includes("value")
  )
    return "file";
  if (
    qualifiedNow(context) &&
    isMembers(value) &&
    (handleOf(value) || value["encoding"] === "base64") &&
    sources.includes("file")
  )
    return "file";
  if (value === undefined)
    return context.field.kind === "file" && sources.includes("file")
      ? "file"
      : (sources[0] ?? "value");
  return sources.includes("value") ? "value" : (sources[0] ?? "value");
}

function isBinary(medium: Medium): boolean {
  return medium.encoding === "base64" || medium.encoding === "binary";
}

function drawSource(
  context: FieldContext,
  source: Source,
  medium: () => Medium | undefined,
  draw: Draw,
): Control {
  if (source === "link") return drawLink(context);
  if (source === "file") return drawFile(context, medium);
  const begins = valueOf(context) === undefined || valueOf(context) === null;
  if (
    isOfBranch(context) ||
    (!qualifiedNow(context) && !(begins && mustQualify(context, medium())))
  )
    return draw(context);
  const { companions } = context.form.store;
  const pointer = pointerOf(context.path);
  const { value: _, ...marks } = qualified("", medium());
  companions.set(pointer, Object.entries<Value>(marks));
  context.disposables.add(() => companions.delete(pointer));
  return draw({ ...context, path: [...context.path, "value"] });
}

interface MediumChoice {
  el: HTMLElement;
  chosen(): Medium | undefined;
}

function mediumChoice(context: FieldContext, redraw: () => void): MediumChoice {
  const media = context.field.media ?? [];
  const el = h(
    "select",
    { class: "pb-input pb-kind", title: `Media type of ${context.label}` },
    ...media.map((medium, i) => h("option", { value: i }, medium.mediaType ?? "any")),
  );
  const value = valueOf(context);
  if (isMembers(value))
    el.value = String(
      Math.max(
        0,
        media.findIndex((medium) => medium.mediaType === value["mediaType"]),
      ),
    );
  el.addEventListener("change", () => {
    const medium = media[Number(el.value)];
    const now = valueOf(context);
    if (now !== undefined && medium && mayQualify(context) && !isLink(now, context.field))
      put(
        context,
        qualified(isQualified(now, context.field) ? (now["value"] ?? null) : now, medium),
      );
    redraw();
  });
  return { el, chosen: () => media[Number(el.value) || 0] };
}

function qualified(value: Value, medium: Medium | undefined): Members {
  return {
    value,
    ...(medium?.mediaType ? { mediaType: medium.mediaType } : {}),
    ...(medium?.encoding && medium.encoding !== "binary" ? { encoding: medium.encoding } : {}),
  };
}

interface SourceChooser {
  el: HTMLElement;
  mark(source: Source): void;
}

function sourceChooser(
  context: FieldContext,
  sources: Source[],
  choose: (source: Source) => void,
): SourceChooser {
  const group = `${context.id}-source`;
  const inputs = new Map(
    sources.map((source) => [
      source,
      h("input", { type: "radio", name: group, onchange: () => choose(source) }),
    ]),
  );
  const quiet = context.field.kind === "file" ? "pb-tabs" : "pb-tabs pb-quiet";
  const el = h(
    "div",
    { class: quiet, role: "radiogroup", title: `Source of ${context.label}` },
    ...sources.map((source) =>
      h(
        "label",
        {},
        inputs.get(source) as Node,
        h(
          "span",
          {},
          source === "value" && context.field.kind !== "file" ? "Value" : WORDS[source],
        ),
      ),
    ),
  );
  return {
    el,
    mark: (source) => {
      for (const [one, input] of inputs) input.checked = one === source;
    },
  };
}

function drawLink(context: FieldContext): Control {
  const input = h("input", {
    id: context.id,
    type: "url",
    class: "pb-input",
    placeholder: "https://…",
    spellcheck: "false",
  });
  const value = valueOf(context);
  if (isLink(value, context.field)) input.value = String(value["href"]);
  input.addEventListener("input", () => {
    const was = valueOf(context);
    const href = input.value.trim();
    put(context, href === "" ? undefined : { ...(isLink(was, context.field) ? was : {}), href });
  });
  return { el: input, input };
}

/** What stands in the page for content that only the kernel holds. */
function handleOf(value: Members): Members | null {
  return isBig(value["value"]) ? value["value"] : null;
}

function drawFile(context: FieldContext, medium: () => Medium | undefined): Control {
  const input = h("input", {
    id: context.id,
    type: "file",
    class: "pb-file",
    accept: (context.field.media ?? [])
      .map((one) => one.mediaType)
      .filter(Boolean)
      .join(","),
  });
  const told = h("span", { class: "pb-dim", role: "note" });
  const drop = h("div", { class: "pb-drop" }, input, told);
  const tell = () => {
    const value = valueOf(context);
    const content = qualifiedNow(context) && isMembers(value) ? value["value"] : value;
    if (content === undefined || content === null) told.textContent = "or drop it here";
    else {
      const size = sizeOf(content);
      const mediaType =
        qualifiedNow(context) && isMembers(value) ? String(value["mediaType"] ?? "") : "";
      told.textContent =
        `${isBig(content) ? String(content["name"] ?? "") : ""} ${sizeText(size)} ${mediaType}`.trim();
    }
  };
  const take = (file: File | undefined) => {
    if (!file) return;
    told.textContent = `Reading ${file.name} …`;
    read(context, file, medium()).then(
      (value) => put(context, value),
      (error: unknown) =>
        (told.textContent = error instanceof Error ? error.message : String(error)),
    );
  };
  input.addEventListener("change", () => take(input.files?.[0]));
  drop.addEventListener("dragover", (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    event.stopPropagation();
    take(event.dataTransfer?.files[0]);
  });
  tell();
  context.disposables.add(context.form.store.subscribe(context.path, tell));
  return { el: drop, input };
}

/** A file as a qualified value: as JSON or text where it is that, else as base64; large ones through the kernel. */
async function read(context: FieldContext, file: File, medium: Medium | undefined): Promise<Value> {
  const mediaType =
    (context.field.media?.find((one) => one.mediaType === file.type) ?? medium)?.mediaType ??
    (file.type || "application/octet-stream");
  const bytes = await file.arrayBuffer();
  const as = form(mediaType, medium, bytes);
  const qualifies = mayQualify(context);
  const rest: Members = { mediaType, ...(as === "base64" ? { encoding: "base64" } : {}) };
  if (bytes.byteLength > INLINE) {
    const answer = await context.form.kernel.upload("file", bytes, {
      name: file.name,
      encoding: as,
    });
    return qualifies ? { value: answer as Value, ...rest } : (answer as Value);
  }
  const whole = (value: Value): Value => (qualifies ? { value, ...rest } : value);
  if (as === "base64") return whole(base64(bytes));
  const text = new TextDecoder().decode(bytes);
  if (!/[/+]json$/.test(mediaType)) return whole(text);
  try {
    return whole(parse(text));
  } catch {
    throw new Error(`${file.name} is not JSON.`);
  }
}

function form(
  mediaType: string,
  medium: Medium | undefined,
  bytes: ArrayBuffer,
): "text" | "base64" {
  if (medium && isBinary(medium)) return "base64";
  if (/^text\/|[/+](json|xml|yaml)$/.test(mediaType)) return "text";
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes.slice(0, INLINE));
    return bytes.byteLength < INLINE &&
      mediaType !== "application/octet-stream" &&
      !mediaType.startsWith("image/")
      ? "text"
      : "base64";
  } catch {
    return "base64";
  }
}

function base64(bytes: ArrayBuffer): string {
  const view = new Uint8Array(bytes);
  let text = "";
  for (let i = 0; i < view.length; i += 8192)
    text += String.fromCharCode(...view.subarray(i, i + 8192));
  return btoa(text);
}

/** Bytes of a file that the kernel holds, or characters of what is written here. */
function sizeOf(content: Value): number {
  if (isBig(content)) return Number(content["size"]);
  return typeof content === "string" ? content.length : stringify(content).length;
}

function sizeText(size: number): string {
  if (size < 1000) return `${size} B`;
  return size < 1e6 ? `${(size / 1e3).toFixed(1)} kB` : `${(size / 1e6).toFixed(1)} MB`;
}

// Where a value comes from: written here, a link to it, or a file; and of which media type it is.

import { h } from "../shared/dom.ts";
import { isMembers, parse, stringify, type Members, type Value } from "./json.ts";
import { isBig, isLink, isQualified, pointerOf, type Field, type Medium } from "./plan.ts";
import { Scope } from "./disposables.ts";
import { put, valueOf, type Control, type Draw, type Slot } from "./field-context.ts";

type Source = "value" | "link" | "file";
const WORDS: Record<Source, string> = { value: "Write", link: "Link", file: "File" };
/** Bytes of a file that are kept in the page; larger ones go to the kernel, and the page keeps a handle. */
const INLINE = 256 * 1024;

export interface Sourced extends Control {
  /** Whether a link stands here, and how to have it so; where none may, this is missing. */
  link?: { on(): boolean; set(on: boolean): void };
}

/** Draw a control with the choice of sources around it, where the plan allows more than a plain value. */
export function withSources(slot: Slot, draw: Draw): Sourced {
  const { field } = slot;
  const isFile = field.kind === "file";
  if (!isFile && !field.link && !field.media?.length) return draw(slot);
  const sources: Source[] = [
    ...(isFile && !field.media?.every(isBinary)
      ? ["value" as const]
      : isFile
        ? []
        : ["value" as const]),
    ...(field.link ? ["link" as const] : []),
    ...(isFile ? ["file" as const] : []),
  ];
  if (!sources.length || (sources.length === 1 && sources[0] === "value" && !field.media?.length))
    return draw(slot);

  const body = h("div", { class: "pb-source" });
  const el = h("div", { class: "pb-sourced" });
  const medium = mediumChoice(slot, () => show(now));
  let scope: Scope | null = null;
  let now: Source = sourceOf(slot, sources);
  let input: HTMLElement | undefined;
  const kept = new Map<Source, Value>();

  const show = (source: Source) => {
    now = source;
    scope?.end();
    scope = slot.scope.child();
    const control = drawSource({ ...slot, scope }, source, medium.chosen, draw);
    input = control.input;
    body.replaceChildren(control.el);
    chooser.mark(source);
    // Almost any input may be a link instead: that is in the field's menu, and the choice shows where it matters.
    chooser.el.hidden = !isFile && source !== "link";
    medium.el.hidden = source === "link" || (field.media?.length ?? 0) < 2;
  };
  const choose = (source: Source) => {
    const value = valueOf(slot);
    if (value !== undefined) kept.set(now, value);
    const next = kept.get(source);
    now = source;
    slot.form.store.step();
    put(slot, next);
    show(source);
  };
  const chooser = sourceChooser(slot, sources, choose);
  if (sources.length > 1) el.append(chooser.el);
  const link = field.link
    ? {
        on: () => now === "link",
        set: (on: boolean) => choose(on ? "link" : (sources[0] ?? "value")),
      }
    : undefined;
  el.append(medium.el, body);
  show(now);
  slot.scope.add(
    slot.form.store.subscribe(slot.path, (value) => {
      const source = value === undefined ? now : sourceOf(slot, sources);
      if (source !== now || qualifiedNow(slot) !== (el.dataset["qualified"] === "yes")) {
        el.dataset["qualified"] = qualifiedNow(slot) ? "yes" : "no";
        queueMicrotask(
          () =>
            !(document.activeElement && body.contains(document.activeElement) && source === now) &&
            show(source),
        );
      }
    }),
  );
  el.dataset["qualified"] = qualifiedNow(slot) ? "yes" : "no";
  return { el, input, link };
}

/** The input, or the one of several values of it, that stands at this place; of a branch, the whole. */
function instanceAt({ form, path }: Slot): Field | undefined {
  if (!form.plan.process || path.length > 2) return undefined;
  const field = form.plan.fields.find(({ name }) => name === path[0]);
  if (path.length === 1) return field;
  return typeof path[1] === "number" && field?.item?.link ? field.item : undefined;
}

/** Whether media types travel with the value: for the inputs of a process, and for each where there are several. */
function mayQualify(slot: Slot): boolean {
  return instanceAt(slot) !== undefined;
}

/** Whether the media type says which of the alternatives the value belongs to, which then draws all of it. */
function isOfBranch(slot: Slot): boolean {
  const value = valueOf(slot);
  return (
    qualifiedNow(slot) &&
    isMembers(value) &&
    (slot.field.children ?? []).some((branch) =>
      branch.media?.some(({ mediaType }) => mediaType === value["mediaType"]),
    )
  );
}

/** Whether what is written has to be told from the other alternatives by its media type; the first one is the default. */
function mustQualify(slot: Slot, medium: Medium | undefined): boolean {
  return (
    Boolean(medium?.mediaType) &&
    (instanceAt(slot)?.kind === "alternatives" ||
      (mayQualify(slot) && medium !== slot.field.media?.[0]))
  );
}

function qualifiedNow(slot: Slot): boolean {
  return mayQualify(slot) && isQualified(valueOf(slot), slot.field);
}

function sourceOf(slot: Slot, sources: Source[]): Source {
  const value = valueOf(slot);
  if (isLink(value, slot.field)) return "link";
  if (
    slot.field.kind === "file" &&
    typeof value === "string" &&
    sources.includes("file") &&
    !sources.includes("value")
  )
    return "file";
  if (
    qualifiedNow(slot) &&
    isMembers(value) &&
    (handleOf(value) || value["encoding"] === "base64") &&
    sources.includes("file")
  )
    return "file";
  if (value === undefined)
    return slot.field.kind === "file" && sources.includes("file")
      ? "file"
      : (sources[0] ?? "value");
  return sources.includes("value") ? "value" : (sources[0] ?? "value");
}

function isBinary(medium: Medium): boolean {
  return medium.encoding === "base64" || medium.encoding === "binary";
}

function drawSource(
  slot: Slot,
  source: Source,
  medium: () => Medium | undefined,
  draw: Draw,
): Control {
  if (source === "link") return drawLink(slot);
  if (source === "file") return drawFile(slot, medium);
  const begins = valueOf(slot) === undefined || valueOf(slot) === null;
  if (isOfBranch(slot) || (!qualifiedNow(slot) && !(begins && mustQualify(slot, medium()))))
    return draw(slot);
  const { companions } = slot.form.store;
  const pointer = pointerOf(slot.path);
  const { value: _, ...marks } = qualified("", medium());
  companions.set(pointer, Object.entries(marks) as [string, Value][]);
  slot.scope.add(() => companions.delete(pointer));
  return draw({ ...slot, path: [...slot.path, "value"] });
}

interface MediumChoice {
  el: HTMLElement;
  chosen(): Medium | undefined;
}

function mediumChoice(slot: Slot, redraw: () => void): MediumChoice {
  const media = slot.field.media ?? [];
  const el = h(
    "select",
    { class: "pb-input pb-kind", title: `Media type of ${slot.label}` },
    ...media.map((medium, i) => h("option", { value: i }, medium.mediaType ?? "any")),
  );
  const value = valueOf(slot);
  if (isMembers(value))
    el.value = String(
      Math.max(
        0,
        media.findIndex((medium) => medium.mediaType === value["mediaType"]),
      ),
    );
  el.addEventListener("change", () => {
    const medium = media[Number(el.value)];
    const now = valueOf(slot);
    if (now !== undefined && medium && mayQualify(slot) && !isLink(now, slot.field))
      put(slot, qualified(isQualified(now, slot.field) ? (now["value"] ?? null) : now, medium));
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
  slot: Slot,
  sources: Source[],
  choose: (source: Source) => void,
): SourceChooser {
  const group = `${slot.id}-source`;
  const inputs = new Map(
    sources.map((source) => [
      source,
      h("input", { type: "radio", name: group, onchange: () => choose(source) }),
    ]),
  );
  const quiet = slot.field.kind === "file" ? "pb-tabs" : "pb-tabs pb-quiet";
  const el = h(
    "div",
    { class: quiet, role: "radiogroup", title: `Source of ${slot.label}` },
    ...sources.map((source) =>
      h(
        "label",
        {},
        inputs.get(source) as Node,
        h("span", {}, source === "value" && slot.field.kind !== "file" ? "Value" : WORDS[source]),
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

function drawLink(slot: Slot): Control {
  const input = h("input", {
    id: slot.id,
    type: "url",
    class: "pb-input",
    placeholder: "https://…",
    spellcheck: "false",
  });
  const value = valueOf(slot);
  if (isLink(value, slot.field)) input.value = String(value["href"]);
  input.addEventListener("input", () => {
    const was = valueOf(slot);
    const href = input.value.trim();
    put(slot, href === "" ? undefined : { ...(isLink(was, slot.field) ? was : {}), href });
  });
  return { el: input, input };
}

/** What stands in the page for content that only the kernel holds. */
function handleOf(value: Members): Members | null {
  return isBig(value["value"]) ? value["value"] : null;
}

function drawFile(slot: Slot, medium: () => Medium | undefined): Control {
  const input = h("input", {
    id: slot.id,
    type: "file",
    class: "pb-file",
    accept: (slot.field.media ?? [])
      .map((one) => one.mediaType)
      .filter(Boolean)
      .join(","),
  });
  const told = h("span", { class: "pb-dim", role: "note" });
  const drop = h("div", { class: "pb-drop" }, input, told);
  const tell = () => {
    const value = valueOf(slot);
    const content = qualifiedNow(slot) && isMembers(value) ? value["value"] : value;
    if (content === undefined || content === null) told.textContent = "or drop it here";
    else {
      const size = isBig(content)
        ? Number(content["size"])
        : typeof content === "string"
          ? content.length
          : stringify(content).length;
      const mediaType =
        qualifiedNow(slot) && isMembers(value) ? String(value["mediaType"] ?? "") : "";
      told.textContent =
        `${isBig(content) ? String(content["name"] ?? "") : ""} ${sizeText(size)} ${mediaType}`.trim();
    }
  };
  const take = (file: File | undefined) => {
    if (!file) return;
    told.textContent = `Reading ${file.name} …`;
    read(slot, file, medium()).then(
      (value) => put(slot, value),
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
  slot.scope.add(slot.form.store.subscribe(slot.path, tell));
  return { el: drop, input };
}

/** A file as a qualified value: as JSON or text where it is that, else as base64; large ones through the kernel. */
async function read(slot: Slot, file: File, medium: Medium | undefined): Promise<Value> {
  const mediaType =
    (slot.field.media?.find((one) => one.mediaType === file.type) ?? medium)?.mediaType ??
    (file.type || "application/octet-stream");
  const bytes = await file.arrayBuffer();
  const as = form(mediaType, medium, bytes);
  const qualifies = mayQualify(slot);
  const rest: Members = { mediaType, ...(as === "base64" ? { encoding: "base64" } : {}) };
  if (bytes.byteLength > INLINE) {
    const answer = await slot.form.kernel.upload("file", bytes, { name: file.name, encoding: as });
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

function sizeText(size: number): string {
  return size < 1000
    ? `${size} B`
    : size < 1e6
      ? `${(size / 1e3).toFixed(1)} kB`
      : `${(size / 1e6).toFixed(1)} MB`;
}

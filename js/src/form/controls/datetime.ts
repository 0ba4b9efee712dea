// Dates, times and intervals: ISO text, which loses nothing, with the browser's own picker beside it; and colours.

import { h } from "../../shared/dom.ts";
import { icon } from "../icon.ts";
import { isList, isMembers, type Value } from "../values/json.ts";
import { follow, put, touch, valueOf, type Draw, type FieldContext } from "../field-context.ts";
import { bind, placeholder } from "./text.ts";

const PICKERS: Record<string, string> = {
  date: "date",
  datetime: "datetime-local",
  time: "time",
  color: "color",
};
const SHAPES: Record<string, string> = {
  date: "2024-12-31",
  datetime: "2024-12-31T23:59:00Z",
  time: "23:59:00Z",
  duration: "P1DT12H",
  color: "#3366cc",
  uuid: "123e4567-…",
};

export const drawDatetime: Draw = (context) => {
  const input = h("input", {
    id: context.id,
    type: "text",
    class: "pb-input pb-moment",
    placeholder: placeholder(context) || SHAPES[context.field.kind],
    autocomplete: "off",
    spellcheck: "false",
  });
  bind(context, input, (text) => (text.trim() === "" ? undefined : text));
  const el = h("div", { class: "pb-row" }, input);
  if (context.field.kind in PICKERS)
    el.append(
      picker(
        context.field.kind,
        () => input.value,
        (text) => put(context, text),
      ),
    );
  if (context.field.kind === "datetime") el.append(zoneFix(context));
  return { el, input };
};

/** The browser's picker, opened by a button, and made then: it is a whole form of its own, and most are never opened. */
function picker(kind: string, read: () => string, write: (text: string) => void): HTMLElement {
  const button = h(
    "button",
    { type: "button", class: "pb-mini", title: "Pick" },
    icon(kind === "color" || kind === "time" ? kind : "date"),
  );
  const el = h("span", { class: "pb-picking" }, button);
  let hidden: HTMLInputElement | undefined;
  button.addEventListener("click", () => {
    if (!hidden) el.append((hidden = hiddenPicker(kind, read, write)));
    hidden.value =
      kind === "datetime"
        ? read().replace(ZONE, "").slice(0, 19)
        : read().slice(0, kind === "time" ? 8 : undefined);
    // It opens where it is laid out.
    hidden.getBoundingClientRect();
    try {
      hidden.showPicker();
    } catch {
      hidden.click();
    }
  });
  return el;
}

const ZONE = /(?:Z|[+-]\d\d:\d\d)$/i;

function hiddenPicker(
  kind: string,
  read: () => string,
  write: (text: string) => void,
): HTMLInputElement {
  const hidden = h("input", {
    type: PICKERS[kind],
    class: "pb-picker",
    tabindex: -1,
    "aria-hidden": "true",
    step: kind === "date" || kind === "color" ? null : 1,
  });
  const zone = () => ZONE.exec(read())?.[0] ?? "Z";
  hidden.addEventListener("input", () => {
    const text =
      kind === "datetime" && hidden.value.length === 16 ? `${hidden.value}:00` : hidden.value;
    if (text) write(kind === "datetime" || kind === "time" ? text + zone() : text);
  });
  return hidden;
}

/** A date and time without zone is not a moment: offer the two zones that are likely meant. */
function zoneFix(context: FieldContext): HTMLElement {
  const fix = h("span", { class: "pb-row", hidden: true });
  const offset = -new Date().getTimezoneOffset();
  const pad = (n: number) => String(Math.floor(n)).padStart(2, "0");
  const local = `${offset < 0 ? "-" : "+"}${pad(Math.abs(offset) / 60)}:${pad(Math.abs(offset) % 60)}`;
  for (const zone of new Set(["Z", offset ? local : "Z"]))
    fix.append(
      h(
        "button",
        {
          type: "button",
          class: "pb-mini",
          onclick: () => put(context, completed(String(valueOf(context))) + zone),
        },
        `+ ${zone === "Z" ? "Z (UTC)" : zone}`,
      ),
    );
  follow(
    context,
    (value) =>
      void (fix.hidden = !(
        typeof value === "string" && /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?$/.test(value)
      )),
  );
  return fix;
}

function completed(text: string): string {
  const [date, time = "00:00:00"] = text.split(/[T ]/);
  return `${date}T${time.length === 5 ? `${time}:00` : time}`;
}

type Ends = [string, string];

/** From and to, either of them open. The value keeps the shape it has: a pair, "from/to", or {"interval": [[from, to]]}. */
export const drawInterval: Draw = (context) => {
  const field = context.field;
  const asText = field.constraints?.["type"] === "string" || field.hints?.["shape"] === "text";
  const read = (value: Value | undefined): Ends => {
    if (typeof value === "string")
      return [value.split("/")[0] ?? "", value.split("/")[1] ?? ""].map((end) =>
        end === ".." ? "" : end,
      ) as Ends;
    const inner = isMembers(value) ? value["interval"] : value;
    const pair = isList(inner) && isList(inner[0]) ? inner[0] : inner;
    return isList(pair)
      ? ([0, 1].map((i) =>
          typeof pair[i] === "string" && pair[i] !== ".." ? pair[i] : "",
        ) as Ends)
      : ["", ""];
  };
  const write = (ends: Ends, was: Value | undefined): Value | undefined => {
    if (!ends[0] && !ends[1]) return undefined;
    if (typeof was === "string" || (was === undefined && asText))
      return ends.map((end) => end || "..").join("/");
    const pair: Value[] = ends.map((end) => end || null);
    return isMembers(was) ? { ...was, interval: [pair] } : pair;
  };
  const kind = field.format === "date" ? "date" : "datetime";
  const inputs = ["From", "To"].map((word, i) => {
    const input = h("input", {
      type: "text",
      class: "pb-input pb-moment",
      "aria-label": word,
      placeholder: `${word.toLowerCase()} (open)`,
      autocomplete: "off",
    });
    const change = (text: string) => {
      const ends = read(valueOf(context));
      ends[i] = text.trim();
      put(context, write(ends, valueOf(context)));
    };
    input.addEventListener("input", () => change(input.value));
    input.addEventListener("blur", () => touch(context));
    return {
      input,
      el: h(
        "span",
        { class: "pb-row" },
        input,
        picker(kind, () => input.value, change),
      ),
    };
  });
  follow(context, (value) => {
    const ends = read(value);
    inputs.forEach(({ input }, i) => {
      if (document.activeElement !== input || input.value.trim() !== ends[i])
        input.value = ends[i] ?? "";
    });
  });
  return { el: h("div", { class: "pb-row pb-wrap" }, ...inputs.map(({ el }) => el)) };
};

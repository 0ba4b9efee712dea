// Pictures and rasters of several jobs: beside each other, one over the other with a slider, or what differs.

import { h } from "../shared/dom.ts";
import { failureBox } from "../shared/failure.ts";
import type { ComparedOutput } from "./types.ts";

/** Asks for the picture of an output of a job, by its place; -1 for that of the difference. */
export type AskForPicture = (output: string, number: number) => Promise<Blob>;

const DIFFERENCE = -1;
type Mode = "side" | "swipe" | "difference";
const MODES: [Mode, string][] = [
  ["side", "Side by side"],
  ["swipe", "One over the other"],
  ["difference", "Difference"],
];

/** Draw the pictures of an output, if it has any; what is returned frees them. */
export function drawPictures(
  el: HTMLElement,
  output: ComparedOutput,
  titles: readonly string[],
  ask: AskForPicture,
): () => void {
  const places = output.pictures.flatMap((has, i) => (has ? [i] : []));
  if (!places.length) return () => {};
  const urls = new Map<number, Promise<string>>();
  const address = (number: number): Promise<string> => {
    let url = urls.get(number);
    if (!url) {
      url = ask(output.name, number).then((blob) => URL.createObjectURL(blob));
      urls.set(number, url);
    }
    return url;
  };
  const picture = (number: number): HTMLElement => {
    const what = number === DIFFERENCE ? "Difference" : `${output.name} of ${titles[number]}`;
    const img = h("img", { alt: what });
    address(number).then(
      (url) => (img.src = url),
      (error: unknown) => img.replaceWith(failureBox(error)),
    );
    return img;
  };
  const place = h("div", { class: "pc-pictures" });
  const show = (mode: Mode): void => {
    if (mode === "side")
      place.replaceChildren(...places.map((i) => figure(picture(i), titles[i]!)));
    else if (mode === "swipe") place.replaceChildren(...swipe(places, titles, picture));
    else place.replaceChildren(figure(picture(DIFFERENCE), DIFFERENCE_WORDS));
  };
  const possible = MODES.filter(([mode]) => isPossible(mode, output, places));
  el.append(
    h(
      "section",
      { class: "pc-output", "aria-label": output.name },
      h("h4", {}, output.name),
      possible.length > 1 && chooser(possible, show),
      place,
    ),
  );
  show("side");
  return () => {
    for (const url of urls.values()) url.then((each) => URL.revokeObjectURL(each)).catch(() => {});
  };
}

const DIFFERENCE_WORDS = "Blue where the second is lower, red where it is higher";

function isPossible(mode: Mode, output: ComparedOutput, places: readonly number[]): boolean {
  if (mode === "difference") return output.difference;
  return mode === "side" || places.length > 1;
}

function figure(picture: HTMLElement, words: string): HTMLElement {
  return h("figure", {}, picture, h("figcaption", { class: "pb-dim" }, words));
}

function chooser(modes: readonly [Mode, string][], show: (mode: Mode) => void): HTMLElement {
  const buttons = modes.map(([mode, title], i) => {
    const button = h(
      "button",
      { type: "button", class: "pb-button", "aria-pressed": String(i === 0) },
      title,
    );
    button.addEventListener("click", () => {
      for (const each of buttons) each.setAttribute("aria-pressed", String(each === button));
      show(mode);
    });
    return button;
  });
  return h(
    "div",
    { class: "pc-modes", role: "group", "aria-label": "How they are shown" },
    ...buttons,
  );
}

/** Two pictures in one place: left of the slider one is seen, right of it the other. */
function swipe(
  places: readonly number[],
  titles: readonly string[],
  picture: (number: number) => HTMLElement,
): HTMLElement[] {
  const pair: [number, number] = [places[0]!, places[1]!];
  const stack = h("div", { class: "pc-stack" });
  const slider = h("input", { type: "range", min: 0, max: 100, value: 50, class: "pc-slider" });
  const move = () => stack.style.setProperty("--pc-at", `${slider.value}%`);
  slider.addEventListener("input", move);
  const draw = () => {
    stack.replaceChildren(picture(pair[1]), picture(pair[0]));
    const [first, second] = pair.map((i) => titles[i]);
    slider.setAttribute("aria-label", `Left of it ${first}, right of it ${second}`);
    move();
  };
  draw();
  const choose = (at: 0 | 1, label: string) => {
    const options = places.map((i) =>
      h("option", { value: i, selected: i === pair[at] }, titles[i]),
    );
    const select = h("select", {}, ...options);
    select.addEventListener("change", () => {
      pair[at] = Number(select.value);
      draw();
    });
    return h("label", { class: "pc-choice" }, label, select);
  };
  const ends = h("div", { class: "pc-ends" }, choose(0, "Left"), choose(1, "Right"));
  return [h("div", { class: "pc-swipe" }, stack, slider, ends)];
}

// Draws a widget in place of the HTML that stands for it in a notebook of JupyterLab or Notebook 7.
//
// An output holds HTML alone, which any viewer of the saved file can show. While the kernel has the
// widget, it is drawn beside that HTML, which is hidden; when the widget changes, the HTML in the
// notebook follows, so that the next save holds what was on the screen.

import { h } from "./dom.ts";
import { managerOf, type Manager, type View, type WidgetModel } from "./lab-manager.ts";
import { Notice } from "./restart-notice.ts";
import type { SavedHtml as SavedRecord, ToPage } from "./wire.ts";

/** The attribute that names the widget's model; `widgets/_saved_view.py` writes it. */
const ATTRIBUTE = "data-procbook-model";
/** Each part of a widget that is made again adds to this event's detail what only the page knows. */
export const REOPEN = "procbook-reopen";
/** Milliseconds without another change, and in all, after which the HTML follows what changed. */
const PAUSE_MS = 2000;
const LONGEST_MS = 10_000;

/** What a widget's module exports as `initialize`: draw the widget wherever its HTML stands. */
export function initialize({ model }: { model: unknown }): void {
  const manager = managerOf(model);
  if (manager) savedViews().add(manager);
}

/** One for all bundles of the page. */
function savedViews(): SavedViews {
  const page = globalThis as Record<symbol, unknown>;
  return (page[Symbol.for("procbook.saved-views")] ??= new SavedViews()) as SavedViews;
}

class SavedViews {
  #managers = new Set<Manager>();
  #drawn = new Map<HTMLElement, DrawnView>();

  constructor() {
    new MutationObserver((records) => this.#changed(records)).observe(document.documentElement, {
      childList: true,
      subtree: true,
    });
  }

  add(manager: Manager): void {
    if (!this.#managers.has(manager)) leaveScriptsOut(manager);
    this.#managers.add(manager);
    for (const place of placesIn(document)) void this.#draw(place);
  }

  #changed(records: MutationRecord[]): void {
    for (const [output, view] of this.#drawn) {
      // A cell out of sight leaves the page as a whole; an output that was cleared leaves its cell.
      if (!view.stands()) {
        view.end();
        this.#drawn.delete(output);
      }
    }
    for (const record of records)
      for (const node of record.addedNodes)
        if (node instanceof HTMLElement) for (const place of placesIn(node)) void this.#draw(place);
  }

  async #draw(place: HTMLElement): Promise<void> {
    const id = place.getAttribute(ATTRIBUTE) ?? "";
    const output = place.closest<HTMLElement>(".jp-OutputArea-output") ?? place;
    const manager = [...this.#managers].find((each) => each.has_model(id));
    const model = await manager?.get_model(id);
    const before = this.#drawn.get(output);
    if (!manager || !model || !output.isConnected) return;
    if (before?.model === model) return before.hideAgain(place);
    before?.end();
    const view = new DrawnView(id, model, manager, output, place);
    this.#drawn.set(output, view);
    await view.draw();
  }
}

function placesIn(root: Document | HTMLElement): HTMLElement[] {
  const places = [...root.querySelectorAll<HTMLElement>(`[${ATTRIBUTE}]`)];
  if (root instanceof HTMLElement && root.hasAttribute(ATTRIBUTE)) places.push(root);
  return places;
}

/** A widget that is drawn beside its hidden HTML. */
class DrawnView {
  #el: HTMLElement;
  #view: View | null = null;
  #notice: Notice;
  #keeper: SavedHtml;
  #display: string;
  #place: HTMLElement;
  /** The HTML, which would be found by who searches the page for a text. */
  #html = document.createDocumentFragment();

  constructor(
    id: string,
    readonly model: WidgetModel,
    manager: Manager,
    readonly output: HTMLElement,
    place: HTMLElement,
  ) {
    this.#place = place;
    this.#el = h("div", { class: "jp-OutputArea-output" });
    this.#display = output.style.display;
    this.#keeper = new SavedHtml(id, model, manager);
    this.#notice = new Notice(manager, model, () => ({
      ...this.#keeper.reopen,
      ...valuesOf(this.#el),
    }));
  }

  async draw(): Promise<void> {
    this.#el.append(this.#notice.el);
    this.#view = await this.#keeper.manager.create_view(this.model);
    this.#el.append(this.#view.el);
    if (!this.stands()) return this.end();
    this.output.style.display = "none";
    this.#hide();
    this.output.after(this.#el);
    this.#keeper.start();
  }

  /** Take out of the page what JupyterLab put there again because it changed. */
  hideAgain(place: HTMLElement): void {
    this.#place = place;
    if (this.#view) this.#hide();
  }

  #hide(): void {
    if (this.#place.hasChildNodes()) this.#html.replaceChildren(...this.#place.childNodes);
  }

  /** Whether the output is still that of a cell. */
  stands(): boolean {
    return this.output.parentElement?.parentElement != null;
  }

  end(): void {
    this.#keeper.end();
    this.#notice.end();
    this.#view?.remove();
    this.#el.remove();
    this.#place.append(this.#html);
    this.output.style.display = this.#display;
  }
}

/** What a view has that no new kernel can know. */
function valuesOf(el: HTMLElement): object {
  const detail = {};
  for (const part of el.querySelectorAll(".procbook"))
    part.dispatchEvent(new CustomEvent(REOPEN, { detail }));
  return detail;
}

/** Keeps the HTML in the notebook like the widget. */
class SavedHtml {
  /** How the widget can be made again in a new kernel; null where it cannot. */
  reopen: SavedRecord["reopen"] = null;
  #request = "";
  #count = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #since: number | null = null;

  constructor(
    readonly id: string,
    readonly model: WidgetModel,
    readonly manager: Manager,
  ) {}

  start(): void {
    this.model.on("msg:custom", this.#heard);
    this.#ask();
  }

  end(): void {
    this.model.off("msg:custom", this.#heard);
    clearTimeout(this.#timer);
  }

  #heard = (message: ToPage): void => {
    if (message.t === "d" || message.t === "snap") this.#changed();
    if (message.t !== "done") return;
    // An answer to the page may be what it shows next, such as a result.
    if (message.id !== this.#request) return this.#changed();
    if (message.error) return;
    const { html, reopen } = message.value as SavedRecord;
    this.reopen = reopen;
    this.#write(html);
  };

  #changed(): void {
    const now = performance.now();
    this.#since ??= now;
    clearTimeout(this.#timer);
    const rest = Math.max(0, this.#since + LONGEST_MS - now);
    this.#timer = setTimeout(() => this.#ask(), Math.min(PAUSE_MS, rest));
  }

  #ask(): void {
    this.#since = null;
    this.#request = `${this.id}-html-${++this.#count}`;
    this.model.send({ t: "do", id: this.#request, verb: "saved_html", args: {} });
  }

  #write(html: string): void {
    for (const { outputs } of this.manager.context?.model.cells ?? [])
      for (let index = 0; index < (outputs?.length ?? 0); index++) {
        const output = outputs!.get(index);
        const before = textOf(output.data["text/html"]);
        if (before === html || !before.includes(`${ATTRIBUTE}="${this.id}"`)) continue;
        const json = output.toJSON();
        outputs!.set(index, { ...json, data: { ...json.data, "text/html": html } });
      }
  }
}

function textOf(html: unknown): string {
  return Array.isArray(html) ? html.join("") : String(html ?? "");
}

/**
 * Leave the scripts of our widgets out of the widget state that a notebook may be saved with: each
 * would add up to 160 kB, and without a kernel the HTML is shown, not the widget.
 */
function leaveScriptsOut(manager: Manager): void {
  const original = manager.get_state_sync?.bind(manager);
  if (!original) return;
  manager.get_state_sync = (options) => {
    const saved = original(options);
    const others = Object.entries(saved.state).filter(([, model]) => !isOurs(model.state));
    saved.state = Object.fromEntries(others);
    return saved;
  };
}

function isOurs(state: object | undefined): boolean {
  const name = (state as { _anywidget_id?: unknown } | undefined)?._anywidget_id;
  return String(name).startsWith("procbook.");
}

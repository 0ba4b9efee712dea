// One output: its heading, and its view in place when it is opened.

import type { Requests } from "../shared/channel.ts";
import { copyButton } from "../shared/copy.ts";
import { h, safeHref, uid } from "../shared/dom.ts";
import { failureBox } from "../shared/failure.ts";
import { importSource } from "../shared/load-module.ts";
import type { OutputRecord, ResultViewerVerbs } from "../shared/wire.ts";
import { draw } from "./draw.ts";
import { size, type Context, type View } from "./types.ts";

type Results = Requests<ResultViewerVerbs>;

export class OutputBox {
  readonly el: HTMLElement;
  readonly #channel: Results;
  readonly #key: string;
  readonly #body = h("div", { class: "pb-output-body", id: uid("output"), hidden: true });
  readonly #kind = h("span", {});
  readonly #said = h("p", { class: "pb-dim pb-said", role: "status", hidden: true });
  readonly #toggle: HTMLButtonElement;
  #free: (() => void) | void = undefined;
  #state: "new" | "loading" | "drawn" = "new";
  #children: OutputBox[] = [];

  constructor(channel: Results, key: string, record: OutputRecord) {
    this.#channel = channel;
    this.#key = key;
    this.#toggle = h(
      "button",
      {
        type: "button",
        class: "pb-disclosure",
        "aria-expanded": "false",
        "aria-controls": this.#body.id,
        onclick: () => void this.toggle(),
      },
      record.title,
    );
    this.#kind.textContent = record.format;
    this.el = h(
      "section",
      {
        class: "pb-output",
        "aria-label": record.title,
        "data-output": record.id,
      },
      this.#head(record),
      this.#said,
      this.#body,
    );
  }

  #head(record: OutputRecord): HTMLElement {
    const about = [record.media_type, size(record.size)].filter(Boolean).join(" · ");
    const href = safeHref(record.href);
    return h(
      "div",
      { class: "pb-output-head" },
      this.#toggle,
      this.#kind,
      about && h("span", { class: "pb-dim" }, about),
      h(
        "span",
        { class: "pb-tools" },
        record.code
          ? copyButton("Copy code", "Copy code that opens this output", () => record.code ?? "")
          : null,
        this.#saveButton(),
        href &&
          h("a", { class: "pb-mini", href, target: "_blank", rel: "noopener noreferrer" }, "Link"),
      ),
    );
  }

  #saveButton(): HTMLElement {
    const button = h(
      "button",
      { type: "button", class: "pb-mini", title: "Save beside the notebook" },
      "Save",
    );
    button.addEventListener("click", async () => {
      button.disabled = true;
      button.textContent = "Saving…";
      try {
        const { path } = await this.#channel.request("save", { key: this.#key }, { timeout: 0 });
        this.#say(`Saved as ${path}`);
      } catch (error) {
        this.#fail(error);
      } finally {
        button.disabled = false;
        button.textContent = "Save";
      }
    });
    return button;
  }

  /** Say where it was saved; the place is there before the words, so that they are read out. */
  #say(words: string): void {
    this.#said.textContent = words;
    this.#said.hidden = false;
  }

  async toggle(): Promise<void> {
    const open = this.#body.hidden;
    this.#body.hidden = !open;
    this.#toggle.setAttribute("aria-expanded", String(open));
    if (open && this.#state === "new") await this.open();
  }

  async open(): Promise<void> {
    this.#state = "loading";
    this.#body.hidden = false;
    this.#toggle.setAttribute("aria-expanded", "true");
    const waiting = h("p", { class: "pb-dim", role: "status" }, "Reading…");
    this.#body.replaceChildren(waiting);
    try {
      const queued = () => (waiting.textContent = "Reading… (waits if a cell is running)");
      const reply = await this.#channel.request(
        "open",
        { key: this.#key },
        { timeout: 120_000, queued },
      );
      this.#show({ kind: reply.kind, title: reply.title, data: reply.data, ...blobOf(reply) });
    } catch (error) {
      this.#state = "new";
      this.#body.replaceChildren(failureBox(error, () => void this.open()));
      this.#body.querySelector("button")?.replaceChildren("Try again");
    }
  }

  #show(view: View): void {
    this.#kind.textContent = view.title;
    this.#body.replaceChildren();
    this.#state = "drawn";
    this.#free = draw(this.#body, view, this.#context());
  }

  #context(): Context {
    return {
      ask: async (question, args = {}) => {
        const answer = await this.#channel.request(
          "ask",
          { key: this.#key, question, arguments: args },
          { timeout: 120_000 },
        );
        return blobOf(answer).blob ?? answer;
      },
      asset: async (index, into) => {
        const record = await this.#channel.request("asset", { key: this.#key, index });
        const child = new OutputBox(this.#channel, record.key, record);
        this.#children.push(child);
        into.replaceChildren(child.el);
        await child.open();
      },
      load: async (name) => {
        const { source } = await this.#channel.request("module", { name });
        return importSource(source);
      },
      fail: (error) => this.#fail(error),
    };
  }

  #fail(error: unknown): void {
    const box = failureBox(error, () => box.remove());
    this.#body.before(box);
  }

  dispose(): void {
    this.#free?.();
    for (const child of this.#children) child.dispose();
  }
}

/** The bytes beside an answer, if there are any. */
function blobOf(answer: unknown): { blob?: Blob } {
  const { buffers, media_type: type } = (answer ?? {}) as {
    buffers?: DataView[];
    media_type?: string;
  };
  const view = buffers?.[0];
  if (!view) return {};
  const bytes = view.buffer.slice(
    view.byteOffset,
    view.byteOffset + view.byteLength,
  ) as ArrayBuffer;
  return { blob: new Blob([bytes], { type: type ?? "application/octet-stream" }) };
}

// A log that is followed while it can be seen and its job goes on.

import { h } from "../shared/dom.ts";
import { failureBox } from "../shared/failure.ts";
import type { LogPart } from "../shared/wire.ts";

const EVERY_MS = 2000;
/** Characters that are kept on the page. */
const KEPT = 400_000;

export class LogView {
  readonly element = h("details", { class: "pj-log" }, h("summary", {}, "Log"));
  #read: (offset: number | null) => Promise<LogPart>;
  #active: () => boolean;
  #text = h("pre", { role: "log", "aria-live": "off", tabindex: 0, "aria-label": "Log" });
  #pause = h(
    "button",
    { type: "button", class: "pb-button", "aria-pressed": "false", onclick: () => this.#toggle() },
    "Pause",
  );
  #said = h("span", { class: "pb-dim" });
  #trouble = h("div", {});
  #offset: number | null = null;
  #paused = false;
  #round = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(read: (offset: number | null) => Promise<LogPart>, active: () => boolean) {
    this.#read = read;
    this.#active = active;
    this.element.append(
      h("div", { class: "pj-logbar" }, this.#pause, this.#said),
      this.#text,
      this.#trouble,
    );
    this.element.addEventListener("toggle", () => void this.#follow());
  }

  #toggle(): void {
    this.#paused = !this.#paused;
    this.#pause.setAttribute("aria-pressed", String(this.#paused));
    void this.#follow();
  }

  /** Read now, and again as long as there is more to come. */
  async #follow(): Promise<void> {
    clearTimeout(this.#timer);
    const round = ++this.#round;
    // One read more after the end of the job: its last lines are the ones that tell.
    const active = this.#active();
    if (this.element.open && this.element.isConnected && !this.#paused && !document.hidden)
      await this.#more(round);
    if (round !== this.#round) return;
    this.#pause.hidden = !active;
    const following = this.#paused ? "Paused." : "Following.";
    this.#said.textContent = active ? following : "";
    if (active && this.element.open && this.element.isConnected && !this.#paused)
      this.#timer = setTimeout(() => void this.#follow(), EVERY_MS);
  }

  /** Read on; what comes after somebody paused or went on is read anew, or it would stand there twice. */
  async #more(round: number): Promise<void> {
    try {
      const piece = await this.#read(this.#offset);
      if (round !== this.#round) return;
      this.#put(piece);
      this.#trouble.replaceChildren();
    } catch (error) {
      if (round === this.#round) this.#trouble.replaceChildren(failureBox(error));
    }
  }

  #put({ text, offset, anew }: LogPart): void {
    const box = this.#text;
    const atEnd = this.#offset === null || box.scrollTop + box.clientHeight >= box.scrollHeight - 4;
    this.#offset = offset;
    if (anew) box.textContent = text;
    else if (text) box.append(text);
    if (box.textContent.length > KEPT)
      box.textContent = box.textContent.slice(-KEPT).replace(/^.*\n/, "");
    if (atEnd) box.scrollTop = box.scrollHeight;
  }
}

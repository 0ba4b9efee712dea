// One job, live: state, progress, message, what can be done, its trace or its result.

import { clock } from "../shared/local-time.ts";
import { detailsBody, traceBox } from "../jobs/details.ts";
import { bell } from "../jobs/bell.ts";
import { rough } from "../jobs/format.ts";
import type { JobRequests } from "../jobs/job-actions.ts";
import { ask } from "../shared/question.ts";
import { Notifier } from "../jobs/notify.ts";
import { ProgressBar } from "../jobs/progress.ts";
import {
  canCancel,
  canOpen,
  elapsedText,
  isActive,
  remainingOf,
  type Row,
  type Server,
} from "../jobs/row.ts";
import { Channel, type Model } from "../shared/channel.ts";
import { h, uid } from "../shared/dom.ts";
import { failureBox, guarded } from "../shared/failure.ts";
import type { Host } from "../shared/nested-widget.ts";
import { JobResult } from "../shared/job-result.ts";
import { setHtml } from "../shared/safe-html.ts";
import type { Fields, JobCardVerbs } from "../shared/wire.ts";
import { initialize } from "../shared/saved-view.ts";

class JobCard {
  #channel: Channel<JobCardVerbs>;
  #opened: JobResult;
  /** Whether a form can be drawn here. */
  #editable: boolean;
  #row: Row;
  #server: Server | undefined;
  #stale = false;
  #live = false;
  #busy = "";
  #traced = false;
  #previewed = false;
  #shown: "" | "details" | "result" = "";
  #progress = new ProgressBar();
  #status = h("span", { class: "pb-status" });
  #title = h("strong", { class: "pb-card-title", id: uid("card") });
  #id = h("code", { class: "pb-dim" });
  #message = h("p", { class: "pj-message" });
  #times = h("span", { class: "pb-dim pj-times" });
  #notice = h("p", { class: "pb-stale", hidden: true });
  #said = h("div", { class: "pb-visually-hidden", role: "status", "aria-live": "polite" });
  #cancel = this.#button("Cancel", () => void this.#do("cancel", "Cancelling…"));
  #open = this.#button("Open result", () => void this.#result(), "pb-primary");
  #remove = this.#button("Remove", () => void this.#askRemove(), "pj-quiet");
  #notifier = new Notifier();
  #bell: HTMLButtonElement;
  #more = this.#button("Details", () => void this.#details());
  #preview = h("section", {
    class: "pj-result pb-card-preview",
    "aria-label": "First look at the result",
    tabindex: 0,
    hidden: true,
  });
  #place = h("div", { class: "pb-card-place" });
  #trouble = h("div", {});
  #timers: ReturnType<typeof setInterval>[] = [];

  constructor(model: Model, el: HTMLElement, host?: Host) {
    this.#row = { id: "", s: "unknown", ...(model.get("_preview") as Partial<Row> | undefined) };
    this.#notifier.on = Boolean(model.get("notify"));
    this.#bell = bell(this.#notifier, false, () => this.#visibility());
    el.classList.add("procbook", "pb-card");
    el.setAttribute("role", "group");
    el.setAttribute("aria-labelledby", this.#title.id);
    this.#mark("");
    el.append(
      h(
        "div",
        { class: "pb-card-head" },
        this.#status,
        this.#title,
        this.#id,
        h("span", { class: "pj-spacer" }),
        this.#times,
      ),
      h(
        "div",
        { class: "pb-card-line" },
        this.#progress.bar,
        this.#progress.label,
        this.#cancel,
        this.#open,
        this.#more,
        this.#remove,
        this.#bell,
      ),
      this.#message,
      this.#notice,
      this.#trouble,
      this.#preview,
      this.#place,
      this.#said,
    );
    this.#channel = new Channel(model, {
      snapshot: (records) => this.#heard(records),
      delta: () => this.#heard(this.#channel.records),
      stale: (since) => {
        this.#stale = since !== null;
        this.#draw();
      },
    });
    this.#opened = new JobResult(host);
    this.#editable = host !== undefined;
    this.#draw();
    document.addEventListener("visibilitychange", this.#visibility);
    this.#timers.push(setInterval(() => isActive(this.#row) && this.#drawTimes(), 1000));
  }

  dispose(): void {
    for (const timer of this.#timers) clearInterval(timer);
    document.removeEventListener("visibilitychange", this.#visibility);
    this.#opened.close();
    this.#notifier.dispose();
    this.#channel.dispose();
  }

  #button(text: string, act: () => void, kind = ""): HTMLButtonElement {
    return h("button", { type: "button", class: `pb-button ${kind}`, onclick: act }, text);
  }

  #visibility = (): void => this.#channel.setVisible(this.#notifier.on || !document.hidden);

  #heard(records: Map<string, Fields>): void {
    this.#live = true;
    this.#row = (records.get("job") as unknown as Row | undefined) ?? this.#row;
    this.#server = records.get("_0") as unknown as Server | undefined;
    this.#notifier.heard("job", this.#row);
    this.#draw();
    if (this.#row.s === "failed" && !this.#traced) void this.#trace();
    if (canOpen(this.#row) && !this.#previewed) void this.#look();
    this.#drawPreview();
  }

  #draw(): void {
    const row = this.#row;
    const name = [row.p, row.id].filter(Boolean).join(" ");
    this.#status.dataset.status = row.s;
    this.#status.textContent = row.w ? `${row.s} (was ${row.w})` : row.s;
    this.#title.textContent = row.p ?? "Job";
    this.#id.textContent = row.id;
    this.#message.textContent = row.m ?? "";
    this.#message.hidden = !row.m;
    this.#progress.update(row);
    this.#drawTimes();
    this.#drawNotice();
    const off = !this.#live || this.#stale || Boolean(this.#busy);
    for (const [button, word, shown] of [
      [this.#cancel, "Cancel", canCancel(row)],
      [this.#open, "Open result", canOpen(row)],
      [this.#remove, "Remove", !isActive(row) && Boolean(row.id) && row.s !== "gone"],
      [this.#more, "Details", Boolean(row.id)],
    ] as const) {
      button.hidden = !shown;
      button.disabled = off;
      button.textContent = this.#busy && button === this.#cancel ? this.#busy : word;
      button.setAttribute("aria-label", word);
      button.title = `${word} ${name}`;
    }
    this.#bell.hidden = !isActive(row);
    this.#bell.disabled = !this.#live;
    const said = `${row.s} ${name}`;
    if (this.#live && this.#said.textContent !== said) this.#said.textContent = said;
  }

  #drawTimes(): void {
    const now = Math.min(Date.now(), this.#server?.since ?? Infinity);
    const left = remainingOf(this.#row, now);
    const text = [elapsedText(this.#row, now), left === null ? "" : `${rough(left)} left`]
      .filter(Boolean)
      .join(" · ");
    if (this.#times.textContent !== text) this.#times.textContent = text;
  }

  #noticeText(): string {
    if (this.#stale) return "Stale: the kernel does not answer.";
    const since = this.#server?.since;
    if (!since) return "";
    return `Server unreachable since ${clock(since)}. ${this.#server?.error ?? ""}`;
  }

  #drawNotice(): void {
    const text = this.#noticeText();
    this.#notice.hidden = !text;
    if (this.#notice.textContent !== text) this.#notice.textContent = text;
  }

  // -- what the user does

  async #do(verb: "cancel" | "remove", word: string): Promise<void> {
    if (this.#busy) return; // the second click of a double click
    this.#setBusy(word);
    try {
      await this.#channel.request(verb, {}, { queued: () => this.#setBusy("queued") });
    } catch (error) {
      this.#complain(error);
    }
    this.#setBusy("");
  }

  #setBusy(word: string): void {
    this.#busy = word;
    this.#draw();
  }

  #complain(error: unknown): void {
    const box: HTMLElement = failureBox(error, () => box.remove());
    this.#trouble.append(box);
  }

  async #askRemove(): Promise<void> {
    const answer = await ask(this.#trouble, {
      title: `Remove job ${this.#row.id}?`,
      text: "The server deletes the results too. This cannot be undone.",
      yes: "Remove for good",
      no: "Keep",
    });
    if (answer !== null) await this.#do("remove", "Removing…");
  }

  async #result(): Promise<void> {
    if (!this.#toggled("result")) return;
    const ask = (live: boolean) => this.#channel.request("open", { live }, { timeout: 0 });
    await this.#fill(
      async () =>
        (await this.#opened.open(ask)) ?? h("p", { class: "pb-dim" }, "There is nothing to show."),
    );
  }

  async #details(): Promise<void> {
    if (!this.#toggled("details")) return;
    await this.#fill(async () => {
      const details = await this.#channel.request("details", {});
      return h("div", { class: "pj-details" }, detailsBody(details, this.#row, this.#requests));
    });
  }

  /** Whether this is to be shown now; the same button again closes it. */
  #toggled(what: "details" | "result"): boolean {
    const opens = this.#shown !== what;
    this.#opened.close();
    this.#place.replaceChildren();
    this.#mark(opens ? what : "");
    if (!opens && this.#row.s === "failed") void this.#trace();
    return opens;
  }

  #mark(shown: "" | "details" | "result"): void {
    this.#shown = shown;
    this.#more.setAttribute("aria-expanded", String(shown === "details"));
    this.#open.setAttribute("aria-expanded", String(shown === "result"));
    this.#drawPreview();
  }

  /** The first look makes room for the result itself. */
  #drawPreview(): void {
    this.#preview.hidden =
      !canOpen(this.#row) || this.#shown === "result" || !this.#preview.childNodes.length;
  }

  get #requests(): JobRequests {
    const rerun = async () => {
      const { id } = await this.#channel.request("rerun", {}, { timeout: 0 });
      return `Submitted again as ${id}.`;
    };
    const edit = () => this.#opened.open(() => this.#channel.request("edit", {}, { timeout: 0 }));
    return {
      rerun,
      ...(this.#editable ? { edit } : {}),
      save: () => this.#channel.request("save", {}, { timeout: 0 }),
      log: (offset) => this.#channel.request("log", { offset }),
      active: () => isActive(this.#row),
    };
  }

  /** A failed job shows its trace without being asked. */
  async #trace(): Promise<void> {
    this.#traced = true;
    try {
      const { trace } = await this.#channel.request("details", {});
      if (trace && !this.#shown)
        this.#place.replaceChildren(h("div", { class: "pj-details" }, traceBox(trace)));
    } catch {
      // The message on the card says what is known.
    }
  }

  /** A successful job shows what it brought without being asked, as far as that is small. */
  async #look(): Promise<void> {
    this.#previewed = true;
    try {
      const { html } = await this.#channel.request("preview", {});
      setHtml(this.#preview, html);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#preview.replaceChildren(h("p", { class: "pb-dim" }, `No preview: ${why}`));
    }
    this.#drawPreview();
  }

  async #fill(make: () => Promise<HTMLElement>): Promise<void> {
    const shown = this.#shown;
    const put = (element: HTMLElement) =>
      this.#shown === shown && this.#place.replaceChildren(element);
    put(h("p", { class: "pb-dim" }, "Asking…"));
    try {
      put(await make());
    } catch (error) {
      put(failureBox(error));
    }
  }
}

const render = guarded(({ model, el, host }: { model: unknown; el: HTMLElement; host?: Host }) => {
  const card = new JobCard(model as Model, el, host);
  return () => card.dispose();
});

export default { initialize, render };

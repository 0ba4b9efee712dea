// The jobs that this form started: a row each, named by process and job, with state, progress, message and what can be done.

import { count } from "../../shared/count.ts";
import { detailsBody } from "../../jobs/details.ts";
import { actionButton } from "../../jobs/job-actions.ts";
import { ProgressBar } from "../../jobs/progress.ts";
import { isActive } from "../../jobs/row.ts";
import { h } from "../../shared/dom.ts";
import { failureBox } from "../../shared/failure.ts";
import type { Host } from "../../shared/nested-widget.ts";
import { JobResult } from "../../shared/job-result.ts";
import type { FilledValue, FormJob } from "../../shared/wire.ts";
import type { Kernel } from "../field-context.ts";

/** Where the browser keeps that results shall open by themselves. */
const OPENS = "procbook.form.open-results";

interface Row {
  el: HTMLElement;
  group: string;
  job: FormJob;
  show(job: FormJob): void;
}

export class JobRows {
  readonly el = h("div", { class: "pb-started", hidden: true });
  readonly result = h("div", { class: "pb-result" });
  #rows = new Map<string, Row>();
  #groups = h("div", {});
  #body = h("div", { role: "rowgroup" });
  #summing = false;

  #opened: JobResult;
  #opens = h("input", { type: "checkbox" });

  constructor(
    readonly kernel: Kernel,
    /** Puts the inputs of a job into the form. */
    readonly fill: (value: FilledValue) => void,
    host?: Host,
  ) {
    this.#opened = new JobResult(host);
    this.#opens.checked = stored(OPENS) === "yes";
    this.#opens.addEventListener("change", () => store(OPENS, this.#opens.checked ? "yes" : "no"));
    this.el.append(
      this.#groups,
      h(
        "div",
        { role: "table", class: "pb-job-table", "aria-label": "Jobs of this form" },
        this.#body,
      ),
      h("label", { class: "pb-dim" }, this.#opens, " Open the result when a job ends"),
    );
  }

  show(key: string, job: FormJob): void {
    let row = this.#rows.get(key);
    if (!row) {
      row = this.#make(key, job);
      this.#rows.set(key, row);
      this.#body.prepend(row.el);
    }
    row.show(job);
    if (row.group && !this.#summing) {
      this.#summing = true;
      queueMicrotask(() => this.#sum());
    }
    this.el.hidden = false;
  }

  /** A line for each sweep: its name, and how many of its jobs are in which state. */
  #sum(): void {
    this.#summing = false;
    const sums = new Map<string, Map<string, number>>();
    for (const { group, job } of this.#rows.values()) {
      if (!group) continue;
      const { status } = job;
      const counts = sums.get(group) ?? new Map<string, number>();
      sums.set(group, counts.set(status, (counts.get(status) ?? 0) + 1));
    }
    const lines = [...sums].reverse().map(([group, counts]) => {
      const total = [...counts.values()].reduce((all, count) => all + count, 0);
      return h(
        "p",
        { class: "pb-job-group" },
        h("strong", { dir: "auto" }, group),
        ` ${count(total, "job")}: ${[...counts].map(([status, n]) => `${n} ${status}`).join(", ")}`,
      );
    });
    this.#groups.replaceChildren(...lines);
  }

  drop(key: string): void {
    this.#rows.get(key)?.el.remove();
    this.#rows.delete(key);
    this.el.hidden = this.#rows.size === 0;
  }

  #make(key: string, job: FormJob): Row {
    const name = `${job.process ?? ""} ${job.id}`;
    const state = h("span", { class: "pb-status", role: "cell" });
    const bar = new ProgressBar();
    const message = h("span", { role: "cell", class: "pb-message", dir: "auto" });
    const cancel = this.#button("Cancel", () =>
      this.kernel.request("cancel", { key }, { timeout: 0 }),
    );
    const open = this.#button("Open result", () => this.#open(key));
    const details = this.#button("Details", () => this.#details(key, row));
    const el = h(
      "div",
      { role: "row", class: "pb-job", "aria-label": name },
      h("span", { role: "cell", class: "pb-job-name", title: job.id }, job.id),
      state,
      h("span", { role: "cell", class: "pb-progress-cell" }, bar.bar, bar.label),
      message,
      h("span", { role: "cell", class: "pb-tools" }, cancel, open, details),
    );
    const row: Row = { el, group: job.group ?? "", job, show: () => {} };
    // Remembered here: a record changes in place.
    let wasActive = false;
    row.show = (now) => {
      row.job = now;
      const { status } = now;
      const ended = wasActive && status === "successful";
      wasActive = isActive({ id: name, s: status });
      state.dataset["status"] = status;
      state.textContent = status;
      const shown = { id: name, s: status, g: now.progress };
      bar.update(shown);
      message.textContent = now.message ?? "";
      cancel.hidden = !isActive(shown);
      open.hidden = status !== "successful";
      details.hidden = !now.kept;
      // Of several that end at once the newest row stays open.
      if (ended && this.#opens.checked && this.#body.firstElementChild === el) open.click();
    };
    return row;
  }

  #button(word: string, act: () => Promise<unknown>): HTMLButtonElement {
    return actionButton(word, act, (error) =>
      this.result.replaceChildren(failureBox(error, () => this.closeResult())),
    );
  }

  async #open(key: string): Promise<void> {
    const shown = await this.#opened.open((live) =>
      this.kernel.request("open", { key, live }, { timeout: 0 }),
    );
    if (shown) this.#show(`Result of ${this.#idOf(key)}`, shown);
  }

  async #details(key: string, row: Row): Promise<void> {
    this.#opened.close();
    const details = await this.kernel.request("details", { key }, { timeout: 0 });
    const state = { id: row.job.id, s: row.job.status, m: row.job.message };
    const body = detailsBody(details, state, {
      rerun: async () =>
        `Submitted again as ${(await this.kernel.request("rerun", { key }, { timeout: 0 })).id}.`,
      edit: async () => {
        this.fill(await this.kernel.request("edit", { key }, { timeout: 0 }));
        return null;
      },
      save: () => this.kernel.request("save", { key }, { timeout: 0 }),
      log: (offset) => this.kernel.request("log", { key, offset }),
      active: () => isActive({ id: row.job.id, s: row.job.status }),
    });
    this.#show(`Job ${row.job.id}`, body);
  }

  #idOf(key: string): string {
    return this.#rows.get(key)?.job.id ?? "job";
  }

  #show(title: string, content: HTMLElement): void {
    const close = h(
      "button",
      { type: "button", class: "pb-mini", onclick: () => this.closeResult() },
      "Close",
    );
    const head = h("div", { class: "pb-row pb-result-head" }, h("strong", {}, title), close);
    this.result.replaceChildren(head, h("div", { class: "pb-result-body" }, content));
  }

  closeResult(): void {
    this.#opened.close();
    this.result.replaceChildren();
  }
}

/** Read what the browser keeps; some keep nothing, and say so with an error. */
function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // It holds for this page.
  }
}

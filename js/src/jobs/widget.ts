// The live job table: what the parts below tell each other.

import { Channel, KernelProblem, type Model } from "../shared/channel.ts";
import { copy } from "../shared/copy.ts";
import { h } from "../shared/dom.ts";
import { failureBox, guarded } from "../shared/failure.ts";
import type { Host } from "../shared/nested-widget.ts";
import type { Fields, JobTableVerbs, Marks } from "../shared/wire.ts";
import { bell } from "./bell.ts";
import { BulkBar, type BulkVerb } from "./bulk.ts";
import { ask } from "../shared/question.ts";
import { DetailsPane } from "./details.ts";
import { ChartPane } from "./panes/chart-pane.ts";
import { ComparePane } from "./panes/compare-pane.ts";
import { count } from "../shared/count.ts";
import { initialize } from "../shared/saved-view.ts";
import { moment } from "./format.ts";
import { Notifier } from "./notify.ts";
import { canCancel, canOpen, isActive, type Row } from "./row.ts";
import { JobStore } from "./store.ts";
import { Table } from "./table.ts";
import { Toolbar } from "./toolbar.ts";

interface Preview {
  n?: number;
  rows?: Row[];
}

/** Milliseconds between two new orders of rows that moved, and between two announcements. */
const SETTLE_MS = 1000;
/** Milliseconds without a kernel after which the saved rows are shown. */
const ALONE_MS = 2500;

class JobTable {
  #model: Model;
  #store = new JobStore();
  #channel: Channel<JobTableVerbs>;
  #table: Table;
  #toolbar: Toolbar;
  #bulk = new BulkBar((verb) => void this.#bulkAct(verb));
  #details: DetailsPane;
  #compare: ComparePane;
  #chart: ChartPane;
  #notifier = new Notifier();
  #banner = h("div", { class: "pj-banners" });
  #questions = h("div", {});
  #status = h("div", { class: "pb-visually-hidden", role: "status", "aria-live": "polite" });
  #selected = new Set<string>();
  #anchor: string | null = null;
  #busy = new Map<string, string>();
  /** Jobs whose outputs were asked for. */
  #asked = new Set<string>();
  #stale: Date | null = null;
  #live = false;
  /** Said above rows that were saved with the notebook. */
  #saved = "";
  #timers: ReturnType<typeof setInterval>[] = [];

  constructor(model: Model, el: HTMLElement, host?: Host) {
    this.#model = model;
    this.#notifier.on = Boolean(model.get("notify"));
    this.#table = new Table(this.#store, {
      state: (key) => ({
        selected: this.#selected.has(key),
        open: this.#details.key === key,
        busy: this.#busy.get(key),
        off: this.#off,
      }),
      act: (verb, key) => void this.#act(verb, key),
      select: (key, on, range) => this.#select(key, on, range),
      selectAll: (on) => this.#selectAll(on),
      details: (key) => this.#show(key, "details"),
      sorted: () => this.#say(),
      empty: () => this.#empty,
    });
    this.#toolbar = new Toolbar(this.#store, {
      changed: () => this.#project(),
      columns: (names) => this.#setColumns(names),
      shownColumns: () => this.#table.columns.map((column) => column.name),
      chart: () => this.#toggleChart(),
      refresh: () => void this.#request("refresh", {}),
      bell: bell(this.#notifier, true, () => this.#visibility()),
    });
    this.#channel = new Channel(model, {
      snapshot: (records) => this.#snapshot(records),
      delta: (changed, gone, at) => this.#delta(changed, gone, at),
      stale: (since) => this.#setStale(since),
    });
    this.#details = new DetailsPane(
      this.#channel,
      host,
      () => this.#table.paint(),
      (verb, key) => this.#act(verb, key),
    );
    this.#compare = new ComparePane(this.#channel);
    this.#chart = new ChartPane(this.#channel, this.#store, {
      choose: (key) => this.#goTo(key),
      choice: model.get("_chart") ?? {},
    });
    el.classList.add("procbook", "pb-jobs");
    el.append(
      this.#toolbar.element,
      this.#bulk.element,
      this.#banner,
      this.#questions,
      this.#table.element,
      this.#chart.element,
      this.#compare.element,
      this.#details.element,
      this.#status,
    );
    this.#start();
    document.addEventListener("visibilitychange", this.#visibility);
    // A browser asks only after a click, so where Python wants it, the first one is taken.
    if (this.#notifier.on)
      el.addEventListener("click", () => void this.#notifier.ask(), { once: true });
    this.#timers.push(
      setInterval(() => this.#second(), SETTLE_MS),
      setTimeout(() => this.#alone(), ALONE_MS),
    );
  }

  dispose(): void {
    for (const timer of this.#timers) clearInterval(timer);
    document.removeEventListener("visibilitychange", this.#visibility);
    this.#channel.dispose();
    this.#details.close();
    this.#compare.close();
    this.#chart.close();
    this.#table.dispose();
    this.#notifier.dispose();
  }

  /** What the Python side asked to be shown at first. */
  #start(): void {
    const show = (this.#model.get("_show") ?? {}) as {
      process?: string;
      status?: string;
      text?: string;
      group?: string;
    };
    const { filter } = this.#store;
    filter.process = show.process ?? "";
    filter.group = show.group ?? "";
    filter.text = this.#toolbar.search.value = show.text ?? "";
    if (show.status) filter.states.add(show.status);
    this.#table.wanted = (this.#model.get("columns") as string[] | undefined) ?? [];
    this.#table.height = Number(this.#model.get("height") ?? 340);
  }

  // -- what the kernel says

  #snapshot(records: Map<string, Fields>): void {
    const isFirst = !this.#live;
    this.#live = true;
    this.#saved = "";
    this.#table.keeping(() => this.#store.reset(records));
    this.#notifier.reset(this.#store.keys, this.#store.rows);
    for (const key of this.#selected) if (!this.#store.at(key)) this.#selected.delete(key);
    this.#table.layout();
    this.#changed();
    this.#say();
    this.#warm();
    if (isFirst && this.#model.get("_chart") != null) this.#toolbar.toggleChart();
  }

  /** Prepare the search while the page is idle, so that the first letter is as quick as the second. */
  #warm(): void {
    window.requestIdleCallback?.(
      (deadline) => this.#store.warm(() => deadline.timeRemaining() > 2) || this.#warm(),
    );
  }

  #delta(changed: Record<string, Fields>, gone: string[], at: number): void {
    this.#table.keeping(() => this.#store.change(this.#channel.records, changed, gone));
    for (const key of Object.keys(changed)) {
      const row = this.#store.at(key);
      if (row && "s" in changed[key]!) this.#notifier.heard(key, row);
      if (row && key === this.#details.key) this.#details.follow(row, "s" in changed[key]!);
    }
    for (const key of gone) {
      this.#selected.delete(key);
      if (this.#details.key === key) this.#details.close();
    }
    if (Object.keys(changed).some((key) => key.startsWith("_"))) this.#table.layout();
    this.#changed();
    measure(at);
  }

  #changed(): void {
    this.#banners();
    this.#selection();
    this.#table.paint();
  }

  #setStale(since: Date | null): void {
    this.#stale = since;
    this.#changed();
  }

  get #off(): boolean {
    return !this.#live || this.#stale !== null;
  }

  /** Why there is no row: nothing may be said of jobs that nobody has heard about yet. */
  get #empty(): string {
    if (this.#store.rows.length) return "No job fits the filter.";
    if (!this.#live) return "Waiting for the kernel…";
    const servers = [...this.#store.servers.values()];
    const answered = servers.length > 0 && servers.every((server) => server.has_list != null);
    return answered
      ? "No jobs yet. Run a process, and its job appears here."
      : "Waiting for the server…";
  }

  #banners(): void {
    const lines: string[] = [];
    const now = Date.now();
    if (this.#saved) lines.push(this.#saved);
    if (this.#stale)
      lines.push(`Stale since ${moment(this.#stale.getTime(), now)}: the kernel does not answer.`);
    for (const server of this.#store.servers.values())
      if (server.since) {
        const next = server.next
          ? ` Next try in ${Math.max(0, Math.ceil((server.next - now) / 1000))} s.`
          : "";
        lines.push(
          `${server.name}: server unreachable since ${moment(server.since, now)}. ${(server.error ?? "").replace(/[^.!?]$/, "$&.")}${next}`,
        );
      }
    const text = lines.join("\n");
    if (this.#banner.textContent !== lines.join(""))
      this.#banner.replaceChildren(...lines.map((line) => h("p", { class: "pb-stale" }, line)));
    this.#banner.hidden = !text;
  }

  /** Once a second: time passes, rows settle in their order, counts are announced. */
  #second(): void {
    if (document.hidden) return;
    if (this.#store.unsettled) this.#settle();
    this.#table.tick();
    this.#banners();
    this.#say();
    this.#chart.update();
    this.#askOutputs();
  }

  /** Have the outputs of those jobs read that can be seen and that one submitted oneself, as their inputs are known. */
  #askOutputs(): void {
    if (this.#off) return;
    const visible = [...this.#table.visibleKeys].filter((key) => this.#store.at(key)?.i);
    // Whoever opens the chart asks for the outputs of all its jobs.
    const charted = this.#chart.isOpen
      ? [...this.#chart.rows].map((at) => this.#store.keys[at]!)
      : [];
    const wanted = [...new Set([...visible, ...charted])].filter((key) => {
      const row = this.#store.at(key);
      return row && !row.o && canOpen(row) && !this.#asked.has(key);
    });
    for (const key of wanted) this.#asked.add(key);
    // What cannot be read stays empty: nobody has asked for it by a click.
    if (wanted.length) this.#channel.request("outputs", { keys: wanted }).catch(() => {});
  }

  #say(): void {
    this.#toolbar.update();
    const counts = [...this.#store.counts()];
    const words = counts.map(([state, n]) => `${n} ${state}`).join(", ");
    const found = counts.reduce((sum, [, n]) => sum + n, 0);
    const all = count(this.#store.rows.length, "job");
    const of = found < this.#store.rows.length ? `${found} of ${all}` : all;
    const shown = this.#store.shown < found ? `; ${this.#store.shown} shown` : "";
    const text = this.#live ? `${of}: ${words || "none"}${shown}` : "";
    if (text && this.#status.textContent !== text) this.#status.textContent = text;
  }

  /** No kernel behind this page: show what was saved with the notebook. */
  #alone(): void {
    if (this.#live) return;
    const { rows, n } = (this.#model.get("_preview") ?? {}) as Preview;
    if (!rows?.length) return;
    this.#store.reset(new Map(rows.map((row, i) => [String(i), row as unknown as Fields])));
    this.#saved = `Static view without a kernel: the first ${rows.length} of ${count(n ?? rows.length, "job")}.`;
    this.#toolbar.update();
    this.#changed();
  }

  // -- what the user does

  #project(): void {
    this.#settle();
    this.#table.layout();
  }

  #settle(): void {
    this.#table.keeping(() => this.#store.project());
    this.#chart.update();
    this.#selection();
    this.#table.paint();
  }

  #setColumns(names: string[]): void {
    this.#table.wanted = names;
    this.#table.layout();
  }

  #select(key: string, on: boolean, range: boolean): void {
    const keys = range && this.#anchor !== null ? this.#between(this.#anchor, key) : [key];
    for (const each of keys) {
      if (on) this.#selected.add(each);
      else this.#selected.delete(each);
    }
    this.#anchor = key;
    this.#changed();
  }

  #between(one: string, other: string): string[] {
    const order = this.#store.view
      .filter((item) => item >= 0)
      .map((item) => this.#store.keys[item]!);
    const [from, to] = [order.indexOf(one), order.indexOf(other)].sort((a, b) => a - b) as [
      number,
      number,
    ];
    return from < 0 ? [other] : order.slice(from, to + 1);
  }

  #selectAll(on: boolean): void {
    this.#selected.clear();
    if (on) {
      for (const item of this.#store.view)
        if (item >= 0) this.#selected.add(this.#store.keys[item]!);
      for (const group of this.#store.groups)
        for (const row of group.rows) this.#selected.add(this.#store.keys[row]!);
    }
    this.#changed();
  }

  #selection(): void {
    const rows = this.#selectedRows();
    this.#bulk.update(rows, this.#off);
    const partly = rows.length >= this.#store.shown ? "all" : "some";
    this.#table.allSelected = rows.length === 0 ? "none" : partly;
  }

  #selectedRows(): Row[] {
    return [...this.#selected].flatMap((key) => this.#store.at(key) ?? []);
  }

  #show(key: string, what: "details" | "result"): void {
    if (what === "details" && this.#details.shows(key, what)) return this.#details.close();
    const row = this.#store.at(key);
    if (row) void this.#details.show(key, row, what);
    this.#table.paint();
  }

  #toggleChart(): boolean {
    if (this.#chart.isOpen) this.#chart.close();
    else void this.#chart.open();
    this.#askOutputs();
    return this.#chart.isOpen;
  }

  /** Show the row of a job, also in a group that is folded, with its details. */
  #goTo(key: string): void {
    this.#store.unfold(key);
    this.#table.reveal(key);
    if (!this.#details.shows(key, "details")) this.#show(key, "details");
  }

  async #act(verb: "cancel" | "remove" | "open", key: string): Promise<void> {
    if (verb === "open") return this.#show(key, "result");
    if (verb === "remove") return this.#remove([key]);
    // The second click of a double click comes before the button is drawn as off; a server may take a second
    // cancellation for the wish to remove the job.
    if (!this.#busy.has(key)) await this.#each("cancel", [key], "Cancelling…");
  }

  async #bulkAct(verb: BulkVerb): Promise<void> {
    const keys = [...this.#selected];
    const rows = new Map(
      keys.flatMap((key) => (this.#store.at(key) ? [[key, this.#store.at(key)!] as const] : [])),
    );
    const those = (test: (row: Row) => boolean) =>
      [...rows].filter(([, row]) => test(row)).map(([key]) => key);
    if (verb === "clear") this.#selectAll(false);
    else if (verb === "copy") await copy([...rows.values()].map((row) => row.id).join("\n"));
    else if (verb === "open") this.#show(keys[0]!, "result");
    else if (verb === "compare") await this.#compare.show(this.#inOrder(keys));
    else if (verb === "cancel") await this.#each("cancel", those(canCancel), "Cancelling…");
    else if (verb === "remove") await this.#remove(those((row) => !isActive(row)));
    else if (verb === "rerun") await this.#each("rerun", keys, "Starting…");
    else if (verb === "pin")
      await this.#each("mark", keys, "", { pinned: ![...rows.values()].every((row) => row.pin) });
    else if (verb === "group") await this.#group(keys);
  }

  /** Keys in the order in which their jobs were created: the first is what the others are compared with. */
  #inOrder(keys: string[]): string[] {
    const created = (key: string) => this.#store.at(key)?.c ?? 0;
    return [...keys].sort((one, other) => created(one) - created(other));
  }

  async #group(keys: string[]): Promise<void> {
    const name = await ask(this.#questions, {
      title: `Group ${count(keys.length, "job")}`,
      text: "Name of the group",
      yes: "Group",
      no: "Leave as it is",
      field: "",
    });
    if (name !== null) await this.#each("mark", keys, "", { group: name || null });
  }

  async #remove(keys: string[]): Promise<void> {
    const [first] = keys;
    if (first === undefined) return;
    const what =
      keys.length === 1 ? `job ${this.#store.at(first)?.id ?? ""}` : count(keys.length, "job");
    const answer = await ask(this.#questions, {
      title: `Remove ${what}?`,
      text: "The server deletes the results too. This cannot be undone.",
      yes: "Remove for good",
      no: "Keep",
    });
    if (answer !== null) await this.#each("remove", keys, "Removing…");
  }

  /** Do something with several jobs; the rows say so meanwhile, and what went wrong is shown. */
  async #each(
    verb: "cancel" | "remove" | "rerun" | "mark",
    keys: string[],
    word: string,
    marks: Marks = {},
  ): Promise<void> {
    if (!keys.length) return;
    if (word) for (const key of keys) this.#busy.set(key, word);
    this.#table.paint();
    const queued = () => {
      if (word) for (const key of keys) this.#busy.set(key, "queued");
      this.#table.paint();
    };
    const answer = await this.#request(verb, { keys, ...marks }, queued);
    for (const key of keys) this.#busy.delete(key);
    const failed = Object.entries(answer?.failed ?? {});
    for (const [key, problem] of failed.slice(0, 3))
      this.#complain(
        new KernelProblem({
          ...problem,
          title: `${this.#store.at(key)?.id ?? "Job"}: ${problem.title}`,
        }),
      );
    if (failed.length > 3)
      this.#complain(new KernelProblem({ title: `… and ${failed.length - 3} more.` }));
    this.#table.paint();
  }

  async #request<K extends keyof JobTableVerbs>(
    verb: K,
    args: JobTableVerbs[K]["args"],
    queued?: () => void,
  ): Promise<JobTableVerbs[K]["answer"] | undefined> {
    try {
      return await this.#channel.request(verb, args, { queued, timeout: 0 });
    } catch (error) {
      this.#complain(error);
      return undefined;
    }
  }

  #complain(error: unknown): void {
    const box: HTMLElement = failureBox(error, () => box.remove());
    this.#questions.append(box);
  }

  // -- whether anybody looks

  #visibility = (): void => {
    this.#channel.setVisible(this.#notifier.on || !document.hidden);
    if (!document.hidden) this.#table.paint();
  };
}

declare global {
  interface Window {
    /** Set by whoever wants to measure: milliseconds from the kernel to the paint, one a delta. */
    __procbook_latency?: number[];
  }
}

function measure(at: number): void {
  const into = window.__procbook_latency;
  if (into) requestAnimationFrame(() => into.push(performance.timeOrigin + performance.now() - at));
}

const render = guarded(({ model, el, host }: { model: unknown; el: HTMLElement; host?: Host }) => {
  const table = new JobTable(model as Model, el, host);
  return () => table.dispose();
});

export default { initialize, render };

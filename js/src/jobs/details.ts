// Everything about one job: message, trace, times, inputs, links, log, result, what people say about it.

import { KernelProblem, type Requests } from "../shared/channel.ts";
import { h, safeHref, uid } from "../shared/dom.ts";
import { failureBox } from "../shared/failure.ts";
import type { Host } from "../shared/nested-widget.ts";
import { JobResult } from "../shared/job-result.ts";
import type { JobDetails, JobTableVerbs } from "../shared/wire.ts";
import { fine, moment } from "./format.ts";
import { dateAndTime } from "../shared/local-time.ts";
import { LogView } from "./log.ts";
import { jobActions, type JobRequests } from "./job-actions.ts";
import { canOpen, elapsedText, isActive, type Row } from "./row.ts";

/** The parts of the details that a table and a card share. */
export function detailsBody(details: JobDetails, row: Row, requests: JobRequests): HTMLElement {
  const body = h("div", { class: "pj-details-body" });
  body.append(jobActions(details, { successful: canOpen(row), active: isActive(row) }, requests));
  if (details.note)
    body.append(h("p", { class: "pb-stale" }, `The server could not be asked: ${details.note}`));
  if (details.message) body.append(h("p", { class: "pj-message" }, details.message));
  if (details.trace) body.append(traceBox(details.trace));
  body.append(timeline(details, row));
  body.append(inputsBox(details.inputs));
  body.append(linksBox(details));
  if (details.log)
    body.append(
      new LogView(
        (offset) => requests.log(offset),
        () => requests.active(),
      ).element,
    );
  return body;
}

export function traceBox(trace: string): HTMLElement {
  return h(
    "details",
    { class: "pj-trace", open: true },
    h("summary", {}, "Trace of the error"),
    h("pre", { tabindex: 0 }, trace),
  );
}

/** When what happened: the first time whole, then clock times and how long each step took. */
function timeline(details: JobDetails, row: Row): HTMLElement {
  const list = h("ol", { class: "pj-timeline", "aria-label": "Times" });
  let before: number | null = null;
  for (const [name, at] of steps(details, row)) {
    const when = before === null ? dateAndTime(at) : moment(at, before);
    const after =
      before === null || at - before < 100
        ? null
        : h("span", { class: "pb-dim" }, `+${fine(at - before)}`);
    list.append(
      h(
        "li",
        {},
        h("b", {}, name),
        h("time", { datetime: new Date(at).toISOString(), title: dateAndTime(at) }, when),
        after,
      ),
    );
    before = at;
  }
  const ran = elapsedText(row, Date.now());
  if (ran) list.append(h("li", {}, h("b", {}, "elapsed"), h("span", {}, ran)));
  return list;
}

/** The times that say something, in their order. */
function steps({ times, submitted }: JobDetails, row: Row): [string, number][] {
  const { created = submitted, started, finished, updated } = times;
  const named = {
    [times.created ? "created" : "submitted"]: created,
    started,
    finished,
    updated: finished && !isActive(row) ? null : updated,
  };
  const known = Object.entries(named).flatMap(([name, time]): [string, number][] =>
    time ? [[name, Date.parse(time)]] : [],
  );
  return known.sort((a, b) => a[1] - b[1]);
}

function inputsBox(inputs: unknown): HTMLElement {
  if (inputs === null || inputs === undefined)
    return h("p", { class: "pb-dim" }, "The inputs are not known here.");
  return h(
    "details",
    { open: true },
    h("summary", {}, "Inputs"),
    h("pre", { tabindex: 0, class: "pj-json" }, JSON.stringify(inputs, null, 2)),
  );
}

function linksBox(details: JobDetails): HTMLElement {
  const list = h("ul", { class: "pj-links" });
  for (const link of [
    { href: details.url, rel: "self", title: "Status document" },
    ...details.links.filter((l) => l.href !== details.url),
  ]) {
    const href = safeHref(link.href);
    const text = link.title || link.rel?.split("/").at(-1) || link.href;
    list.append(
      h(
        "li",
        {},
        href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, text) : text,
        link.rel ? h("span", { class: "pb-dim" }, ` ${link.rel}`) : "",
      ),
    );
  }
  return h("details", {}, h("summary", {}, `Links (${list.childElementCount})`), list);
}

/** Milliseconds after which the pane opens to say that a result is being asked for. */
const ASKING_MS = 300;

export class DetailsPane {
  readonly element = h("section", { class: "pj-details", hidden: true });
  key: string | null = null;
  #channel: Requests<JobTableVerbs>;
  #result: JobResult;
  #closed: () => void;
  #act: (verb: "cancel" | "remove", key: string) => Promise<void>;
  /** Whether a form can be drawn here. */
  #editable: boolean;
  #row: Row | undefined;
  #round = 0;
  #what: "details" | "result" = "details";

  constructor(
    channel: Requests<JobTableVerbs>,
    host: Host | undefined,
    closed: () => void,
    act: (verb: "cancel" | "remove", key: string) => Promise<void>,
  ) {
    this.#act = act;
    this.#channel = channel;
    this.#result = new JobResult(host);
    this.#editable = host !== undefined;
    this.#closed = closed;
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  close(): void {
    if (this.key === null) return;
    this.key = null;
    this.#round++;
    this.#result.close();
    this.element.hidden = true;
    this.element.replaceChildren();
    this.#closed();
  }

  /** Whether this is what stands there. */
  shows(key: string, what: "details" | "result"): boolean {
    return this.key === key && this.#what === what;
  }

  /** Follow the job that is shown: a new state is asked about, a new message is put in. */
  follow(row: Row, ended: boolean): void {
    if (this.key === null || this.#what !== "details") return;
    this.#row = row;
    const message = this.element.querySelector(".pj-message");
    if (ended) void this.show(this.key, row, "details");
    else if (message && row.m) message.textContent = row.m;
  }

  /** Show the details of a job, or with "result" what it brought. */
  async show(key: string, row: Row, what: "details" | "result"): Promise<void> {
    const round = ++this.#round;
    this.#result.close();
    // What is asked again because the job ended goes on showing its log.
    const logged =
      key === this.key && Boolean(this.element.querySelector<HTMLDetailsElement>(".pj-log")?.open);
    this.key = key;
    this.#row = row;
    this.#what = what;
    const title = uid("details");
    const place = h(
      "div",
      { class: "pj-details-place", "aria-busy": "true" },
      h("p", { class: "pb-dim" }, "Asking…"),
    );
    const close = h(
      "button",
      {
        type: "button",
        class: "pb-button",
        "aria-label": "Close details",
        onclick: () => this.close(),
      },
      "Close",
    );
    const words = what === "result" ? "Result of " : "";
    this.element.replaceChildren(
      h(
        "header",
        {},
        h("h3", { id: title }, `${words}${[row.p, row.l].filter(Boolean).join(" · ") || "job"}`),
        h("code", {}, row.id),
        close,
      ),
      place,
    );
    this.element.setAttribute("aria-labelledby", title);
    const open = () => void (round === this.#round && (this.element.hidden = false));
    // A result may open elsewhere, so there is nothing to show here before it takes long.
    const soon = setTimeout(open, what === "result" ? ASKING_MS : 0);
    try {
      const content = what === "result" ? await this.#open(key) : await this.#details(key, row);
      if (round !== this.#round) return;
      if (content === null) return this.close();
      place.replaceChildren(content);
      const log = place.querySelector<HTMLDetailsElement>(".pj-log");
      if (log) log.open = logged;
    } catch (error) {
      if (round === this.#round) place.replaceChildren(failureBox(error));
    } finally {
      clearTimeout(soon);
    }
    open();
    place.removeAttribute("aria-busy");
  }

  async #details(key: string, row: Row): Promise<HTMLElement> {
    const details = await this.#channel.request("details", { key });
    const body = detailsBody(details, row, this.#requests(key));
    body.append(this.#remarks(key, details));
    return body;
  }

  async #end(key: string): Promise<void> {
    if (this.#row) await this.#act(isActive(this.#row) ? "cancel" : "remove", key);
  }

  #requests(key: string): JobRequests {
    const rerun = async () => {
      const { failed } = await this.#channel.request("rerun", { keys: [key] }, { timeout: 0 });
      if (failed[key]) throw new KernelProblem(failed[key]);
      return "Submitted again; the new job is in the table.";
    };
    const edit = () =>
      this.#result.open(() => this.#channel.request("edit", { key }, { timeout: 0 }));
    return {
      rerun,
      ...(this.#editable ? { edit } : {}),
      save: () => this.#channel.request("save", { key }, { timeout: 0 }),
      log: (offset) => this.#channel.request("log", { key, offset }),
      active: () => this.key === key && this.#row !== undefined && isActive(this.#row),
      end: () => this.#end(key),
    };
  }

  #open(key: string): Promise<HTMLElement | null> {
    return this.#result.open((live) =>
      this.#channel.request("open", { key, live }, { timeout: 0 }),
    );
  }

  #remarks(key: string, details: JobDetails): HTMLElement {
    const label = h("input", { type: "text", value: details.label ?? "" });
    const group = h("input", { type: "text", value: details.group ?? "" });
    const notes = h("textarea", { rows: 2 }, details.notes ?? "");
    const said = h("span", { class: "pb-dim", role: "status" });
    const keep = async () => {
      try {
        await this.#channel.request("mark", {
          keys: [key],
          label: label.value,
          group: group.value,
          notes: notes.value,
        });
        said.textContent = "Kept.";
      } catch (error) {
        said.replaceChildren(failureBox(error));
      }
    };
    for (const field of [label, group, notes]) field.addEventListener("change", keep);
    const named = (name: string, field: HTMLElement) =>
      h("label", { class: "pj-choice" }, h("span", {}, name), field);
    return h(
      "div",
      { class: "pj-remarks" },
      named("Label", label),
      named("Group", group),
      named("Notes", notes),
      said,
    );
  }
}

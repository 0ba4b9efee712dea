// Processes, form, jobs and result of one server: widgets within a widget, below a head that says where they are and what comes next.

import { Channel, type Model } from "../shared/channel.ts";
import { h } from "../shared/dom.ts";
import { failureBox, guarded } from "../shared/failure.ts";
import type { Host } from "../shared/nested-widget.ts";
import type { Fields, WorkbenchState, WorkbenchVerbs } from "../shared/wire.ts";
import { initialize } from "../shared/saved-view.ts";
import { Pane } from "./pane.ts";

const TOO_OLD =
  "The workbench needs anywidget 0.11 or newer where Jupyter runs: pip install -U anywidget. " +
  "Until then, client.processes[...].form() and client.job_table() show its parts.";

class WorkbenchView {
  #channel: Channel<WorkbenchVerbs>;
  #title = h("strong", { class: "pb-bench-title", dir: "auto" });
  #address = h("span", { class: "pb-dim pb-bench-address" });
  #who = h("span", { class: "pb-bench-who" });
  #sign = this.#button("Sign in", () => this.#ask("sign_in"));
  #next = h("p", { class: "pb-bench-next", role: "status", dir: "auto" });
  #problem = h("div");
  #closeSignIn = this.#button("Close", () => this.#ask("close_sign_in"), "Close sign-in");
  #resultTitle = h("strong", { dir: "auto" });
  #resultJob = h("code", { class: "pb-dim" });
  #resultHead: HTMLElement;
  #panes: Record<"signing" | "browser" | "form" | "table" | "viewer", Pane>;
  /** The viewer that is drawn; undefined before anything is. */
  #shown: string | null | undefined;

  constructor(model: Model, el: HTMLElement, host: Host) {
    el.classList.add("procbook", "pb-bench");
    this.#panes = {
      signing: new Pane(host, "pb-bench-signing", "Sign-in"),
      browser: new Pane(host, "pb-bench-browser", "Processes of the server"),
      form: new Pane(host, "pb-bench-form", "Form"),
      table: new Pane(host, "pb-bench-table", "Jobs of the server"),
      viewer: new Pane(host, "pb-bench-result", "Result"),
    };
    const { signing, browser, form, table, viewer } = this.#panes;
    const edit = this.#button("Edit and run again", () => this.#edit());
    const close = this.#button("Close", () => this.#closeResult(), "Close result");
    this.#resultHead = h(
      "div",
      { class: "pb-bench-result-head", hidden: true },
      h("span", { class: "pb-bench-result-name" }, this.#resultTitle, " ", this.#resultJob),
      edit,
      close,
    );
    el.append(
      h(
        "div",
        { class: "pb-bench-head" },
        h("div", { class: "pb-bench-server" }, this.#title, " ", this.#address),
        h("div", { class: "pb-bench-sign" }, this.#who, this.#sign, this.#closeSignIn),
        this.#next,
      ),
      this.#problem,
      signing.el,
      h("div", { class: "pb-bench-panes" }, browser.el, form.el),
      table.el,
      this.#resultHead,
      viewer.el,
    );
    this.#next.textContent = "Waiting for the kernel …";
    this.#channel = new Channel(model, {
      snapshot: (records) => this.#draw(records),
      delta: () => this.#draw(this.#channel.records),
      stale: (since) =>
        this.#fail(since && new Error("The kernel does not answer; buttons wait until it does.")),
    });
  }

  dispose(): void {
    for (const pane of Object.values(this.#panes)) pane.close();
    this.#channel.dispose();
  }

  #button(text: string, act: () => void, label?: string): HTMLButtonElement {
    return h(
      "button",
      { type: "button", class: "pb-button", "aria-label": label, onclick: act },
      text,
    );
  }

  #fail(error: unknown): void {
    this.#problem.replaceChildren(error ? failureBox(error) : "");
  }

  #draw(records: Map<string, Fields>): void {
    const state = records.get("_") as WorkbenchState | undefined;
    if (!state) return;
    this.#title.textContent = state.title;
    this.#address.textContent = `${state.client} client of ${state.address}`;
    this.#who.textContent = state.sign_in;
    this.#next.textContent = state.next;
    const signing = state.signing !== null;
    this.#sign.hidden = signing;
    this.#sign.classList.toggle("pb-primary", state.wanted);
    this.#sign.textContent = state.sign_in.startsWith("Signed in") ? "Change sign-in" : "Sign in";
    this.#closeSignIn.hidden = !signing;
    const { signing: signIn, browser, form, table, viewer } = this.#panes;
    signIn.el.hidden = !signing;
    signIn.show(state.signing);
    browser.show(state.browser);
    table.show(state.table);
    form.show(state.form, firstSteps());
    form.el.setAttribute("aria-label", state.process ? `Form of ${state.process}` : "First steps");
    this.#drawResult(state, viewer);
  }

  #drawResult({ viewer: model, job }: WorkbenchState, pane: Pane): void {
    const name = job ? `Result of ${job.process}` : "Result";
    this.#resultHead.hidden = pane.el.hidden = model === null;
    this.#resultTitle.textContent = name;
    this.#resultJob.textContent = job?.id ?? "";
    pane.el.setAttribute("aria-label", name);
    pane.show(model);
    if (model !== null && model !== this.#shown && this.#shown !== undefined)
      requestAnimationFrame(() => this.#resultHead.scrollIntoView({ block: "nearest" }));
    this.#shown = model;
  }

  #ask(verb: keyof WorkbenchVerbs): void {
    this.#fail(null);
    this.#channel.request(verb, {}, { timeout: 0 }).catch((error: unknown) => this.#fail(error));
  }

  /** The form that is filled has the keyboard next. */
  #edit(): void {
    this.#ask("edit");
    this.#panes.form.el.scrollIntoView({ block: "nearest" });
  }

  #closeResult(): void {
    this.#ask("close_result");
    this.#panes.table.el.querySelector<HTMLElement>("button, [tabindex='0']")?.focus();
  }
}

function firstSteps(): HTMLElement {
  const steps = [
    "Choose a process in the list; its form appears here.",
    "Fill in the form and press Run.",
    "Watch the job in the table below; its result opens under it.",
  ];
  return h("ol", { class: "pb-bench-steps" }, ...steps.map((step) => h("li", {}, step)));
}

export default {
  initialize,
  render: guarded(
    ({ model, el, host }: { model: unknown; el: HTMLElement; host?: Partial<Host> }) => {
      if (!host?.getWidget) {
        el.classList.add("procbook");
        el.append(failureBox(new Error(TOO_OLD)));
        return;
      }
      const view = new WorkbenchView(model as Model, el, host as Host);
      return () => view.dispose();
    },
  ),
};

// Signing in: what is typed leaves in one message and is cleared from the page at once.

import { Channel, KernelProblem, type Model } from "../shared/channel.ts";
import { h, safeHref, uid } from "../shared/dom.ts";
import { failureBox, guarded } from "../shared/failure.ts";
import type { SignInQuestion, SignInState, SignInVerbs } from "../shared/wire.ts";
import { initialize } from "../shared/saved-view.ts";

const LOCAL = new Set(["localhost", "127.0.0.1", "[::1]"]);
/** Milliseconds without a kernel after which the page says so. */
const ALONE_MS = 2500;
/** The longest time that setTimeout can wait. */
const LONGEST_MS = 2 ** 31 - 1;

class SignIn {
  #channel: Channel<SignInVerbs, SignInState>;
  #title = h("div", { class: "pb-signin-title", id: uid("title") });
  #failure = h("div");
  #body = h("div");
  #status = h("p", { class: "pb-signin-state", role: "status" });
  #buttons = h("div", { class: "pb-signin-buttons" });
  #kernel = h("p", { class: "pb-stale", hidden: true });
  #keep: HTMLInputElement | null = null;
  #kind = "";
  #drawn = "";
  #alone: ReturnType<typeof setTimeout>;
  #end: ReturnType<typeof setTimeout> | undefined;

  constructor(model: Model, el: HTMLElement) {
    el.classList.add("procbook", "pb-signin");
    el.setAttribute("role", "group");
    el.setAttribute("aria-labelledby", this.#title.id);
    el.append(this.#title, this.#failure, this.#body, this.#status, this.#buttons, this.#kernel);
    this.#channel = new Channel(model, {
      snapshot: () => this.#draw(),
      delta: () => this.#draw(),
      stale: (since) =>
        this.#say(since ? "The kernel does not answer; nobody can sign in meanwhile." : ""),
    });
    this.#alone = setTimeout(
      () => this.#state || this.#say("No kernel answers. Run this cell to sign in."),
      ALONE_MS,
    );
  }

  dispose(): void {
    clearTimeout(this.#alone);
    clearTimeout(this.#end);
    this.#channel.dispose();
  }

  get #state(): SignInState | undefined {
    return this.#channel.records.get("_");
  }

  /** What keeps the form from working: a kernel that is away. */
  #say(text: string): void {
    this.#kernel.textContent = text;
    this.#kernel.hidden = !text;
    for (const button of [
      ...this.#body.querySelectorAll("button"),
      ...this.#buttons.querySelectorAll("button"),
    ])
      button.disabled = text !== "";
  }

  #draw(): void {
    const now = this.#state;
    if (!now) return;
    this.#say("");
    // What is being typed stays when nothing about the questions changed.
    const drawn = JSON.stringify([now.state, now.kinds, now.page, now.failure]);
    this.#line(now);
    if (drawn === this.#drawn) return;
    const moved =
      this.#body.contains(document.activeElement) || this.#buttons.contains(document.activeElement);
    this.#drawn = drawn;
    this.#title.textContent = now.state === "in" ? now.server : `Sign in to ${now.server}`;
    this.#failure.replaceChildren(now.failure ? failureBox(new KernelProblem(now.failure)) : "");
    if (now.state === "waiting") this.#body.replaceChildren(this.#elsewhere(now));
    else this.#body.replaceChildren(now.state === "out" ? this.#asking(now) : "");
    this.#buttons.replaceChildren(...this.#choices(now));
    // Whoever was in the form goes on in what took its place.
    const first = "a, input, select, button";
    if (moved)
      (
        this.#body.querySelector<HTMLElement>(first) ??
        this.#buttons.querySelector<HTMLElement>(first)
      )?.focus();
  }

  #line(now: SignInState): void {
    let text = "";
    clearTimeout(this.#end);
    if (now.state === "in") {
      const parts = [`Signed in${now.who ? ` as ${now.who}` : ""}`];
      if (now.until)
        parts.push(
          now.renews
            ? `until ${moment(now.until)}, then renewed by itself`
            : `until ${moment(now.until)}`,
        );
      text = `${parts.join(" ")}; ${now.kept ?? ""}.`;
      const left = now.until && !now.renews ? now.until - Date.now() : Infinity;
      if (left <= 0) text = `The sign-in ended at ${moment(now.until!)}. Sign out and in again.`;
      else if (left < Infinity)
        this.#end = setTimeout(() => this.#ended(), Math.min(left, LONGEST_MS));
    } else if (now.state === "waiting") {
      text = now.page ? "Waiting for you to sign in there…" : "Asking for the sign-in page…";
    }
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }

  #ended(): void {
    const now = this.#state;
    if (now) this.#line(now);
  }

  // -- the three states

  #choices(now: SignInState): HTMLElement[] {
    if (now.state === "in") return [this.#button("Sign out", () => this.#do("sign_out", {}))];
    if (now.state === "out") return [];
    const code =
      now.page && !now.page.code
        ? [this.#button("Use a code instead", () => this.#open(true))]
        : [];
    return [this.#button("Cancel", () => this.#do("stop", {})), ...code];
  }

  #elsewhere(now: SignInState): HTMLElement {
    const box = h("div", { class: "pb-signin-elsewhere" });
    const href = safeHref(now.page?.url);
    if (href)
      box.append(
        h("a", { href, target: "_blank", rel: "noopener noreferrer" }, "Open sign-in page"),
      );
    else if (now.page) box.append(h("span", {}, `Open ${now.page.url}`));
    if (now.page?.code)
      box.append(
        h("span", {}, "and enter the code ", h("code", { class: "pb-signin-code" }, now.page.code)),
      );
    return box;
  }

  #asking(now: SignInState): HTMLElement {
    const form = h("form", {
      class: "pb-signin-form",
      autocomplete: "off",
      novalidate: true,
      "aria-labelledby": this.#title.id,
    });
    const kinds = now.kinds ?? {};
    if (!(this.#kind in kinds)) this.#kind = Object.keys(kinds)[0] ?? "";
    const fields = h("div", { class: "pb-signin-fields" });
    const fill = () =>
      fields.replaceChildren(
        ...(kinds[this.#kind]?.fields ?? []).map((question) => this.#field(question)),
      );
    if (Object.keys(kinds).length > 1) form.append(this.#chooser(kinds, fill));
    fill();
    this.#keep = h("input", { type: "checkbox", checked: this.#keep?.checked ?? now.keep });
    const keep = h(
      "label",
      { class: "pb-signin-keep" },
      this.#keep,
      ` Stay signed in (${now.offers})`,
    );
    const button = h("button", { type: "submit", class: "pb-button pb-primary" }, "Sign in");
    form.append(fields, keep, h("div", {}, button));
    form.addEventListener("keydown", (event) => {
      // JupyterLab takes Enter for itself, so that the browser does not send the form.
      if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
      event.preventDefault();
      form.requestSubmit(button);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void (now.elsewhere ? this.#open(false) : this.#submit(form, button));
    });
    return form;
  }

  #chooser(kinds: NonNullable<SignInState["kinds"]>, changed: () => void): HTMLElement {
    const select = h("select", { class: "pb-input", id: uid("kind") });
    for (const [kind, { label }] of Object.entries(kinds))
      select.append(h("option", { value: kind, selected: kind === this.#kind }, label));
    select.addEventListener("change", () => {
      this.#kind = select.value;
      changed();
    });
    return h(
      "div",
      { class: "pb-signin-field" },
      h("label", { for: select.id }, "Sign in with"),
      select,
    );
  }

  #field(question: SignInQuestion): HTMLElement {
    const id = uid("field");
    const input = h("input", {
      id,
      class: "pb-input",
      type: question.secret ? "password" : "text",
      name: question.name,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      "aria-required": "true",
      "aria-describedby": `${id}-error`,
      value: question.secret ? null : question.value,
      oninput: () => complain(input, ""),
    });
    return h(
      "div",
      { class: "pb-signin-field" },
      h("label", { for: id }, question.label),
      input,
      h("p", { class: "pb-error", id: `${id}-error`, hidden: true }),
    );
  }

  // -- what the person does

  async #submit(form: HTMLFormElement, button: HTMLButtonElement): Promise<void> {
    const inputs = [...form.querySelectorAll<HTMLInputElement>("input[name]")];
    const empty = inputs.filter((input) => !input.value.trim());
    for (const input of inputs)
      complain(
        input,
        empty.includes(input) ? `${input.labels?.[0]?.textContent ?? "This"} is missing.` : "",
      );
    if (empty[0]) return empty[0].focus();
    const answers = Object.fromEntries(inputs.map((input) => [input.name, input.value]));
    for (const input of inputs) if (input.type === "password") input.value = "";
    button.disabled = true;
    button.textContent = "Signing in…";
    await this.#do("sign_in", { kind: this.#kind, answers, keep: this.#keep?.checked ?? false });
    if (!form.isConnected) return;
    button.disabled = false;
    button.textContent = "Sign in";
    inputs.find((input) => input.type === "password")?.focus();
  }

  #open(code: boolean): Promise<void> {
    return this.#do("open", {
      keep: this.#keep?.checked ?? false,
      local: LOCAL.has(location.hostname),
      code,
    });
  }

  async #do<K extends keyof SignInVerbs>(verb: K, args: SignInVerbs[K]["args"]): Promise<void> {
    this.#failure.replaceChildren();
    try {
      await this.#channel.request(verb, args, { queued: () => this.#queued(true) });
    } catch (error) {
      this.#failure.replaceChildren(failureBox(error));
    } finally {
      this.#queued(false);
    }
  }

  #queued(on: boolean): void {
    if (on && !this.#status.textContent)
      this.#status.textContent = "Waiting for the server or for a cell that runs…";
    else if (!on && this.#state) this.#line(this.#state);
  }

  #button(label: string, onclick: () => unknown): HTMLButtonElement {
    return h(
      "button",
      { type: "button", class: "pb-button", onclick: () => void onclick() },
      label,
    );
  }
}

/** Say at a field what is wrong with it; nothing for an empty text. */
function complain(input: HTMLInputElement, text: string): void {
  const error = document.getElementById(`${input.id}-error`);
  if (error) {
    error.textContent = text;
    error.hidden = !text;
  }
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

function moment(at: number): string {
  const far = Math.abs(at - Date.now()) > 12 * 3600_000;
  return new Intl.DateTimeFormat(
    undefined,
    far ? { dateStyle: "medium", timeStyle: "short" } : { timeStyle: "short" },
  ).format(at);
}

export default {
  initialize,
  render: guarded(({ model, el }: { model: unknown; el: HTMLElement }) => {
    const form = new SignIn(model as Model, el);
    return () => form.dispose();
  }),
};

// The form widget: one for the whole form. The kernel sends plan, value and jobs as records; the page sends the value back as JSON text.

import { foldedText } from "../shared/folded-text.ts";
import { OutputChoice, type Chosen } from "./run/outputs.ts";
import { Channel, type Model } from "../shared/channel.ts";
import { count } from "../shared/count.ts";
import { h, uid } from "../shared/dom.ts";
import { guarded } from "../shared/failure.ts";
import type { Host } from "../shared/nested-widget.ts";
import type {
  Fields,
  FilledValue,
  FormJob,
  FormMeta,
  FormOutputsRecord,
  ProcessFormVerbs,
} from "../shared/wire.ts";
import { initialize, REOPEN } from "../shared/saved-view.ts";
import type { Mistake } from "./values/check.ts";
import { drawForm, type DrawnForm } from "./form.ts";
import { isMembers, parse, same, stringify, type Members } from "./values/json.ts";
import { JobRows } from "./run/job-rows.ts";
import { merged } from "./values/crossing-edits.ts";
import { readPlan, type Plan } from "./values/plan.ts";
import { drawRunner, type Runner } from "./run/runner.ts";
import { drawToolbar, fillIn, type Toolbar } from "./toolbar.ts";

/** The value goes to the kernel when typing pauses for this long. */
const PAUSE_MS = 60;
const JOB = "job:";

class FormView {
  readonly #me = uid("view");
  readonly #el: HTMLElement;
  readonly #channel: Channel<ProcessFormVerbs>;
  readonly #jobs: JobRows;
  readonly #body = h("div", { class: "pb-form-body" });
  #drawn: DrawnForm | undefined;
  #runner: Runner | undefined;
  #toolbar: Toolbar | undefined;
  #outputs: OutputChoice | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sent = 0;
  #heard = 0;
  /** What the kernel has, as far as is known here, and the number of the last change that Python made to it. */
  #known: Members = {};
  #seen = 0;
  #planned = "";

  constructor(model: Model, el: HTMLElement, host?: Host) {
    this.#el = el;
    el.classList.add("procbook", "pb-form");
    const preview = model.get("_preview") as { title?: string; fields?: string[] } | undefined;
    if (preview?.title)
      this.#body.append(
        h("p", { class: "pb-dim" }, `${preview.title}: ${(preview.fields ?? []).join(", ")}`),
      );
    this.#channel = new Channel(model, {
      snapshot: (records) => this.#snapshot(records),
      delta: (changed, gone) => this.#delta(changed, gone),
      stale: (since) => this.#runner?.setStale(since),
    });
    this.#jobs = new JobRows(this.#channel, (value) => this.#fill(value), host);
    el.append(this.#body, this.#jobs.el, this.#jobs.result);
    el.addEventListener("keydown", this.#onKey);
    el.addEventListener("focusout", this.#onLeave);
    el.addEventListener(REOPEN, this.#tellValue);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#el.removeEventListener("keydown", this.#onKey);
    this.#el.removeEventListener("focusout", this.#onLeave);
    this.#el.removeEventListener(REOPEN, this.#tellValue);
    this.#toolbar?.dispose();
    this.#drawn?.dispose();
    this.#jobs.closeResult();
    this.#channel.dispose();
  }

  #snapshot(records: Map<string, Fields>): void {
    const planText = String(records.get("plan")?.["text"] ?? "");
    const value = valueIn(records.get("value"));
    if (planText && planText !== this.#planned)
      this.#draw(readPlan(planText), value, records.get("meta") ?? {});
    else this.#drawn?.form.store.receive(value);
    this.#known = value;
    this.#seen = Number(records.get("value")?.["v"] ?? 0);
    this.#planned = planText;
    this.#delta(
      Object.fromEntries([...records].filter(([key]) => key !== "plan" && key !== "value")),
      [],
    );
  }

  #delta(changed: Record<string, Fields>, gone: string[]): void {
    for (const [key, fields] of Object.entries(changed)) {
      if (key.startsWith(JOB))
        this.#jobs.show(key, (this.#channel.records.get(key) ?? fields) as unknown as FormJob);
      else if (key === "value") this.#received(this.#channel.records.get("value") ?? fields);
      else if (key === "errors") this.#judged(this.#channel.records.get("errors") ?? fields);
      else if (key === "outputs") this.#outputs?.show(this.#chosen());
      else if (key === "plan" && this.#planned) this.#snapshot(this.#channel.records);
    }
    for (const key of gone) this.#jobs.drop(key);
  }

  #received(record: Fields): void {
    if (record["by"] === this.#me || !this.#drawn) return;
    const store = this.#drawn.form.store;
    const theirs = valueIn(record);
    const crossed = this.#timer !== undefined || this.#heard < this.#sent;
    const value = crossed ? merged(this.#known, store.value, theirs) : theirs;
    this.#known = theirs;
    this.#seen = Number(record["v"] ?? 0);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    store.receive(value, record["base"] === true);
    if (!same(value, theirs)) this.#changed();
  }

  /** The kernel has the last word, on the value that it was given last. */
  #judged(record: Fields): void {
    if (record["by"] === this.#me && record["n"] !== this.#sent) return;
    this.#drawn?.form.issues.setKernel((record["mistakes"] ?? []) as Mistake[]);
  }

  /** Put the inputs of an earlier job in, as one step that can be undone, and go to the first field. */
  #fill(value: FilledValue): void {
    if (!this.#drawn) return;
    fillIn(this.#drawn.form, value);
    this.#drawn.el.querySelector<HTMLElement>("input, select, textarea")?.focus();
  }

  #chosen(): Chosen {
    const record = this.#channel.records.get("outputs") as FormOutputsRecord | undefined;
    return record?.chosen ?? null;
  }

  #choose(chosen: Chosen): void {
    this.#channel
      .request("choose_outputs", { chosen })
      .catch((error: unknown) =>
        this.#runner?.say(error instanceof Error ? error.message : String(error)),
      );
  }

  #draw(plan: Plan, value: Members, meta: Partial<FormMeta>): void {
    this.#toolbar?.dispose();
    this.#drawn?.dispose();
    const canRun = meta.canRun !== false;
    const runner = (this.#runner = drawRunner(() => this.#drawn as DrawnForm, { canRun }));
    const ready = () => this.#drawn && runner.update();
    const drawn = (this.#drawn = drawForm({
      plan,
      value,
      kernel: this.#channel,
      tiles: meta.tiles ?? undefined,
      say: runner.say,
      checked: ready,
    }));
    drawn.form.sweeps.changed = ready;
    drawn.form.store.onCommit((_value, own) => own && this.#changed());
    const title = String(meta.title ?? plan.title ?? plan.id ?? "");
    this.#el.setAttribute("role", "form");
    this.#el.setAttribute("aria-label", title);
    const toolbar = (this.#toolbar = drawToolbar(drawn, {
      title,
      canRun,
      fail: (error) => runner.say(error instanceof Error ? error.message : String(error)),
    }));
    this.#outputs = meta.outputs?.length
      ? new OutputChoice(meta.outputs, (chosen) => this.#choose(chosen))
      : undefined;
    this.#outputs?.show(this.#chosen());
    this.#body.replaceChildren(
      toolbar.el,
      ...(meta.about ? [foldedText(meta.about, { kind: "pb-help pb-about", long: 240 })] : []),
      runner.failures,
      toolbar.panel,
      drawn.el,
      ...(this.#outputs ? [this.#outputs.el] : []),
      runner.el,
    );
    if (plan.unreadable) runner.fail(new Error(unreadableText(plan.unreadable)));
    runner.update();
  }

  #changed(): void {
    this.#drawn?.form.issues.setKernel([]);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), PAUSE_MS);
  }

  /** What a new kernel cannot know: the value, also what was typed last. */
  #tellValue = (event: Event): void => {
    if (this.#drawn)
      Object.assign((event as CustomEvent<object>).detail, {
        inputs: stringify(this.#drawn.form.store.value),
      });
  };

  #send(): void {
    this.#timer = undefined;
    if (!this.#drawn) return;
    const value = this.#drawn.form.store.value;
    const n = ++this.#sent;
    const done = () => {
      this.#heard = Math.max(this.#heard, n);
    };
    const taken = () => {
      if (n > this.#heard) this.#known = value;
    };
    this.#channel
      .request("set", { text: stringify(value), by: this.#me, n, seen: this.#seen })
      .then(taken, () => undefined)
      .finally(done);
  }

  #onLeave = (): void => this.#drawn?.form.store.step();

  #onKey = (event: KeyboardEvent): void => {
    const store = this.#drawn?.form.store;
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (!store || !command) return;
    if (key === "y" || (key === "z" && event.shiftKey)) store.redo();
    else if (key === "z") store.undo();
    else if (key === "enter") this.#runner?.run();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

function unreadableText(fields: number): string {
  return `${count(fields, "input")} of the description cannot be read; the others are below. “JSON” edits all of them.`;
}

function valueIn(record: Fields | undefined): Members {
  const value = parse(String(record?.["text"] ?? "{}"));
  return isMembers(value) ? value : {};
}

function render({ model, el, host }: { model: Model; el: HTMLElement; host?: Host }): () => void {
  const view = new FormView(model, el, host);
  return () => view.dispose();
}

export default { initialize, render: guarded(render) };

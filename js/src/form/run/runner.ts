// The foot of the form: Run, the one status line, what is still wrong, and the jobs that were started here.

import { clock } from "../../shared/local-time.ts";
import { count } from "../../shared/count.ts";
import { h, mark, uid } from "../../shared/dom.ts";
import { KernelProblem } from "../../shared/channel.ts";
import { failureBox } from "../../shared/failure.ts";
import { ask } from "../../shared/question.ts";
import { doubtsText } from "./doubts.ts";
import { stringify } from "../values/json.ts";
import { pointerOf } from "../values/plan.ts";
import { isHard, type Mistake } from "../values/mistake.ts";
import type { DrawnForm } from "../form.ts";

export interface Runner {
  el: HTMLElement;
  /** Where failures that belong to no field are told: above the form. */
  failures: HTMLElement;
  update(): void;
  say(text: string): void;
  /** Show what went wrong above the form. */
  fail(error: unknown): void;
  run(): void;
  setStale(since: Date | null): void;
}

const JUMPS = 5;

export function drawRunner(drawn: () => DrawnForm, options: { canRun: boolean }): Runner {
  const status = h("span", { role: "status", class: "pb-status-line", id: uid("status") });
  const jumps = h("span", { class: "pb-jumps" });
  const jobs = h("span", { class: "pb-count" });
  const button = h(
    "button",
    { type: "button", class: "pb-button pb-primary", "aria-describedby": status.id },
    "Run",
  );
  const failures = h("div", { class: "pb-failures" });
  const questions = h("div", { class: "pb-questions" });
  const line = h("div", { class: "pb-run" }, options.canRun ? button : null, jobs, status, jumps);
  const el = h("div", {}, questions, line);
  let stale: Date | null = null;
  let busy = "";
  let said = "";
  let announced = "";
  /** The doubts that somebody has confirmed: the same ones are not asked about again. */
  let confirmed = "";

  const announce = (text: string) => {
    if (text !== announced) status.textContent = announced = text;
  };
  const update = () => {
    const { issues, sweeps } = drawn().form;
    const mistakes = issues.mistakes;
    const hindrance = stale
      ? `The kernel does not answer since ${clock(stale)}.`
      : busy || hindranceOf(mistakes, sweeps);
    if (sweeps.active || jobs.textContent)
      jobs.textContent = sweeps.active && sweeps.count ? count(sweeps.count, "job") : "";
    mark(button, "aria-disabled", hindrance ? "true" : null);
    const word = mistakes.length && !hindrance ? "Run anyway…" : "Run";
    if (button.textContent !== word) button.textContent = word;
    button.classList.toggle("pb-primary", word === "Run");
    announce(hindrance || [said, summary(mistakes)].filter(Boolean).join(" "));
    line.classList.toggle("pb-has-errors", issues.visible.length > 0);
    jumpTo(jumps, busy ? [] : places(drawn(), inOrder(mistakes)));
  };
  /** As the fields stand in the form: the validator tells what is missing first. */
  const inOrder = (mistakes: Mistake[]) => {
    if (mistakes.length < 2) return mistakes;
    const ranks = new Map(
      drawn().form.plan.fields.map((field, rank) => [pointerOf([field.name]), rank]),
    );
    const rankOf = ({ pointer }: Mistake) =>
      ranks.get(/^\/[^/]*/.exec(pointer)?.[0] ?? "") ?? ranks.size;
    return mistakes
      .map((mistake) => ({ mistake, rank: rankOf(mistake) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ mistake }) => mistake);
  };
  const goToFirst = () => {
    const { issues } = drawn().form;
    const [first] = inOrder(issues.mistakes);
    if (first) issues.placeOf(first.pointer)?.focus();
  };
  const run = () => {
    const { form, check, finish } = drawn();
    check();
    if (form.issues.mistakes.length) {
      finish();
      form.issues.all = true;
      form.issues.show();
      update();
      if (form.issues.mistakes.some(isHard)) goToFirst();
    }
    if (button.getAttribute("aria-disabled") === "true") return;
    const doubts = form.issues.mistakes;
    if (doubts.length) void confirm(doubts).then((yes) => (yes ? send(false) : goToFirst()));
    else send(true);
  };
  /** Ask once about doubts; the answer stands until there are others. */
  const confirm = async (doubts: Mistake[]): Promise<boolean> => {
    const text = doubtsText(inOrder(doubts), (pointer) => labelAt(drawn(), pointer));
    if (text === confirmed) return true;
    questions.replaceChildren();
    const answer = await ask(questions, {
      title: "The description of the process says otherwise.",
      text: `${text} The server may take it all the same.`,
      yes: "Run anyway",
      no: "Back to the form",
    });
    if (answer !== null) confirmed = text;
    return answer !== null;
  };
  const send = (check: boolean) => {
    const { form } = drawn();
    busy = "Submitting …";
    said = "";
    failures.replaceChildren();
    update();
    const queued = () => {
      busy = "Queued: a cell is running.";
      update();
    };
    const text = stringify(form.store.value);
    const sweep = form.sweeps.active ? form.sweeps.toJSON() : null;
    form.kernel
      .request("run", { text, sweep, check }, { timeout: 0, queued })
      .then(
        (answer) => (said = answer),
        (error: unknown) => refused(error, sweep !== null),
      )
      .finally(() => {
        busy = "";
        update();
      });
  };
  /** A refusal that names fields shows at them; any other above the form, and what became of all jobs of a sweep. */
  const refused = (error: unknown, several: boolean) => {
    const { form } = drawn();
    const mistakes = error instanceof KernelProblem ? (error.problem.mistakes ?? []) : [];
    form.issues.setKernel(mistakes);
    const homeless =
      several ||
      !mistakes.length ||
      mistakes.some((mistake) => !form.issues.placeOf(mistake.pointer));
    if (homeless) failures.replaceChildren(failureBox(error, () => failures.replaceChildren()));
    else form.issues.placeOf(mistakes[0]?.pointer ?? "")?.focus();
  };
  // A double click is one gesture, and one job.
  button.addEventListener("click", (event) => event.detail < 2 && run());
  return {
    el,
    failures,
    update,
    run,
    fail: (error) => failures.replaceChildren(failureBox(error, () => failures.replaceChildren())),
    say: (text) => {
      said = text;
      update();
    },
    setStale: (since) => {
      stale = since;
      update();
    },
  };
}

/** Why nothing can be sent, or an empty text. */
function hindranceOf(mistakes: Mistake[], sweeps: { active: boolean; count: number }): string {
  if (sweeps.active && !sweeps.count)
    return "Several values: write them separated by commas, or as a range.";
  return mistakes.some(isHard) ? summary(mistakes) : "";
}

/** How many mistakes there are, before the places where they are. */
function summary(mistakes: Mistake[]): string {
  if (!mistakes.length) return "";
  const missing = mistakes.filter((mistake) => mistake.rule === "required").length;
  const wrong = mistakes.length - missing;
  const parts = [
    wrong ? count(wrong, "mistake") : "",
    missing ? `${count(missing, "input")} ${missing === 1 ? "is" : "are"} still needed` : "",
  ];
  return `${parts.filter(Boolean).join(", ")}:`;
}

interface Jump {
  label: string;
  focus(): void;
}

/** What the place of a mistake is called: the field, after the input that it is in. */
function labelAt(drawn: DrawnForm, pointer: string): string {
  const place = drawn.form.issues.placeOf(pointer);
  const name = pointer.split("/").at(-1) ?? "";
  const top =
    place && place.path.length > 1
      ? drawn.form.issues.placeOf(`/${pointer.split("/")[1]}`)?.label
      : undefined;
  return [top, place?.label ?? name]
    .filter((part, i, all) => part && part !== all[i - 1])
    .join(" › ");
}

function places(drawn: DrawnForm, mistakes: Mistake[]): Jump[] {
  const found = new Map<string, Jump>();
  for (const { pointer } of mistakes) {
    const label = labelAt(drawn, pointer);
    found.set(label, {
      label,
      focus: () => {
        drawn.finish();
        drawn.form.issues.placeOf(pointer)?.focus();
      },
    });
    if (found.size > JUMPS) break;
  }
  return [...found.values()];
}

function jumpTo(el: HTMLElement, jumps: Jump[]): void {
  const names = jumps.map((jump) => jump.label).join("\n");
  el.onclick = (event) => jumps[[...el.children].indexOf(event.target as Element)]?.focus();
  if (el.dataset["names"] === names) return;
  el.dataset["names"] = names;
  el.replaceChildren(
    ...jumps
      .slice(0, JUMPS)
      .map((jump) => h("button", { type: "button", class: "pb-jump" }, jump.label)),
    ...(jumps.length > JUMPS ? [h("span", {}, "…")] : []),
  );
}

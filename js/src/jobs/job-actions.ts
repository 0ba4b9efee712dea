// What can be done with a job from its details: run it again, as it is or with a change, save its results, copy its code.

import { copy } from "../shared/copy.ts";
import { count } from "../shared/count.ts";
import { h } from "../shared/dom.ts";
import { failureBox } from "../shared/failure.ts";
import type { JobDetails, LogPart, SavedFiles } from "../shared/wire.ts";

/** The kernel, as far as the details of one job need it. */
export interface JobRequests {
  /** Submit the job again; resolves to a sentence. */
  rerun(): Promise<string>;
  /** Fill a form with the inputs of the job; resolves to the form where it is drawn here. */
  edit?: () => Promise<HTMLElement | null>;
  save(): Promise<SavedFiles>;
  /** The log from an offset on, or its end; asked again while the job goes on. */
  log(offset: number | null): Promise<LogPart>;
  active(): boolean;
  /** Dismiss the job, or have the server forget one that has ended; asks first. */
  end?: () => Promise<void>;
}

/** A row of buttons, and the place where what they bring is shown. */
export function jobActions(
  details: JobDetails,
  { successful, active }: { successful: boolean; active: boolean },
  requests: JobRequests,
): HTMLElement {
  const said = h("span", { class: "pb-dim", role: "status" });
  const place = h("div", { class: "pj-edit" });
  const tell = (text: string) => {
    said.textContent = text;
  };
  const button = (word: string, act: () => Promise<unknown>) =>
    actionButton(word, act, (error) => place.replaceChildren(failureBox(error)));
  const known = details.inputs !== null;
  const { edit, end } = requests;
  const editing = async () => {
    const form = await edit?.();
    if (form) place.replaceChildren(form);
    tell(form ? "Change the inputs below, then Run." : "The form is filled in.");
  };
  const saving = async () => {
    const { paths } = await requests.save();
    tell(`Saved ${count(paths.length, "file")}: ${paths.join(", ")}`);
  };
  const copying = async () => {
    await copy(details.code);
    tell("Copied the Python code that takes this job up again.");
  };
  return h(
    "div",
    { class: "pj-actions" },
    h(
      "div",
      { class: "pj-actions-row", role: "group", "aria-label": "What can be done with the job" },
      known && edit ? button("Edit and run again", editing) : null,
      known ? button("Rerun", () => requests.rerun().then(tell)) : null,
      successful ? button("Save results", saving) : null,
      button("Copy code", copying),
      end ? button(active ? "Cancel" : "Remove", end) : null,
      said,
    ),
    place,
  );
}

/** A button that is off while what it does is under way. */
export function actionButton(
  word: string,
  act: () => Promise<unknown>,
  fail: (error: unknown) => void,
): HTMLButtonElement {
  const button = h("button", { type: "button", class: "pb-button" }, word);
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    act()
      .catch(fail)
      .finally(() => button.removeAttribute("aria-disabled"));
  });
  return button;
}

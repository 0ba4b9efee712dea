// A failure is shown where the user looks: in the widget.

import { KernelProblem } from "./channel.ts";
import { h } from "./dom.ts";
import { keepKeys } from "./keys.ts";

/** A box that tells what went wrong. */
export function failureBox(error: unknown, close?: () => void): HTMLElement {
  const problem =
    error instanceof KernelProblem
      ? error.problem
      : { title: error instanceof Error ? error.message : String(error) };
  const box = h("div", { class: "pb-failure", role: "alert" }, h("strong", {}, problem.title));
  if ("detail" in problem && problem.detail) box.append(h("p", {}, problem.detail));
  if ("hint" in problem && problem.hint) box.append(h("p", { class: "pb-dim" }, problem.hint));
  if (close)
    box.append(h("button", { type: "button", class: "pb-button", onclick: close }, "Close"));
  return box;
}

/** Wrap a widget's render function: what it throws is shown instead of an empty cell, and its keys are its own. */
export function guarded<T extends { model: unknown; el: HTMLElement }>(
  render: (context: T) => (() => void) | void,
) {
  return (context: T): (() => void) | void => {
    try {
      const release = keepKeys(context.el);
      const end = render(context);
      return () => {
        release();
        end?.();
      };
    } catch (error) {
      context.el.append(failureBox(error));
      throw error;
    }
  };
}

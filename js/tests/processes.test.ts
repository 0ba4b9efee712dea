// @vitest-environment jsdom
// The list of processes without a kernel: search, keywords, arrows, and a description that unfolds.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import processes from "../src/processes/widget.ts";
import workbench from "../src/workbench/widget.ts";

type Handler = (message: unknown, buffers?: DataView[]) => void;

class Kernel {
  #handler: Handler = () => undefined;
  readonly asked: { verb: string; args: Record<string, unknown> }[] = [];

  get = (): undefined => undefined;
  on = (_event: string, handler: Handler): void => {
    this.#handler = handler;
  };
  off = (): void => undefined;
  send = (message: { t: string; id?: string; verb?: string; args?: object }): void => {
    if (message.t !== "do") return;
    this.asked.push({ verb: message.verb!, args: message.args as Record<string, unknown> });
    const value = message.verb === "describe" ? { html: "<p>All of <em>it</em>.</p>" } : null;
    queueMicrotask(() => this.#handler({ t: "done", id: message.id, value }));
  };

  snapshot(records: object): void {
    const bytes = new TextEncoder().encode(JSON.stringify(records));
    const message = { t: "snap", seq: 1, part: 0, parts: 1, at: 0 };
    this.#handler(message, [new DataView(bytes.buffer)]);
  }
}

const rows = Object.fromEntries(
  Array.from({ length: 10 }, (_, n) => [
    `pid${n}`,
    {
      title: `Process ${n}`,
      about: n === 3 ? "Counts <b>trees</b>." : "",
      more: n === 3,
      keywords: n < 4 ? ["climate", "all"] : ["all", `only${n}`],
    },
  ]),
);

let el: HTMLElement;
let kernel: Kernel;
let dispose: () => void;

beforeEach(() => {
  el = document.createElement("div");
  document.body.append(el);
  kernel = new Kernel();
  dispose = processes.render({ model: kernel, el }) as () => void;
  kernel.snapshot({ _: { chosen: "pid1" }, ...rows });
});
afterEach(() => {
  dispose();
  document.body.replaceChildren();
});

const shown = (): string[] =>
  [...el.querySelectorAll<HTMLElement>("li")]
    .filter((item) => !item.hidden)
    .map((item) => item.querySelector(".pb-title")!.textContent ?? "");

describe("the list of processes", () => {
  it("offers the keywords that narrow it down, with their numbers", () => {
    const keyword = el.querySelector<HTMLSelectElement>("select[aria-label=Keyword]")!;
    expect(keyword.hidden).toBe(false);
    expect([...keyword.options].map((option) => option.text)).toEqual([
      "Any keyword",
      "climate (4)",
    ]);
    keyword.value = "climate";
    keyword.dispatchEvent(new Event("change"));
    expect(shown()).toEqual(["Process 0", "Process 1", "Process 2", "Process 3"]);
    expect(el.querySelector("[role=status]")!.textContent).toBe("4 of 10 processes");
  });

  it("finds a keyword by search, too", () => {
    const search = el.querySelector<HTMLInputElement>("input")!;
    search.value = "only7";
    search.dispatchEvent(new Event("input"));
    expect(shown()).toEqual(["Process 7"]);
  });

  it("offers no keywords for few processes", () => {
    kernel.snapshot({ _: {}, pid0: rows.pid0, pid1: rows.pid1, pid9: rows.pid9 });
    expect(el.querySelector<HTMLSelectElement>("select")!.hidden).toBe(true);
  });

  it("unfolds a description that was asked for once", async () => {
    const more = el.querySelector<HTMLButtonElement>("[aria-label='More about Process 3']")!;
    const place = document.getElementById(more.getAttribute("aria-controls")!)!;
    more.click();
    await vi.waitFor(() => expect(more.getAttribute("aria-expanded")).toBe("true"));
    expect(place.hidden).toBe(false);
    expect(place.textContent).toContain("All of it.");
    expect(place.textContent).toContain("Keywords: climate, all");
    more.click();
    more.click();
    await vi.waitFor(() => expect(more.getAttribute("aria-expanded")).toBe("true"));
    expect(kernel.asked).toEqual([{ verb: "describe", args: { process_id: "id3" } }]);
    expect(el.querySelector("b")).toBeNull();
  });

  it("goes from process to process with the arrows, past those that are hidden", () => {
    const buttons = [...el.querySelectorAll<HTMLElement>(".pb-process")];
    const press = (key: string) =>
      document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    buttons[0]!.focus();
    press("ArrowDown");
    expect(document.activeElement).toBe(buttons[1]);
    press("End");
    expect(document.activeElement).toBe(buttons[9]);
    press("ArrowDown");
    expect(document.activeElement).toBe(buttons[9]);
    press("Home");
    expect(document.activeElement).toBe(buttons[0]);
    const search = el.querySelector("input")!;
    search.value = "climate";
    search.dispatchEvent(new Event("input"));
    press("End");
    expect(document.activeElement).toBe(buttons[3]);
  });

  it("keeps plain keys from JupyterLab and leaves it those with Ctrl", () => {
    const button = el.querySelector<HTMLElement>(".pb-process")!;
    const press = (init: KeyboardEventInit) =>
      button.dispatchEvent(
        new KeyboardEvent("keydown", { bubbles: true, composed: true, ...init }),
      );
    press({ key: "b" });
    expect(button.hasAttribute("data-lm-suppress-shortcuts")).toBe(true);
    press({ key: "s", ctrlKey: true });
    expect(button.hasAttribute("data-lm-suppress-shortcuts")).toBe(false);
  });
});

describe("the workbench", () => {
  it("says what to do in a front-end that draws no widget within a widget", () => {
    const place = document.createElement("div");
    workbench.render({ model: kernel, el: place });
    expect(place.textContent).toContain("pip install -U anywidget");
    expect(place.textContent).toContain("client.job_table()");
  });
});

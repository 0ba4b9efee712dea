// What stands above a widget whose kernel was restarted, and the way back.

import { h } from "./dom.ts";
import type { Manager, WidgetModel } from "./lab-manager.ts";
import type { SavedHtml } from "./wire.ts";

const RESTARTED = "The kernel was restarted: what you see is from before. Run the cell again";
const GONE =
  "The connection to the kernel is lost. It comes back by itself where the kernel runs on.";
/** Milliseconds for which a connection may be away before anybody is told. */
const PATIENCE_MS = 1500;
/** Milliseconds between two looks at a connection that is away. */
const LOOK_MS = 1000;

type Reopen = NonNullable<SavedHtml["reopen"]>;

/** Says that the kernel is gone, and offers to make the widget again in the new one. */
export class Notice {
  readonly el = h("div", { class: "procbook pb-restart", role: "status", hidden: true });
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly manager: Manager,
    readonly model: WidgetModel,
    readonly reopen: () => Partial<Reopen>,
  ) {
    model.on("comm_live_update", this.#changed);
  }

  end(): void {
    this.model.off("comm_live_update", this.#changed);
    clearTimeout(this.#timer);
  }

  #changed = (): void => {
    clearTimeout(this.#timer);
    if (this.model.comm_live) this.el.hidden = true;
    else this.#timer = setTimeout(() => this.#show(), PATIENCE_MS);
  };

  #show(): void {
    if (this.model.comm_live) return;
    const restarted = this.manager.kernel?.connectionStatus === "connected";
    if (!restarted) this.#timer = setTimeout(() => this.#show(), LOOK_MS);
    const can = restarted && this.reopen().kind !== undefined;
    const text = restarted ? `${RESTARTED}${can ? ", or reconnect." : "."}` : GONE;
    this.el.replaceChildren(h("span", {}, text));
    if (can)
      this.el.append(
        " ",
        h(
          "button",
          { type: "button", class: "pb-button", onclick: () => void this.#reconnect() },
          "Reconnect",
        ),
      );
    this.el.hidden = false;
  }

  async #reconnect(): Promise<void> {
    this.el.replaceChildren(h("span", {}, "Reconnecting…"));
    try {
      await this.#remake();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.el.replaceChildren(h("span", {}, `${why} Run the cell again.`));
    }
  }

  /** Have the new kernel make the widget under the same model; nothing is left in the user's variables. */
  async #remake(): Promise<void> {
    const text = JSON.stringify(JSON.stringify(this.reopen()));
    const call = `__import__("procbook.client", fromlist=["reopen"]).reopen(${text})`;
    const kernel = this.manager.kernel;
    if (!kernel) throw new Error("There is no kernel.");
    const { content } = await kernel.requestExecute({
      code: "",
      silent: true,
      store_history: false,
      user_expressions: { reopened: call },
    }).done;
    const { reopened } = (content as { user_expressions?: Record<string, Answer> })
      .user_expressions ?? { reopened: undefined };
    if (reopened?.status !== "ok") throw new Error(reopened?.evalue ?? "The kernel refused.");
  }
}

interface Answer {
  status: string;
  evalue?: string;
}

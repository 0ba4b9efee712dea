// Told when jobs end while nobody looks: a mark in the title of the page, and a word on the desktop where the browser allows it.

import { count } from "../shared/count.ts";
import { isActive, type Row } from "./row.ts";

const COLLECT_MS = 2000;
const SIGN = { good: "✓ ", bad: "✕ " };

export class Notifier {
  #on = false;
  #ended: Row[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #states = new Map<string, string>();
  /** What the title of the page begins with, while it says that jobs have ended. */
  #mark = "";

  constructor() {
    document.addEventListener("visibilitychange", this.#seen);
  }

  get on(): boolean {
    return this.#on;
  }

  set on(on: boolean) {
    this.#on = on;
    if (!on) this.#unmark();
  }

  /** Ask for leave to tell on the desktop, which a browser grants only after a click; once is enough. */
  async ask(): Promise<void> {
    if (typeof Notification === "undefined" || Notification.permission !== "default") return;
    await Notification.requestPermission();
  }

  /** Whether only the title of the page can tell. */
  get onlyTitle(): boolean {
    return typeof Notification === "undefined" || Notification.permission === "denied";
  }

  /** Take note of all jobs without a word about them. */
  reset(keys: string[], rows: Row[]): void {
    this.#states = new Map(keys.map((key, i) => [key, rows[i]!.s]));
  }

  heard(key: string, row: Row): void {
    const before = this.#states.get(key);
    this.#states.set(key, row.s);
    const wasActive = before === undefined ? false : isActive({ ...row, s: before });
    if (!this.#on || !wasActive || isActive(row) || !document.hidden) return;
    this.#ended.push(row);
    this.#timer ??= setTimeout(() => this.#tell(), COLLECT_MS);
  }

  #tell(): void {
    this.#timer = undefined;
    const ended = this.#ended.splice(0);
    const [first] = ended;
    if (!first || !this.#on) return;
    const failed = ended.filter((row) => row.s === "failed").length;
    if (document.hidden) this.#markTitle(failed > 0);
    if (typeof Notification === "undefined" || Notification.permission !== "granted") return;
    const title =
      ended.length === 1
        ? `${first.p ?? "Job"} ${first.s}`
        : `${count(ended.length, "job")} ended, ${failed} failed`;
    new Notification(title, {
      body: ended.length === 1 ? (first.m ?? first.id) : "",
      tag: "procbook-jobs",
    });
  }

  #markTitle(failed: boolean): void {
    const mark = failed || this.#mark === SIGN.bad ? SIGN.bad : SIGN.good;
    this.#unmark();
    this.#mark = mark;
    document.title = mark + document.title;
  }

  #unmark(): void {
    if (this.#mark && document.title.startsWith(this.#mark))
      document.title = document.title.slice(this.#mark.length);
    this.#mark = "";
  }

  #seen = (): void => {
    if (!document.hidden) this.#unmark();
  };

  dispose(): void {
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#seen);
    this.#unmark();
  }
}

// A word on the desktop when jobs end while nobody looks: only when asked for, one for many.

import { count } from "../shared/count.ts";
import { isActive, type Row } from "./row.ts";

const COLLECT_MS = 2000;

export class Notifier {
  on = false;
  #ended: Row[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #states = new Map<string, string>();

  async toggle(): Promise<boolean> {
    if (this.on) return (this.on = false);
    if (typeof Notification === "undefined") return false;
    return (this.on = (await Notification.requestPermission()) === "granted");
  }

  /** Take note of all jobs without a word about them. */
  reset(keys: string[], rows: Row[]): void {
    this.#states = new Map(keys.map((key, i) => [key, rows[i]!.s]));
  }

  heard(key: string, row: Row): void {
    const before = this.#states.get(key);
    this.#states.set(key, row.s);
    const wasActive = before === undefined ? false : isActive({ ...row, s: before });
    if (!this.on || !wasActive || isActive(row) || !document.hidden) return;
    this.#ended.push(row);
    this.#timer ??= setTimeout(() => this.#tell(), COLLECT_MS);
  }

  #tell(): void {
    this.#timer = undefined;
    const ended = this.#ended.splice(0);
    const [first] = ended;
    if (!first) return;
    const failed = ended.filter((row) => row.s === "failed").length;
    const title =
      ended.length === 1
        ? `${first.p ?? "Job"} ${first.s}`
        : `${count(ended.length, "job")} ended, ${failed} failed`;
    new Notification(title, {
      body: ended.length === 1 ? (first.m ?? first.id) : "",
      tag: "procbook-jobs",
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}

// The page's end of a widget: state as numbered deltas, requests with an answer, and whether the kernel is there.

import { uid } from "./dom.ts";
import {
  PIECE,
  VERSION,
  type Delta,
  type Alive,
  type Fields,
  type FromPage,
  type Problem,
  type Snap,
  type ToPage,
  type Verbs,
} from "./wire.ts";

/** The part of anywidget's model that widgets here use. */
export interface Model {
  get(name: string): unknown;
  send(content: unknown, callbacks?: unknown, buffers?: ArrayBuffer[] | ArrayBufferView[]): void;
  on(event: string, handler: (...args: never[]) => void): void;
  off(event: string, handler: (...args: never[]) => void): void;
}

export interface Listener<R> {
  /** All records, after the page opened or a delta was lost. */
  snapshot(records: Map<string, R>): void;
  /** Changed fields by key, and removed keys; already merged into the records. */
  delta(changed: Record<string, Fields>, gone: string[], at: number): void;
  /** The kernel stopped answering (with the time since when), or answers again (null). */
  stale?(since: Date | null): void;
}

/** An error that the kernel answered with. */
export class KernelProblem extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  timer: ReturnType<typeof setTimeout>;
  queued: ReturnType<typeof setTimeout>;
}

export interface RequestOptions {
  /** Milliseconds until the request is given up; 0 for never. */
  timeout?: number;
  buffers?: ArrayBuffer[];
  signal?: AbortSignal;
  /** Called once when no answer came within 300 ms: a cell is running. */
  queued?(): void;
}

const HELLO_MS = 10_000;
const STALE_MS = 15_000;
const QUEUED_MS = 300;

/** Asks a widget in the kernel: `V` holds its verbs, with their arguments and answers. */
export interface Requests<V extends Verbs> {
  request<K extends keyof V>(
    verb: K,
    args: V[K]["args"],
    options?: RequestOptions,
  ): Promise<V[K]["answer"]>;
}

/** `R` is what all records of the widget's stream have in common. */
export class Channel<V extends Verbs, R extends object = Fields> implements Requests<V> {
  readonly records = new Map<string, R>();
  /** How often a lost message was noticed. */
  resyncs = 0;
  #model: Model;
  #listener: Listener<R>;
  #seq: number | null = null;
  #parts: ArrayBuffer[] = [];
  #waiting = new Map<string, Waiting>();
  #next = 0;
  #heard = performance.now();
  #stale = false;
  /** When a snapshot was asked for that has not come yet. */
  #asked = -Infinity;
  #timers: ReturnType<typeof setInterval>[] = [];
  #visible = true;
  /** Messages go to every page that shows the widget, so each has a name of its own. */
  #page = uid("page");

  constructor(model: Model, listener: Listener<R>) {
    this.#model = model;
    this.#listener = listener;
    model.on("msg:custom", this.#onMessage);
    this.hello();
    // The first hello may be sent before the kernel's side listens.
    this.#timers.push(setTimeout(() => this.hello(), 1000));
    this.#timers.push(setInterval(() => this.hello(), HELLO_MS));
    this.#timers.push(setInterval(() => this.#watch(), 1000));
    globalThis.addEventListener?.("pagehide", this.#leave);
  }

  get live(): boolean {
    return this.#seq !== null && !this.#stale;
  }

  /** Tell the kernel whether anybody can see this widget. */
  setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    this.hello();
  }

  #leave = (): void => this.setVisible(false);

  hello(): void {
    this.#post({
      t: "hello",
      v: VERSION,
      seq: this.#seq,
      visible: this.#visible,
      page: this.#page,
    });
  }

  /** Ask the kernel to do something and wait for its answer. */
  request<K extends keyof V>(
    verb: K,
    args: V[K]["args"],
    options: RequestOptions = {},
  ): Promise<V[K]["answer"]> {
    const id = `${this.#page}-${++this.#next}`;
    const { timeout = 60_000, buffers, signal, queued } = options;
    return new Promise((resolve, reject) => {
      const giveUp = (why: string) => {
        this.#settle(id)?.reject(new KernelProblem({ title: why }));
        this.#post({ t: "stop", id });
      };
      this.#waiting.set(id, {
        resolve,
        reject,
        timer: setTimeout(
          () => timeout && giveUp("The kernel did not answer in time."),
          timeout || 2 ** 31 - 1,
        ),
        queued: setTimeout(() => queued?.(), QUEUED_MS),
      });
      if (signal?.aborted) return giveUp("Stopped.");
      signal?.addEventListener("abort", () => giveUp("Stopped."), { once: true });
      this.#post({ t: "do", id, verb: String(verb), args: args as Fields }, buffers);
    });
  }

  /** Send bytes in pieces of at most 4 MiB through requests named `verb`, in order. */
  async upload<K extends keyof V>(
    verb: K,
    data: ArrayBuffer,
    args: Omit<V[K]["args"], "offset" | "total">,
    options: RequestOptions = {},
  ): Promise<V[K]["answer"] | null> {
    let answer: V[K]["answer"] | null = null;
    for (let offset = 0; offset === 0 || offset < data.byteLength; offset += PIECE) {
      const piece = data.slice(offset, offset + PIECE);
      answer = await this.request(
        verb,
        { ...args, offset, total: data.byteLength },
        { ...options, buffers: [piece] },
      );
    }
    return answer;
  }

  dispose(): void {
    globalThis.removeEventListener?.("pagehide", this.#leave);
    this.#leave();
    this.#model.off("msg:custom", this.#onMessage);
    for (const timer of this.#timers) clearInterval(timer);
    for (const id of [...this.#waiting.keys()]) this.#settle(id);
  }

  #post(message: FromPage, buffers?: ArrayBuffer[]): void {
    try {
      this.#model.send(message, undefined, buffers);
    } catch {
      // No kernel behind this page: the watch will say so.
    }
  }

  #settle(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    if (waiting) {
      clearTimeout(waiting.timer);
      clearTimeout(waiting.queued);
      this.#waiting.delete(id);
    }
    return waiting;
  }

  #onMessage = (message: ToPage, buffers: DataView[] = []): void => {
    this.#heard = performance.now();
    if (this.#stale) {
      this.#stale = false;
      this.#listener.stale?.(null);
    }
    if (message.t === "snap") this.#onSnap(message, buffers);
    else if (message.t === "d") this.#onDelta(message);
    else if (message.t === "alive") this.#onAlive(message);
    else if (message.t === "done") {
      const waiting = this.#settle(message.id);
      if (message.error) waiting?.reject(new KernelProblem(message.error));
      else
        waiting?.resolve(
          buffers.length ? { ...(message.value as Fields), buffers } : message.value,
        );
    }
  };

  #onSnap(message: Snap, buffers: DataView[]): void {
    if (message.part === 0) this.#parts = [];
    const view = buffers[0];
    if (view)
      this.#parts.push(
        view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength) as ArrayBuffer,
      );
    if (message.part + 1 < message.parts) return;
    const text = new TextDecoder();
    const json =
      this.#parts.map((part) => text.decode(part, { stream: true })).join("") + text.decode();
    this.#parts = [];
    this.records.clear();
    const records = JSON.parse(json) as Record<string, R>;
    // Not Object.entries: a list of 100,000 pairs costs more than reading the JSON.
    for (const key in records) this.records.set(key, records[key]!);
    this.#seq = message.seq;
    this.#asked = -Infinity;
    this.#listener.snapshot(this.records);
  }

  #onDelta(message: Delta): void {
    if (this.#seq === null) return;
    if (message.seq <= this.#seq) return;
    if (message.seq !== this.#seq + 1) return this.#resync();
    this.#seq = message.seq;
    for (const [key, fields] of Object.entries(message.d)) {
      const record = this.records.get(key);
      if (record) Object.assign(record, fields);
      else this.records.set(key, fields as R);
    }
    for (const key of message.gone ?? []) this.records.delete(key);
    this.#listener.delta(message.d, message.gone ?? [], message.at);
  }

  #onAlive(message: Alive): void {
    if (this.#seq !== null && message.seq > this.#seq) this.#resync();
  }

  #resync(): void {
    // One snapshot repairs any number of losses; the request itself may get lost too.
    if (performance.now() - this.#asked < STALE_MS) return;
    this.#asked = performance.now();
    this.resyncs++;
    this.#post({ t: "resync" });
  }

  #watch(): void {
    const silent = performance.now() - this.#heard;
    if (!this.#stale && silent > STALE_MS) {
      this.#stale = true;
      this.#listener.stale?.(new Date(Date.now() - silent));
    }
  }
}

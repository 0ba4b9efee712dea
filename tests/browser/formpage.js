// A stub in place of anywidget's model and the kernel behind it. `records` stands above.
const handlers = new Set();
const PIECE = 4 * 1024 * 1024;
let snapshot = new TextEncoder().encode(JSON.stringify(records));
const say = (message, buffers = []) => {
  for (const handler of [...handlers]) handler(message, buffers);
};

window.sent = [];
window.say = say;
window.answers = {
  run: () => "Submitted.",
  set: () => null,
  choose_outputs: () => null,
  code: () => "client.run()",
  presets: () => [],
  paste: () => ({ text: '{"a": 1}', note: "Filled in." }),
  file: ({ offset, total, name }) => (offset + PIECE >= total ? { $big: "x", size: total, name } : null),
  module: async ({ name }) => ({ source: await (await fetch(`/${name}.js`)).text() }),
};

async function answer({ id, verb, args }) {
  try {
    say({ t: "done", id, value: await window.answers[verb](args) });
  } catch (error) {
    say({ t: "done", id, error: error.problem ?? { title: String(error) } });
  }
}

const model = {
  get: () => ({}),
  on: (event, handler) => event === "msg:custom" && handlers.add(handler),
  off: (_event, handler) => handlers.delete(handler),
  send: (message, _callbacks, buffers) => {
    window.sent.push({ ...message, bytes: (buffers ?? []).map((buffer) => buffer.byteLength) });
    if (message.t === "hello" && message.seq === null) {
      queueMicrotask(() => say({ t: "snap", seq: 0, part: 0, parts: 1, at: Date.now() }, [new DataView(snapshot.buffer)]));
    }
    if (message.t === "do") setTimeout(() => answer(message), 0);
  },
};

window.lastValue = () => window.sent.filter((message) => message.verb === "set").at(-1)?.args.text ?? null;

const widget = (await import("/form.js")).default;
window.remount = () => {
  const el = document.getElementById("form");
  window.unmount?.();
  el.replaceChildren();
  window.started = performance.now();
  window.unmount = widget.render({ model, el });
};
/** Draw another form in the same page. */
window.load = (others) => {
  snapshot = new TextEncoder().encode(JSON.stringify(others));
  window.sent = [];
  window.remount();
};
if (document.body.dataset.wait === undefined) window.remount();
window.ready = true;

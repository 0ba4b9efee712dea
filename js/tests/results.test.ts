// @vitest-environment jsdom
// Drawing views without a kernel: what a server sent is text, and questions are asked with the right arguments.

import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { draw } from "../src/results/draw.ts";
import { pythonPath } from "../src/results/tree.ts";
import { size, type Context, type View } from "../src/results/types.ts";

const EVIL = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`;

function context(
  answers: Record<string, unknown> = {},
): Context & { ask: ReturnType<typeof vi.fn> } {
  return {
    ask: vi.fn(async (question: string) => answers[question]),
    asset: async () => undefined,
    load: async () => ({ drawMap: () => ({ choose: () => undefined, dispose: () => undefined }) }),
    fail: (error) => {
      throw error;
    },
  };
}

function drawn(kind: string, data: View["data"], answers?: Record<string, unknown>) {
  const el = document.createElement("div");
  document.body.append(el);
  const asked = context(answers);
  draw(el, { kind, title: kind, data }, asked);
  return { el, asked };
}

beforeAll(() => {
  URL.createObjectURL = () => "blob:x";
  URL.revokeObjectURL = () => undefined;
});
afterEach(() => document.body.replaceChildren());

describe("every kind", () => {
  const data = {
    text: EVIL,
    note: EVIL,
    dump: EVIL,
    href: "javascript:alert(1)",
    media_type: EVIL,
    total: 1,
    offset: 0,
    page_size: 100,
    children: [{ key: EVIL, type: "string", text: EVIL }],
    columns: [{ name: EVIL, type: EVIL }],
    rows: [[EVIL]],
    members: [{ name: EVIL, size: 1 }],
    assets: [{ name: EVIL, title: EVIL, media_type: EVIL, size: null }],
    facts: [[EVIL, EVIL]],
    layers: [
      { name: EVIL, dtype: EVIL },
      { name: EVIL, dtype: EVIL },
    ],
    features: [],
    kinds: { [EVIL]: 1 },
    count: 1,
    html: `<p>words</p>${EVIL}`,
    summary: EVIL,
    scale: [0, 1],
  };
  for (const kind of [
    "archive",
    "assets",
    "bytes",
    "link",
    "map",
    "markdown",
    "media",
    "pdf",
    "raster",
    "scalar",
    "table",
    "text",
    "tree",
    "unheard of",
    "__proto__",
    "constructor",
  ])
    it(`${kind} shows what is hostile as text`, () => {
      const { el } = drawn(kind, data);
      expect(el.querySelectorAll("script, img[onerror], a[href^=javascript]").length).toBe(0);
      expect(el.textContent?.length).toBeGreaterThan(0);
    });
  it("frame keeps an empty sandbox", () => {
    const { el } = drawn("frame", { document: EVIL });
    expect(el.querySelector("iframe")?.getAttribute("sandbox")).toBe("");
  });
});

it("writes paths as Python does", () =>
  expect(pythonPath(["a", 0, 'b"c'])).toBe('["a"][0]["b\\"c"]'));

it("writes sizes as people do", () =>
  expect([0, 999, 1500, 2_300_000_000, null].map(size)).toEqual([
    "0 B",
    "999 B",
    "1.5 kB",
    "2.3 GB",
    "",
  ]));

it("turns pages and sorts up, down and back", async () => {
  const page = { rows: [[1]], offset: 0, total: 300, sort: 0, descending: false };
  const { el, asked } = drawn(
    "table",
    { columns: [{ name: "n", type: "integer" }], page_size: 100, ...page, sort: null },
    { page },
  );
  const sort = el.querySelector<HTMLButtonElement>(".pb-sort");
  sort?.click();
  await vi.waitFor(() =>
    expect(asked.ask).toHaveBeenLastCalledWith("page", { offset: 0, sort: 0, descending: false }),
  );
  await vi.waitFor(() =>
    expect(el.querySelector("[aria-sort]")?.getAttribute("aria-sort")).toBe("ascending"),
  );
  sort?.click();
  await vi.waitFor(() =>
    expect(asked.ask).toHaveBeenLastCalledWith("page", { offset: 0, sort: 0, descending: true }),
  );
  el.querySelector<HTMLButtonElement>("[aria-label='Next page']")?.click();
  await vi.waitFor(() =>
    expect(asked.ask).toHaveBeenLastCalledWith("page", { offset: 1, sort: 0, descending: false }),
  );
});

it("opens a branch once", async () => {
  const { el, asked } = drawn(
    "tree",
    { children: [{ key: "a", type: "object", text: "{b}", count: 1 }], offset: 0, total: 1 },
    { children: { children: [{ key: "b", type: "number", text: "1" }], offset: 0, total: 1 } },
  );
  const twist = el.querySelector<HTMLButtonElement>("button.pb-twist");
  for (let i = 0; i < 3; i++) twist?.click();
  await vi.waitFor(() => expect(el.textContent).toContain("b: 1"));
  expect(twist?.getAttribute("aria-expanded")).toBe("true");
  expect(el.querySelectorAll("ul ul").length).toBe(1);
  expect(asked.ask).toHaveBeenCalledTimes(1);
});

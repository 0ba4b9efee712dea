// @vitest-environment jsdom
// What the kernel made goes into the page without what could act.

import { describe, expect, it } from "vitest";
import { setHtml } from "../src/shared/safe-html.ts";

function put(html: string): HTMLElement {
  const place = document.createElement("div");
  setHtml(place, html);
  return place;
}

describe("HTML from the kernel", () => {
  it("loses what runs, loads or leads elsewhere", () => {
    const place = put(
      "<p onclick='x()'>words</p><script>x()</script><iframe srcdoc='x'></iframe><form action='javascript:x()'></form>" +
        "<a href='javascript:x()'>a</a><a href='data:image/svg+xml,x'>b</a><svg><a xlink:href='javascript:x()'><set attributeName='href' to='javascript:x()'/></a></svg>",
    );
    expect(place.querySelectorAll("script, iframe, form, set, [onclick], a[href]").length).toBe(0);
    expect(place.innerHTML).not.toContain("javascript:");
    expect(place.textContent).toContain("words");
  });

  it("keeps links and pictures that hold their own bytes", () => {
    const place = put(
      "<a href='https://example.org/'>a</a><img src='data:image/png;base64,AA=='><img src='data:image/svg+xml;base64,AA=='>",
    );
    expect(place.querySelector("a")?.rel).toBe("noopener noreferrer");
    expect(place.querySelectorAll("img[src]").length).toBe(2);
  });
});

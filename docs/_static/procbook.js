// What the theme leaves without a name that assistive technology can read.
document.addEventListener("DOMContentLoaded", () => {
  for (const summary of document.querySelectorAll("li.has-children > details > summary")) {
    const link = summary.closest("li").querySelector(":scope > a");
    summary.setAttribute("aria-label", `Pages below ${link?.textContent.trim() ?? "this"}`);
  }
  for (const button of document.querySelectorAll(".search-button-field[aria-label]"))
    button.removeAttribute("aria-label");
});

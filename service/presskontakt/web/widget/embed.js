// @ts-check
/* The page that gives the line to paste: what is chosen is previewed, written out, and judged for contrast. */
(() => {
  "use strict";
  const form = /** @type {HTMLFormElement} */ (document.getElementById("embed"));
  const preview = /** @type {HTMLElement} */ (document.querySelector("#preview press-contacts"));
  const told = /** @type {DOMStringMap} */ (form.dataset);
  const server = told.server || location.origin;
  const colours = ["text", "accent", "background"];

  /** @param {string} name @returns {string} */
  const chosen = (name) => String(new FormData(form).get(name) || "");
  /** @param {string} text */
  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");

  /** @param {string} colour @returns {number} relative luminance (WCAG 2.2) */
  function luminance(colour) {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  /** @param {string} one @param {string} other @returns {number} contrast ratio (WCAG 2.2) */
  function contrast(one, other) {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  }

  /** @param {string} id @param {string} text */
  function write(id, text) {
    const field = /** @type {HTMLTextAreaElement} */ (document.getElementById(id));
    field.value = text;
    field.rows = Math.min(12, text.split("\n").length + Math.floor(text.length / 60));
  }

  function renew() {
    /** @type {[string, string][]} */
    const attributes = [["organisation", told.organisation || ""], ["lang", told.lang || "sv"]];
    for (const name of ["topic", "place", "layout"]) if (chosen(name)) attributes.push([name, chosen(name)]);
    const style = chosen("own") ? colours.map((name) => `--press-${name}:${chosen(name)}`).join(";") : "";
    for (const name of ["topic", "place", "layout"]) {
      const value = chosen(name);
      if (value) preview.setAttribute(name, value);
      else preview.removeAttribute(name);
    }
    for (const name of colours) preview.style.setProperty(`--press-${name}`, chosen("own") && chosen(name));
    const page = chosen("topic") ? `${told.topics}/${[chosen("topic"), chosen("place")].filter(Boolean).join("/")}` : told.here;
    const link = `<a href="${escaped(server + page)}">${escaped(told.label || "")}</a>`;
    const words = attributes.map(([name, value]) => `${name}="${escaped(value)}"`).join(" ");
    write("code-script", [
      `<script src="${server}${told.script}" integrity="${told.integrity}" crossorigin="anonymous" referrerpolicy="no-referrer" async></script>`,
      `<press-contacts ${words}${style && ` style="${style}"`}>${link}</press-contacts>`,
    ].join("\n"));
    const ids = [chosen("topic"), chosen("topic") && chosen("place")].filter(Boolean).map((id) => "/" + id).join("");
    write("code-frame", `<iframe src="${escaped(server + told.frame + ids)}" title="${escaped(told.label || "")}" width="400" height="360" loading="lazy" referrerpolicy="no-referrer" sandbox="${told.sandbox}"></iframe>`);
    write("code-mail", `<p>${escaped(told.label || "")}: ${link}</p>`);
    const ratios = ["text", "accent"].map((name) => contrast(chosen(name), chosen("background")));
    const ratio = Math.floor(Math.min(...ratios) * 10) / 10; // the weaker one, never rounded up
    const number = ratio.toLocaleString(told.lang, { minimumFractionDigits: 1 });
    const verdict = /** @type {HTMLElement} */ (document.getElementById("contrast"));
    const words3 = ratio >= 7 ? told.good : ratio >= 4.5 ? told.fair : told.poor;
    verdict.textContent = chosen("own") ? `${number}:1. ${words3}` : "";
    for (const field of form.querySelectorAll(".colours input")) {
      /** @type {HTMLInputElement} */ (field).disabled = !chosen("own");
    }
  }

  for (const button of form.querySelectorAll("button[data-copies]")) {
    const known = /** @type {HTMLButtonElement} */ (button);
    known.hidden = !navigator.clipboard;
    known.addEventListener("click", async () => {
      const field = /** @type {HTMLTextAreaElement} */ (document.getElementById(known.dataset.copies || ""));
      await navigator.clipboard.writeText(field.value);
      known.textContent = told.copied || "";
    });
  }
  form.addEventListener("input", renew);
  form.hidden = false;
  renew();
})();

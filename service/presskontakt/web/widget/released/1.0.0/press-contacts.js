// @ts-check
/*! <press-contacts> 1.0.0: who to contact, on any web page. EUPL-1.2. Never a cookie, never another host. */
(() => {
  "use strict";
  if (customElements.get("press-contacts")) return;

  /** @typedef {{kind: "phone"|"email", display: string, href: string}} Channel */
  /** @typedef {{id: string, name: string, titles: string[], channels: Channel[]}} Contact */
  /** @typedef {{contact: Contact, availability: string, reach: string}} Step */
  /** @typedef {{steps: Step[], from: number, until: number}} Answer times in milliseconds since 1970 */

  const script = /** @type {HTMLScriptElement|null} */ (document.currentScript);
  const origin = script ? new URL(script.src, location.href).origin : location.origin;
  const WAIT = 8e3, SPREAD = 3e4, LONGEST = 36e5;
  const WORDS = {
    sv: { next: "Inget svar? Nästa person", none: "Presskontakter" },
    en: { next: "No answer? Next person", none: "Press contacts" },
  };
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
:host{display:block}
:host([hidden]){display:none}
:host([layout=line]){display:inline}
.box,.line{all:initial;color-scheme:light dark;font:var(--press-size,medium)/1.5 var(--press-font,system-ui,sans-serif);
color:var(--press-text,#15181d);--l:var(--press-accent,#0b4f8a);--b:var(--press-border,#c9d1da)}
.box{display:block;border:1px solid var(--b);border-radius:var(--press-radius,.5rem);padding:.75em 1em;
background:var(--press-background,transparent)}
.line{font:inherit}
@media(prefers-color-scheme:dark){.box,.line{color:var(--press-text-dark,#f1f4f8);
--l:var(--press-accent-dark,#9fcbf7);--b:var(--press-border-dark,#46505c)}}
ol{list-style:none;margin:0;padding:0}li+li{border-top:1px solid var(--b);margin-top:.75em;padding-top:.75em}
p{margin:0;overflow-wrap:anywhere}.name{font-weight:700;font-size:1.125em}
.title{opacity:.85}.now{font-weight:600}.line .name{font-size:1em}
a{color:var(--l);text-underline-offset:.15em;overflow-wrap:anywhere}
a.phone{display:inline-block;font-size:1.375em;font-weight:700;min-height:1.75em;text-decoration:none;
font-variant-numeric:tabular-nums}a.phone:hover{text-decoration:underline}
span a.phone{font-size:1em;min-height:0}
a:focus-visible,summary:focus-visible{outline:3px solid currentColor;outline-offset:2px}
summary{cursor:pointer;min-height:1.75em;margin-top:.5em}details ol{margin-top:.5em}
@media print{summary{display:none}}`);

  /** @type {Map<string, Promise<Answer>>} One request for each distinct answer, however many ask. */
  const asked = new Map();

  /** @param {string} address @returns {Promise<Answer>} */
  function ask(address) {
    const known = asked.get(address);
    if (known) return known;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), WAIT);
    const answer = fetch(address, {
      credentials: "omit", referrerPolicy: "no-referrer", signal: stop.signal,
    }).then((reply) => (reply.ok ? reply.json() : Promise.reject(reply.status))).then(read)
      .finally(() => clearTimeout(timer));
    asked.set(address, answer);
    answer.then(
      (found) => setTimeout(() => asked.delete(address), Math.min(Math.max(found.until - Date.now(), 0), LONGEST)),
      () => asked.delete(address),
    );
    return answer;
  }

  /** @param {any} told @returns {Answer} */
  function read(told) {
    /** @type {(at: string|null, otherwise: number) => number} */
    const time = (at, otherwise) => (at ? Date.parse(at) : otherwise);
    const steps = told.steps || told.contacts.map(
      (/** @type {Contact} */ contact) => ({ contact, availability: "", reach: "" }),
    );
    return { steps, from: time(told.valid_from, -Infinity), until: time(told.valid_until, Infinity) };
  }

  /** @param {string} name @param {string} part @param {string} [text] */
  function make(name, part, text) {
    const made = document.createElement(name);
    made.className = part;
    made.setAttribute("part", part);
    if (text) made.textContent = text;
    return made;
  }

  /** @param {Channel} channel */
  function link(channel) {
    const made = /** @type {HTMLAnchorElement} */ (make("a", channel.kind));
    const [name, domain] = channel.display.split("@");
    made.append(name);
    if (domain) made.append(document.createElement("wbr"), `@${domain}`);
    if (/^(tel|mailto):/.test(channel.href)) made.href = channel.href;
    return made;
  }

  /** @param {string} name @param {Step} step @returns {HTMLElement[]} what is said of reaching somebody, if anything */
  function state(name, { availability, reach }) {
    if (!availability) return [];
    const made = make(name, "state", availability);
    made.classList.add(reach);
    return [made];
  }

  class PressContacts extends HTMLElement {
    static observedAttributes = ["organisation", "topic", "place", "role", "lang", "limit", "layout"];

    #root = this.attachShadow({ mode: "open" });
    #turn = 0;
    #timer = 0;
    /** @type {Answer|null} */
    #answer = null;

    constructor() {
      super();
      this.#root.adoptedStyleSheets = [sheet];
      this.#root.append(document.createElement("slot"));
    }

    connectedCallback() {
      document.addEventListener("visibilitychange", this.#look);
      this.#load();
    }

    disconnectedCallback() {
      document.removeEventListener("visibilitychange", this.#look);
      clearTimeout(this.#timer);
      this.#turn++;
    }

    attributeChangedCallback() {
      if (this.isConnected) this.#load();
    }

    /** @returns {"sv"|"en"} */
    get #lang() {
      const said = this.getAttribute("lang") || this.closest("[lang]")?.getAttribute("lang") || "sv";
      return said.toLowerCase().startsWith("en") ? "en" : "sv";
    }

    /** The address of the answer: by path where there is one, so that every cache and a static copy has it. */
    get #address() {
      /** @type {(name: string) => string} */
      const get = (name) => encodeURIComponent(this.getAttribute(name) || "");
      const [topic, place, role] = [get("topic"), get("place"), get("role")];
      const base = `${origin}/v1/${get("organisation")}`;
      if (topic && !role) return `${base}/answers/${topic}${place && "/" + place}.${this.#lang}.json`;
      if (!topic && !place && !role) return `${base}/contacts`;
      const ids = Object.entries({ topic, place, role }).filter(([, id]) => id).map(([name, id]) => `${name}=${id}`);
      return `${base}/route?${ids.join("&")}&lang=${this.#lang}`;
    }

    async #load() {
      await null; // several attributes set at once are one question
      const turn = ++this.#turn;
      if (!this.isConnected || !this.getAttribute("organisation")) return;
      try {
        const answer = await ask(this.#address);
        if (turn !== this.#turn) return;
        this.#answer = answer;
        this.#show();
      } catch {
        if (turn === this.#turn) this.#forget();
      }
    }

    /** What was known holds no longer, and nothing newer is to be had: numbers stay, what was true "now" goes. */
    #forget() {
      if (this.#answer) this.#show();
      else this.#root.replaceChildren(document.createElement("slot"));
      this.#wait(6e4);
    }

    #look = () => {
      if (!document.hidden && this.#answer && Date.now() >= this.#answer.until) this.#load();
    };

    /** @param {number} least */
    #wait(least) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        if (this.#answer && Date.now() < this.#answer.until) this.#show();
        else this.#load();
      }, Math.min(least + Math.random() * SPREAD, LONGEST));
    }

    #show() {
      const answer = this.#answer;
      if (!answer) return;
      const left = answer.until - Date.now();
      const holds = left > 0 && Date.now() >= answer.from;
      const limit = Math.max(1, Number(this.getAttribute("limit")) || (answer.from > -Infinity ? 3 : 99));
      const steps = answer.steps.slice(0, limit);
      const layout = this.getAttribute("layout") || "card";
      const root = make(layout === "line" ? "span" : "div", layout === "line" ? "line" : "box");
      root.lang = this.#lang;
      root.dir = "ltr";
      if (layout === "line") this.#line(root, steps[0], holds);
      else if (layout === "list") root.append(this.#list(steps, holds));
      else this.#card(root, steps, holds);
      this.#root.replaceChildren(root);
      if (left > 0 && holds) this.#hide(left);
      if (left < Infinity) this.#wait(Math.max(left, 0));
    }

    /** At the end of the interval, to the second, what was true "now" goes; the new answer comes a little later.
     * @param {number} left */
    #hide(left) {
      if (left > LONGEST) return;
      const turn = this.#turn;
      setTimeout(() => {
        if (turn !== this.#turn || (this.#answer && Date.now() < this.#answer.until)) return;
        for (const state of this.#root.querySelectorAll(".state")) state.remove();
      }, left);
    }

    /** @param {HTMLElement} root @param {Step|undefined} step @param {boolean} holds */
    #line(root, step, holds) {
      if (!step) return;
      root.append(make("span", "name", step.contact.name));
      for (const channel of step.contact.channels.slice(0, 1)) root.append(" ", link(channel));
      if (holds) root.append(" ", ...state("span", step));
    }

    /** @param {Step[]} steps @param {boolean} holds */
    #list(steps, holds) {
      const list = make("ol", "list");
      list.setAttribute("role", "list");
      list.append(...steps.map((step) => this.#contact(step, holds)));
      return list;
    }

    /** @param {HTMLElement} root @param {Step[]} steps @param {boolean} holds */
    #card(root, [first, ...others], holds) {
      if (first) root.append(this.#list([first], holds));
      if (!others.length) return;
      const more = make("details", "next");
      more.append(make("summary", "more", WORDS[this.#lang].next), this.#list(others, holds));
      root.append(more);
    }

    /** @param {Step} step @param {boolean} holds */
    #contact(step, holds) {
      const { contact } = step;
      const item = make("li", "contact");
      item.append(make("p", "name", contact.name));
      for (const title of contact.titles) item.append(make("p", "title", title));
      for (const channel of contact.channels) {
        const line = make("p", "channel");
        line.append(link(channel));
        item.append(line);
      }
      if (holds) item.append(...state("p", step));
      return item;
    }
  }

  customElements.define("press-contacts", PressContacts);
})();

// @ts-check
/*! <press-contacts> 1.1.0: who to contact, on any web page. EUPL-1.2. Never a cookie, never another host. */
(() => {
  "use strict";
  if (customElements.get("press-contacts")) return;

  /** @typedef {{kind: "phone"|"email", display: string, href: string}} Channel */
  /** @typedef {{id: string, name: string, titles: string[], channels: Channel[]}} Contact */
  /** @typedef {{contact: Contact, availability: string, reach: string}} Step */
  /** @typedef {{valid_from: string, valid_until: string, contact: string|null, name: string,
   * reach: string, is_on_duty: boolean}} Stretch */
  /** @typedef {{steps: Step[], from: number, until: number, upcoming: Stretch[]}} Answer times in ms since 1970 */

  const script = /** @type {HTMLScriptElement|null} */ (document.currentScript);
  const origin = script ? new URL(script.src, location.href).origin : location.origin;
  const WAIT = 8e3, SPREAD = 3e4, PAUSE = 6e4, LONGEST = 36e5;
  const WORDS = {
    sv: {
      next: "Inget svar? Nästa person", week: "De närmaste dagarna", at: " kl. ", colon: ".",
      locale: "sv", home: "/", page: "/kontakt/",
      reached: "{} kan nås", duty: "{} har pressjour", call: "Kontakta {}",
      officer: "Pressjouren svarar", nobody: "Ingen på plats",
    },
    en: {
      next: "No answer? Next person", week: "The next few days", at: " at ", colon: ":",
      locale: "en-GB", home: "/en/", page: "/contact/",
      reached: "{} can be reached", duty: "{} is on duty", call: "Contact {}",
      officer: "The officer on duty answers", nobody: "Nobody is in",
    },
  };
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
:host{display:block}
:host([hidden]){display:none}
:host([layout=line]){display:inline}
.box,.line{all:initial;color-scheme:inherit}
.box{display:block;font:var(--press-size,medium)/1.5 var(--press-font,system-ui,sans-serif);
color:light-dark(var(--press-text,#15181d),var(--press-text-dark,#f1f4f8));
background:light-dark(var(--press-background,#fff),var(--press-background-dark,#15181d));
--l:light-dark(var(--press-accent,#0b4f8a),var(--press-accent-dark,#9fcbf7));
--b:light-dark(var(--press-border,#c9d1da),var(--press-border-dark,#46505c));
border:1px solid var(--b);border-radius:var(--press-radius,.5rem);padding:.75em 1em}
.line{font:inherit;color:inherit;--l:light-dark(var(--press-accent,currentcolor),var(--press-accent-dark,currentcolor))}
ol{list-style:none;margin:0;padding:0}li+li{border-top:1px solid var(--b);margin-top:.75em;padding-top:.75em}
p{margin:0;overflow-wrap:anywhere}.name{font-weight:700;font-size:1.125em}
.title{opacity:.85}.now{font-weight:600}.line .name{font-size:1em}
a{color:var(--l);text-underline-offset:.15em;overflow-wrap:anywhere}
a.phone{display:inline-block;font-size:1.375em;font-weight:700;min-height:1.75em;text-decoration:none;
font-variant-numeric:tabular-nums}a.phone:hover{text-decoration:underline}
span a.phone{font-size:1em;min-height:0;text-decoration:underline}
a:focus-visible,summary:focus-visible{outline:3px solid currentColor;outline-offset:2px}
summary{cursor:pointer;min-height:1.75em;margin-top:.5em}details ol{margin-top:.5em}
.hours+.list,.week+.list{border-top:1px solid var(--b);margin-top:.75em;padding-top:.75em}
.who{font-weight:600}
@media print{summary{display:none}details::details-content{content-visibility:visible}
details ol{border-top:1px solid var(--b);padding-top:.75em}}`);

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
    answer.then(({ until }) => until - Date.now(), () => 0)
      .then((left) => setTimeout(() => asked.delete(address), left > 0 ? Math.min(left, LONGEST) : PAUSE));
    return answer;
  }

  /** @param {any} told @returns {Answer} */
  function read(told) {
    const steps = told.steps || told.contacts.map(
      (/** @type {Contact} */ contact) => ({ contact, availability: "", reach: "" }),
    );
    return {
      steps, upcoming: told.upcoming || [],
      from: Date.parse(told.valid_from) || -Infinity, until: Date.parse(told.valid_until) || Infinity,
    };
  }

  /** @param {string} name @param {string} part @param {string} [text] */
  function make(name, part, text) {
    const made = document.createElement(name);
    made.className = part;
    made.setAttribute("part", part);
    if (text) made.textContent = text;
    return made;
  }

  /** @param {string} part @param {string} href @param {string} text */
  function link(part, href, text) {
    const made = /** @type {HTMLAnchorElement} */ (make("a", part));
    const [name, domain] = text.split("@");
    made.append(name);
    if (domain) made.append(document.createElement("wbr"), `@${domain}`);
    if (href) made.href = href;
    made.referrerPolicy = "no-referrer";
    return made;
  }

  /** @param {Channel} channel */
  const way = ({ kind, href, display }) => link(kind, /^(tel|mailto):/.test(href) ? href : "", display);

  /** What is said of reaching somebody, if anything.
   * @param {string} name @param {Step} step */
  function state(name, { availability, reach }) {
    return availability ? [" ", make(name, `state ${reach}`, availability)] : [];
  }

  /** A day and time by the clocks in Sweden, wherever the reader is; midnight is the day alone.
   * @param {string} at @param {"sv"|"en"} lang */
  function moment(at, lang) {
    const words = WORDS[lang], date = new Date(at), timeZone = "Europe/Stockholm";
    const day = date.toLocaleDateString(words.locale, { timeZone, weekday: "long", day: "numeric", month: "long" });
    const time = date.toLocaleTimeString("sv", { timeZone, timeStyle: "short" });
    return day.replace(",", "") + (time === "00:00" ? "" : words.at + time.replace(":", words.colon));
  }

  /** @param {string} part @param {HTMLElement[]} items */
  function listed(part, items) {
    const list = make("ol", part);
    list.setAttribute("role", "list");
    list.append(...items);
    return list;
  }

  class PressContacts extends HTMLElement {
    static observedAttributes = ["organisation", "topic", "place", "role", "lang", "limit", "layout"];

    #root = this.attachShadow({ mode: "open" });
    #turn = 0;
    #timer = 0;
    #end = 0;
    #told = "";
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
      clearTimeout(this.#end);
      this.#turn++;
    }

    attributeChangedCallback() {
      this.#answer = null;
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
      this.#hide();
      await null; // several attributes set at once are one question
      const turn = ++this.#turn;
      if (!this.isConnected || !this.getAttribute("organisation")) return;
      try {
        const answer = await ask(this.#address);
        if (turn !== this.#turn) return;
        this.#answer = answer;
        this.#show();
      } catch {
        if (turn !== this.#turn) return;
        if (this.#answer) this.#show();
        else this.#replace(document.createElement("slot"));
        this.#wait(PAUSE);
      }
    }

    /** What says the same stays as it is: opened, and with the focus.
     * @param {HTMLElement} root */
    #replace(root) {
      if (this.#told === root.outerHTML) return;
      this.#told = root.outerHTML;
      this.#root.replaceChildren(root);
    }

    #look = () => {
      if (!document.hidden && this.#answer && Date.now() >= this.#answer.until) this.#load();
    };

    /** To the second, what was true "now" goes with the interval, or when the machine wakes. */
    #hide() {
      clearTimeout(this.#end);
      const left = this.#answer ? this.#answer.until - Date.now() : 0;
      if (left > 0) this.#end = setTimeout(() => this.#hide(), Math.min(left, PAUSE));
      else for (const state of this.#root.querySelectorAll(".state")) {
        state.remove();
        this.#told = "";
      }
    }

    /** @param {number} least */
    #wait(least) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#load(), Math.min(least, LONGEST) + Math.random() * SPREAD);
    }

    #show() {
      const answer = this.#answer;
      if (!answer) return;
      const now = Date.now(), left = answer.until - now;
      const holds = left > 0 && now >= answer.from;
      const hours = left > 0 ? [] : answer.upcoming.filter((each) => Date.parse(each.valid_until) > now);
      const limit = Math.max(1, Number(this.getAttribute("limit")) || (answer.from > -Infinity ? 3 : 99));
      const then = hours[0]?.contact; // whoever answers by hours comes first
      const steps = answer.steps.slice()
        .sort((a, b) => Number(b.contact.id === then) - Number(a.contact.id === then)).slice(0, limit);
      const layout = this.getAttribute("layout") || "card";
      const root = make(layout === "line" ? "span" : "div", layout === "line" ? "line" : "box");
      root.lang = this.#lang;
      root.dir = "ltr";
      if (layout === "line") this.#line(root, steps[0], holds, hours[0]);
      else {
        const items = steps.map((step) => this.#contact(step, holds));
        const list = layout === "list" ? [listed("list", items)] : this.#folded("next", "list", items);
        root.append(...this.#hours(hours), ...list);
      }
      this.#replace(root);
      this.#hide();
      this.#wait(left > 0 ? left : PAUSE);
    }

    /** @param {HTMLElement} root @param {Step|undefined} step @param {boolean} holds @param {Stretch} [hours] */
    #line(root, step, holds, hours) {
      if (!step) return;
      if (hours) root.append(...this.#stretch("span", hours), ". ");
      root.append(make("span", "name", step.contact.name));
      for (const channel of step.contact.channels.slice(0, 1)) root.append(" ", way(channel));
      if (holds) root.append(...state("span", step));
    }

    /** Who answers when, with a link to the page that has the numbers.
     * @param {string} element @param {Stretch} stretch */
    #stretch(element, { valid_from, valid_until, contact, name, reach, is_on_duty }) {
      const words = WORDS[this.#lang], who = make(element, "who");
      const told = reach === "later" ? "nobody" : !contact ? "officer"
        : reach === "call" ? reach : is_on_duty ? "duty" : "reached";
      const [before, after] = words[told].split("{}");
      who.append(before);
      if (after !== undefined) {
        const page = origin + words.home + this.getAttribute("organisation") + words.page + contact;
        who.append(link("page", page, name), after);
      }
      const times = [valid_from, valid_until].map((at) => moment(at, this.#lang));
      return [who, " ", make(element, "time", times.join(" – "))];
    }

    /** @param {Stretch[]} hours @returns {HTMLElement[]} */
    #hours(hours) {
      const items = hours.map((each) => {
        const item = make("li", "stretch");
        item.append(...this.#stretch("p", each));
        return item;
      });
      return this.#folded("week", "hours", items);
    }

    /** The first, and the others to be opened.
     * @param {"next"|"week"} part @param {string} list @param {HTMLElement[]} items */
    #folded(part, list, [first, ...others]) {
      const found = first ? [listed(list, [first])] : [];
      if (others[0]) {
        const more = make("details", part);
        more.append(make("summary", "more", WORDS[this.#lang][part]), listed(list, others));
        found.push(more);
      }
      return found;
    }

    /** @param {Step} step @param {boolean} holds */
    #contact(step, holds) {
      const { contact } = step;
      const item = make("li", "contact");
      item.append(make("p", "name", contact.name));
      for (const title of contact.titles) item.append(make("p", "title", title));
      for (const channel of contact.channels) {
        const line = make("p", "channel");
        line.append(way(channel));
        item.append(line);
      }
      if (holds) item.append(...state("p", step));
      return item;
    }
  }

  customElements.define("press-contacts", PressContacts);
})();

// @ts-check
/* Writes what is known into the page. Texts come from the board and from the words of the page; nothing is put in as HTML. */

/** @typedef {import("./live.js").Live} Live */
/** @typedef {import("./live.js").Contact} Contact */
/** @typedef {import("./live.js").Pair} Pair */
/** @typedef {{contact: number, topic: number}} Hit */
/** @typedef {{sv: string, en?: string}} Localized */

/** @param {string} id @returns {HTMLElement} */
export const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * @param {string} name @param {{[name: string]: string}} [attributes] @param {...(Node|string)} children
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/**
 * A title as it stands within a sentence: "Presskontakt, psykiatri" with a small letter, "HR-chef" as it is.
 * @param {string} title
 */
const inSentence = (title) => (/^\p{Lu}\p{Ll}/u.test(title) ? title[0].toLowerCase() + title.slice(1) : title);

export class View {
  /** @param {Live} live @param {{[key: string]: string}} words @param {"sv"|"en"} lang */
  constructor(live, words, lang) {
    this.live = live;
    this.words = words;
    this.lang = lang;
    this.other = lang === "sv" ? 1 : 0;
    this.lately = "";
  }

  /**
   * A sentence of the page with its facts.
   * @param {string} key
   * @param {{[name: string]: string}} [facts]
   */
  say(key, facts = {}) {
    return this.words[key].replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
  }

  /** @param {Pair} pair */
  text(pair) {
    return pair[1 - this.other];
  }

  /** @param {Localized} text */
  localized(text) {
    return text[this.lang] || text.sv;
  }

  /** @param {string} instant */
  time(instant) {
    const zone = /** @type {const} */ ({ timeZone: "Europe/Stockholm" });
    const at = new Date(instant);
    const day = at.toLocaleDateString("sv-SE", zone);
    const time = at.toLocaleTimeString("sv-SE", { ...zone, hour: "2-digit", minute: "2-digit" });
    return day === new Date(this.live.now()).toLocaleDateString("sv-SE", zone) ? time : `${day} ${time}`;
  }

  /** @param {number} position @returns {Contact} */
  contact(position) {
    const board = this.live.board;
    if (!board) throw new Error("no board");
    return board.contacts[position];
  }

  /**
   * How it is with a contact, in a sentence.
   * @param {number} position
   */
  told(position) {
    const state = this.live.state(position);
    if (!this.usable(position).length) return this.say("silenced");
    return state ? this.text(state.told) : this.say("unknown");
  }

  /**
   * The channels of a contact that may be used.
   * @param {number} position
   */
  usable(position) {
    const hidden = this.live.hidden(position);
    return this.contact(position).channels.filter((channel) => !hidden.includes(channel.id));
  }

  /** @param {number} position */
  brief(position) {
    const kind = this.kind(position);
    return this.say(kind === "now" && this.live.state(position)?.is_on_duty ? "brief-duty" : `brief-${kind}`);
  }

  /** @param {number} position */
  kind(position) {
    const state = this.live.state(position);
    if (!this.usable(position).length) return "silenced";
    return !state ? "call" : state.is_away ? "away" : state.reach;
  }

  /** Whether the service answers, and how old what is shown is when it does not. */
  connection() {
    const line = place("connection");
    const { isLost, isOnline } = this.live;
    const minutes = Math.floor((this.live.now() - this.live.heardAt) / 60_000);
    const at = this.time(new Date(this.live.heardAt).toISOString());
    const text = isLost ? this.say("lost", { at, minutes: String(minutes) }) : isOnline && this.live.board ? "" : this.say("loading");
    if (line.textContent !== text) line.textContent = text;
    line.classList.toggle("lost", isLost);
  }

  /** @param {Hit[]} hits @param {number} chosen */
  hits(hits, chosen) {
    place("hits").replaceChildren(
      ...hits.map((hit, number) => {
        const contact = this.contact(hit.contact);
        const topic = hit.topic >= 0 && this.live.board ? this.text(this.live.board.topics[hit.topic]) : "";
        return element(
          "li",
          { role: "option", id: `hit-${number}`, "aria-selected": String(number === chosen), "data-hit": String(number) },
          element("span", { class: "name" }, contact.name),
          element("span", { class: "quiet" }, [contact.titles[0], topic].filter(Boolean).join(" · ")),
          element("span", { class: `reach ${this.kind(hit.contact)}` }, this.brief(hit.contact)),
        );
      }),
    );
    const search = place("search");
    search.setAttribute("aria-expanded", String(hits.length > 0));
    if (hits.length) search.setAttribute("aria-activedescendant", `hit-${chosen}`);
    else search.removeAttribute("aria-activedescendant");
  }

  /**
   * What is found, in a line for who does not see it.
   * @param {Hit[]} hits
   * @param {boolean} isAsked
   */
  found(hits, isAsked) {
    const first = hits[0] && this.contact(hits[0].contact).name;
    const text = !isAsked ? "" : hits.length ? this.say(hits.length === 1 ? "found-one" : "found", { count: String(hits.length), first }) : this.say("nothing");
    place("found").textContent = text;
  }

  /** @param {{name: Localized, advice: Localized}[]} exits */
  exits(exits) {
    place("exits").replaceChildren(
      ...exits.map((exit) =>
        element("p", { class: "exits" }, element("strong", {}, this.localized(exit.name)), " ", this.localized(exit.advice)),
      ),
    );
  }

  /** @param {Hit|null} hit @param {number[]} next who is tried after this one, in order */
  card(hit, next) {
    const card = place("card");
    if (!hit) {
      card.replaceChildren();
      return;
    }
    const contact = this.contact(hit.contact);
    const parts = [
      element("h2", {}, contact.name),
      ...(contact.titles.length ? [element("p", { class: "quiet" }, contact.titles.join(", "))] : []),
      element("p", { class: `reach ${this.kind(hit.contact)}` }, this.told(hit.contact)),
      this.#channels(hit.contact),
      this.#line(hit.contact, next),
      this.#why(hit),
      this.#chain(next),
      this.#actions(),
    ];
    card.replaceChildren(...parts);
  }

  /** @param {number} position */
  #channels(position) {
    const contact = this.contact(position);
    const hidden = this.live.hidden(position);
    const isOnDuty = Boolean(this.live.state(position)?.is_on_duty);
    let number = 0;
    const rows = contact.channels.map((channel) => {
      if (hidden.includes(channel.id)) return element("li", { class: "hidden" }, this.say("hidden"));
      const key = String(++number);
      const link = element("a", { href: channel.href, class: channel.kind, "data-channel": channel.id }, channel.display);
      if (channel.spoken) link.setAttribute("aria-label", channel.spoken);
      const copy = element("button", { type: "button", "data-copies": channel.display, "aria-label": `${this.say("do-copy")} ${channel.display}` }, this.say("do-copy"));
      const row = element("li", {}, element("kbd", { "aria-hidden": "true" }, key), link, copy);
      if (channel.international) row.append(element("span", { class: "quiet" }, channel.international));
      if (channel.level !== "public" && !(channel.level === "duty" && isOnDuty)) row.append(element("strong", { class: "private" }, this.say("private")));
      return row;
    });
    return element("ul", { class: "channels", "aria-label": this.say("channels") }, ...rows);
  }

  /**
   * What to say to whoever calls, in both languages.
   * @param {number} position
   * @param {number[]} next
   */
  #line(position, next) {
    const contact = this.contact(position);
    const state = this.live.state(position);
    const kind = this.kind(position);
    const stand = next.find((each) => this.kind(each) === "now") ?? next.find((each) => this.kind(each) === "call");
    const said = kind === "now" || kind === "call" ? kind : stand === undefined ? "alone" : "later";
    const lines = [0, 1].map((lang) => {
      const facts = {
        name: contact.name,
        title: contact.titles.length ? `, ${inSentence(contact.titles[0])}` : "",
        next: stand === undefined ? "" : this.contact(stand).name,
        back: kind === "silenced" || !state ? this.say(`say-silenced-${lang ? "en" : "sv"}`, { name: contact.name }) : state.told[lang],
      };
      return element("p", { lang: lang ? "en" : "sv" }, this.say(`say-${said}-${lang ? "en" : "sv"}`, facts));
    });
    return element("blockquote", { "aria-label": this.say("line") }, ...lines);
  }

  /** @param {Hit} hit */
  #why(hit) {
    const contact = this.contact(hit.contact);
    const link = this.live.chain(hit.topic).find((each) => each.contact === hit.contact);
    const spoken = contact.languages.length ? [this.say("languages", { languages: this.#languages(contact.languages) })] : [];
    const lines = [...(link ? [this.text(link.why)] : []), ...spoken].map((each) => element("li", {}, each));
    const duties = contact.duties.map((duty) => element("li", { class: "quiet" }, this.text(duty)));
    return element("ul", { class: "why", "aria-label": this.say("why") }, ...lines, ...duties);
  }

  /** @param {string[]} tags */
  #languages(tags) {
    const names = new Intl.DisplayNames([this.lang], { type: "language" });
    return tags.map((tag) => names.of(tag) ?? tag).join(", ");
  }

  /** @param {number[]} next */
  #chain(next) {
    const rows = next.map((position) =>
      element(
        "li",
        {},
        element("button", { type: "button", "data-goes": String(position) }, this.contact(position).name),
        element("span", { class: `reach ${this.kind(position)}` }, this.told(position)),
      ),
    );
    const title = element("h3", {}, this.say(next.length ? "chain" : "chain-ends"));
    return element("section", { class: "chain" }, title, element("ol", {}, ...rows));
  }

  #actions() {
    const all = /** @type {[string, string][]} */ ([["absence", "B"], ["duty", "J"], ["hide", "D"]]);
    const buttons = all.map(([does, key]) =>
      element("button", { type: "button", "data-does": does }, this.say(`do-${does}`), " ", element("kbd", {}, key)),
    );
    return element("div", { class: "actions", role: "group", "aria-label": this.say("actions") }, ...buttons);
  }

  /** The note for the next shift, and what was changed last and by whom. */
  shift() {
    const told = this.live.told;
    place("handover").textContent = told?.handover || this.say("no-handover");
    place("lately").hidden = !told?.changes.length;
    const lines = (told?.changes ?? []).map((change) => `${this.time(change.at)} ${change.by}: ${this.text(change.told)}`);
    if (lines.join() === this.lately) return; // a log tells whatever is put into it
    this.lately = lines.join();
    place("changes").replaceChildren(...lines.map((line) => element("li", {}, line)));
  }
}

// @ts-check
/* What the page knows, kept in memory only: the board of a revision, how it is by now, and whether the service answers. */

/** @typedef {[string, string]} Pair Swedish, English */
/** @typedef {{id: string, kind: "phone"|"email", display: string, international: string, spoken: string, href: string, level: string}} Channel */
/** @typedef {{id: string, name: string, titles: string[], languages: string[], channels: Channel[], duties: Pair[], topic: number}} Contact */
/** @typedef {{revision: number, contacts: Contact[], topics: Pair[]}} Board */
/** @typedef {{reach: "now"|"later"|"call", is_on_duty: boolean, is_away: boolean, is_there: boolean, told: Pair, stand_in: number, hidden: string[]}} State */
/** @typedef {{contact: number, why: Pair}} Link */
/** @typedef {[string|null, number][]} Course what holds one after another, each until an instant */
/** @typedef {{at: string, until: string, states: State[], chains: Link[][], courses: Course[], contacts: number[], topics: number[], fallback: number}} Situation */
/** @typedef {{by: string, at: string, told: Pair, undo: object|null}} Change */
/** @typedef {{revision: number, roster: number, handover: string, changes: Change[], situation: Situation}} Told */

const SILENT_MS = 40_000; // a beat comes every 15 seconds
const RENEW_MS = 300;
const RETRY_MS = 2_000;
const RETRY_MOST_MS = 60_000;

export class Live {
  /** @type {Board|null} */ board = null;
  /** @type {object|null} */ index = null;
  /** @type {Told|null} */ told = null;
  isOnline = false; // hears events
  isLost = false; // did, or had the board, and does no more
  isOver = false;
  heardAt = 0;
  #offset = 0;
  #tries = 0;
  #next = 0;
  /** @type {EventSource|null} */ #source = null;

  /** @param {string} address @param {(what: "board"|"situation"|"connection"|"over") => void} changed */
  constructor(address, changed) {
    this.address = address;
    this.changed = changed;
    this.#watch();
  }

  /** The instant by the clock of the service, in milliseconds. */
  now() {
    return Date.now() + this.#offset;
  }

  /** Fetch the board, then listen. */
  async start() {
    await this.fetchBoard().catch(() => this.isOver || this.#renew());
    if (!this.isOver) this.#listen();
  }

  /** The board and how it is by it, both or neither. */
  async fetchBoard() {
    const [{ board, index }, told] = await Promise.all([this.#fetch("board"), this.#fetch("situation")]);
    if (this.isOver) return;
    if (told.revision !== board.revision) return this.#renew();
    this.#tries = 0;
    Object.assign(this, { board, index, told });
    this.heardAt = this.now();
    this.changed("board");
    this.#plan();
  }

  /**
   * How it is with a contact, or null when nobody can say any more.
   * @param {number} contact
   * @returns {State|null}
   */
  state(contact) {
    const found = this.#held(this.#situation?.contacts[contact]);
    return this.#situation && found !== null ? this.#situation.states[found] : null;
  }

  /**
   * Who is tried for a topic, in order.
   * @param {number} topic
   * @returns {Link[]}
   */
  chain(topic) {
    const found = this.#held(this.#situation?.topics[topic]);
    return this.#situation && found !== null ? this.#situation.chains[found] : [];
  }

  /**
   * The channels of a contact that must not be used: as long as nobody says otherwise, also when the rest is unknown.
   * @param {number} contact
   * @returns {string[]}
   */
  hidden(contact) {
    const found = this.#held(this.#situation?.contacts[contact], true);
    return this.#situation && found !== null ? this.#situation.states[found].hidden : [];
  }

  /**
   * Change the roster of a number; the errors are sentences, or "silent" where the service does not answer, "slower"
   * where a colleague was first.
   * @param {object} change
   * @param {number} parent
   * @param {string} token
   * @param {string} lang
   * @returns {Promise<string[]>}
   */
  async change(change, parent, token, lang) {
    const body = JSON.stringify({ parent, change });
    const headers = { "Content-Type": "application/json", "X-Form-Token": token };
    let answer, problem;
    try {
      answer = await fetch(`${this.address}/changes?lang=${lang}`, { method: "POST", body, headers });
      problem = await answer.json();
    } catch {
      return ["silent"];
    }
    if (answer.ok || answer.status === 409) await this.#fetch("situation").then((told) => this.#take(told), () => undefined);
    if (answer.ok) return [];
    if (answer.status === 401) this.end();
    if (problem.code === "conflict") return ["slower"];
    /** @type {{detail: string, remedy: string, value?: string}[]} */
    const errors = problem.errors;
    return errors.map(({ detail, value, remedy }) => [detail, value && `[${value}]`, remedy].filter(Boolean).join(" "));
  }

  /** Forget everything: the session is over. */
  end() {
    this.isOver = true;
    clearTimeout(this.#next);
    this.#source?.close();
    this.board = this.index = this.told = null;
    this.changed("over");
  }

  get #situation() {
    return this.told?.situation ?? null;
  }

  /**
   * What a course holds now; null after the end of what is foreseen, unless the last of it is wanted.
   * @param {number|undefined} position
   * @param {boolean} isLastWanted
   * @returns {number|null}
   */
  #held(position, isLastWanted = false) {
    const situation = this.#situation;
    if (!situation || position === undefined) return null;
    if (this.now() >= Date.parse(situation.until) && !isLastWanted) return null;
    const course = situation.courses[position];
    const turn = course.find(([until]) => until === null || this.now() < Date.parse(until)) ?? course[course.length - 1];
    return turn[1];
  }

  /** Tell when the next of what is foreseen begins. */
  #plan() {
    clearTimeout(this.#next);
    const situation = this.#situation;
    if (!situation) return;
    const turns = situation.courses.flat().map(([until]) => (until ? Date.parse(until) : Infinity));
    const next = Math.min(...turns.filter((turn) => turn > this.now()), Date.parse(situation.until));
    if (next <= this.now()) return;
    this.#next = setTimeout(() => {
      this.changed("situation");
      this.#plan();
    }, next - this.now() + 1);
  }

  #listen() {
    const source = (this.#source = new EventSource(`${this.address}/events`));
    source.addEventListener("situation", (event) => this.#take(JSON.parse(event.data)));
    source.addEventListener("beat", (event) => this.#hear(JSON.parse(event.data).now));
    source.addEventListener("over", () => this.end());
    source.addEventListener("error", () => this.#lose());
  }

  /** @param {Told} told */
  #take(told) {
    if (this.isOver) return;
    if (told.revision !== this.board?.revision) return this.#renew();
    this.told = told;
    this.changed("situation");
    this.#plan();
  }

  /** There is another revision: fetch it, not in the same instant as every other page. */
  #renew() {
    const wait = this.board ? Math.random() * RENEW_MS : this.#pause();
    setTimeout(() => void this.fetchBoard().catch(() => this.isOver || this.#renew()), wait);
  }

  /** @param {string} now */
  #hear(now) {
    const offset = Date.parse(now) - Date.now();
    const isAnotherClock = Math.abs(offset - this.#offset) > 1_000;
    this.#offset = offset;
    this.heardAt = Date.parse(now);
    if (this.board) this.#tries = 0;
    if (isAnotherClock) {
      this.changed("situation");
      this.#plan();
    }
    if (this.isOnline) return;
    this.isOnline = true;
    this.isLost = false;
    this.changed("connection");
  }

  #lose() {
    if (this.isOver) return;
    this.#miss();
    if (this.#source?.readyState === EventSource.CLOSED) this.#tryAgain();
  }

  #miss() {
    this.isOnline = false;
    this.isLost = this.board !== null;
    this.changed("connection");
  }

  /** The stream was refused, so the browser does not come back by itself: not at once, and later each time. */
  #tryAgain() {
    this.#source = null;
    setTimeout(async () => {
      await this.#fetch("situation").catch(() => undefined); // says whether the session is over
      if (!this.isOver) this.#listen();
    }, this.#pause());
  }

  /** How long to wait before asking again: longer each time, and never as long as others. */
  #pause() {
    return Math.min(RETRY_MOST_MS, RETRY_MS * 2 ** this.#tries++) * (0.5 + Math.random());
  }

  #watch() {
    setInterval(() => {
      if (this.isOver) return;
      if (this.isOnline && this.now() - this.heardAt > SILENT_MS) this.#miss();
      else this.changed("connection");
    }, 10_000);
  }

  /** @param {"board"|"situation"} what @returns {Promise<any>} */
  async #fetch(what) {
    const answer = await fetch(`${this.address}/${what}`);
    if ([401, 403, 404].includes(answer.status)) this.end();
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }
}

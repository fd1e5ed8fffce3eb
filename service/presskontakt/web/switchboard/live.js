// @ts-check
/* What the page knows, kept in memory only: the board of a revision, how it is by now, and whether the service answers. */

/** @typedef {[string, string]} Pair Swedish, English */
/** @typedef {{id: string, kind: "phone"|"email", display: string, international: string, spoken: string, href: string, is_public: boolean}} Channel */
/** @typedef {{id: string, name: string, titles: string[], languages: string[], channels: Channel[], duties: Pair[], topic: number}} Contact */
/** @typedef {{name: Pair, is_invented: boolean, revision: number, contacts: Contact[], topics: Pair[]}} Board */
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
    await this.fetchBoard().catch(() => this.#renew());
    this.#listen();
  }

  /** The board and how it is by it, both or neither. */
  async fetchBoard() {
    const [{ board, index }, told] = await Promise.all([this.#fetch("board"), this.#fetch("situation")]);
    if (told.revision !== board.revision) return this.#renew();
    Object.assign(this, { board, index, told });
    this.heardAt = this.now();
    this.changed("board");
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
   * Change the roster; the errors are sentences, or "silent" where the service does not answer, "slower" where a colleague was first.
   * @param {object} change
   * @param {string} token
   * @param {string} lang
   * @returns {Promise<{errors: string[]}>}
   */
  async change(change, token, lang) {
    const body = JSON.stringify({ parent: this.told?.roster ?? 0, change });
    const headers = { "Content-Type": "application/json", "X-Form-Token": token };
    let answer;
    try {
      answer = await fetch(`${this.address}/changes?lang=${lang}`, { method: "POST", body, headers });
    } catch {
      this.#lose();
      return { errors: ["silent"] };
    }
    if (answer.ok || answer.status === 409) this.#take(await this.#fetch("situation"));
    if (answer.ok) return { errors: [] };
    if (answer.status === 401) this.end();
    /** @type {{code: string, errors: {detail: string, remedy: string, value?: string}[]}} */
    const problem = await answer.json();
    if (problem.code === "conflict") return { errors: ["slower"] };
    return { errors: problem.errors.map(({ detail, value, remedy }) => [detail, value && `[${value}]`, remedy].filter(Boolean).join(" ")) };
  }

  /** Forget everything: the session is over. */
  end() {
    this.isOver = true;
    this.#source?.close();
    this.board = this.index = this.told = null;
    this.changed("over");
  }

  get #situation() {
    return this.told?.situation ?? null;
  }

  /** @param {number|undefined} position @returns {number|null} */
  #held(position) {
    const situation = this.#situation;
    if (!situation || position === undefined || this.now() >= Date.parse(situation.until)) return null;
    const turn = situation.courses[position].find(([until]) => until === null || this.now() < Date.parse(until));
    return turn ? turn[1] : null;
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
  }

  /** There is another revision: fetch it, not in the same instant as every other page. */
  #renew() {
    setTimeout(() => void this.fetchBoard().catch(() => this.#lose()), Math.random() * RENEW_MS);
  }

  /** @param {string} now */
  #hear(now) {
    const offset = Date.parse(now) - Date.now();
    const isAnotherClock = Math.abs(offset - this.#offset) > 1_000;
    this.#offset = offset;
    this.heardAt = Date.parse(now);
    this.#tries = 0;
    if (isAnotherClock) this.changed("situation");
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
    const wait = Math.min(RETRY_MOST_MS, RETRY_MS * 2 ** this.#tries++);
    setTimeout(async () => {
      await this.#fetch("situation").catch(() => undefined); // says whether the session is over
      if (!this.isOver) this.#listen();
    }, wait * (0.5 + Math.random()));
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
    if (answer.status === 401) this.end();
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }
}

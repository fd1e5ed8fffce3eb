// @ts-check
/* What an operator changes: absence, duty, hidden numbers, the note for the next shift, and undoing what was changed. */
import { element } from "./view.js";

const UNTIL = ["hour", "today", "tomorrow", "week"];

export class Acts {
  /**
   * @param {import("./live.js").Live} live
   * @param {import("./view.js").View} view
   * @param {import("./ask.js").Ask} ask
   * @param {string} token
   */
  constructor(live, view, ask, token) {
    this.live = live;
    this.view = view;
    this.ask = ask;
    this.token = token;
  }

  /**
   * @param {string} what
   * @param {number} contact the position of the card in view, -1 for none
   * @param {number[]} next
   */
  async does(what, contact, next) {
    if (what === "handover") return this.#handover();
    if (what === "undo") return this.#undo();
    if (contact < 0) return;
    if (what === "absence") return this.#absence(contact, next);
    if (what === "duty") return this.#duty(contact);
    if (what === "hide") return this.#hide(contact);
  }

  /**
   * @param {number} contact
   * @param {number[]} next
   */
  async #absence(contact, next) {
    const { id, name } = this.view.contact(contact);
    const say = this.view.say.bind(this.view);
    if (this.live.state(contact)?.is_away) {
      const isBack = await this.ask.one(say("ask-back", { name }), [{ key: "Enter", label: say("is-back"), value: true }]);
      if (isBack) await this.#save({ type: "return", contact: id });
      return;
    }
    const until = await this.#until(say("ask-absence", { name }));
    if (!until) return;
    let delegate = await this.#delegate(name, next);
    if (delegate !== null) await this.#save({ type: "absence", contact: id, until, delegate });
  }

  /**
   * Who stands in: the next in the chain, another of it, or nobody.
   * @param {string} name
   * @param {number[]} next
   * @returns {Promise<string|null>}
   */
  #delegate(name, next) {
    const say = this.view.say.bind(this.view);
    const standIns = next.slice(0, 8).map((position, number) => ({
      key: number ? String(number + 1) : "Enter",
      label: say("stands-in", { name: this.view.contact(position).name }),
      value: this.view.contact(position).id,
    }));
    const nobody = { key: standIns.length ? "0" : "Enter", label: say("nobody"), value: "" };
    return this.ask.one(say("ask-delegate", { name }), [...standIns, nobody]);
  }

  /** @param {number} contact */
  async #duty(contact) {
    const { id, name } = this.view.contact(contact);
    const until = await this.#until(this.view.say("ask-duty", { name }));
    if (!until) return;
    const sure = { key: "Enter", label: this.view.say("save"), value: true };
    if (await this.ask.one(this.view.say("ask-duty-sure", { name }), [sure])) await this.#save({ type: "duty", contact: id, until });
  }

  /** @param {number} contact */
  async #hide(contact) {
    const { id, name, channels } = this.view.contact(contact);
    const hidden = this.live.state(contact)?.hidden ?? [];
    const seen = channels.filter((channel) => !hidden.includes(channel.id));
    const answers = seen.map((channel, number) => ({ key: String(number + 1), label: channel.display, value: channel }));
    const channel = await this.ask.one(this.view.say("ask-hide", { name }), answers);
    if (!channel) return;
    const sure = { key: "Enter", label: this.view.say("hides", { what: channel.display }), value: true };
    if (await this.ask.one(this.view.say("ask-hide", { name }), [sure])) await this.#save({ type: "withdrawal", contact: id, channel: channel.id });
  }

  async #handover(text = this.live.told?.handover ?? "", errors = /** @type {string[]} */ ([])) {
    const field = /** @type {HTMLTextAreaElement} */ (element("textarea", { rows: "5", maxlength: "4000", autocomplete: "off" }));
    field.value = text;
    const written = await this.ask.field(this.view.say("handover"), field, this.view.say("handover-hint"), errors);
    if (written === null) return;
    const answer = await this.live.change({ type: "handover", text: written }, this.token, this.view.lang);
    if (answer.errors.length) await this.#handover(written, this.#told(answer.errors));
  }

  async #undo() {
    const [last] = this.live.told?.changes ?? [];
    if (!last) return;
    const title = this.view.say("ask-undo", { by: last.by, what: this.view.text(last.told) });
    const sure = { key: "Enter", label: this.view.say("do-undo"), value: true };
    if (await this.ask.one(title, [sure])) await this.#save(last.undo);
  }

  /**
   * @param {string} title
   * @returns {Promise<string|null>}
   */
  async #until(title) {
    const answers = UNTIL.map((value, number) => ({ key: String(number + 1), label: this.view.say(`until-${value}`), value }));
    const chosen = await this.ask.one(title, [...answers, { key: "5", label: this.view.say("until-other"), value: "other" }]);
    if (chosen !== "other") return chosen;
    const field = /** @type {HTMLInputElement} */ (element("input", { type: "datetime-local" }));
    return this.ask.field(title, field, this.view.say("until-other"));
  }

  /** @param {object} change */
  async #save(change) {
    const { errors } = await this.live.change(change, this.token, this.view.lang);
    if (errors.length) await this.ask.one(this.view.say("not-saved"), [], this.#told(errors));
  }

  /** @param {string[]} errors */
  #told(errors) {
    return errors.map((each) => each || this.view.say("not-sent"));
  }
}

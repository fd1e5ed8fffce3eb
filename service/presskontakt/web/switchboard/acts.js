// @ts-check
/* What an operator changes: absence, duty, hidden numbers, the note for the next shift, and undoing what was changed. */
import { element } from "./view.js";

/** @typedef {import("./live.js").Contact} Contact */

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
    this.parent = 0;
  }

  /**
   * @param {string} what
   * @param {number} contact the position of the card in view, -1 for none
   * @param {Contact[]} next
   */
  async does(what, contact, next) {
    this.parent = this.live.told?.roster ?? 0; // what the operator has seen when it begins
    if (what === "handover") return this.#handover();
    if (what === "undo") return this.#undo();
    if (contact < 0) return;
    if (what === "absence") return this.#absence(contact, next);
    if (what === "duty") return this.#duty(contact);
    if (what === "hide") return this.#hide(contact);
  }

  /**
   * @param {number} contact
   * @param {Contact[]} next
   */
  async #absence(contact, next) {
    const { id, name } = this.view.contact(contact);
    const say = this.view.say.bind(this.view);
    if (this.live.state(contact)?.is_away) {
      const isBack = await this.ask.one(say("ask-back", { name }), [{ key: "Enter", label: say("is-back"), value: true }]);
      if (isBack) await this.#save({ kind: "back", contact: id });
      return;
    }
    const until = await this.#until(say("ask-absence", { name }));
    if (!until) return;
    const delegate = await this.#delegate(name, next);
    if (delegate !== null) await this.#save({ kind: "absence", contact: id, until, delegate });
  }

  /**
   * Who stands in: the next in the chain, another of it, or nobody.
   * @param {string} name
   * @param {Contact[]} next
   * @returns {Promise<string|null>}
   */
  #delegate(name, next) {
    const say = this.view.say.bind(this.view);
    const standIns = next.slice(0, 8).map((contact, number) => ({
      key: number ? String(number + 1) : "Enter",
      label: say("stands-in", { name: contact.name }),
      value: contact.id,
    }));
    const nobody = { key: standIns.length ? "0" : "Enter", label: say("nobody"), value: "" };
    return this.ask.one(say("ask-delegate", { name }), [...standIns, nobody]);
  }

  /** @param {number} contact */
  async #duty(contact) {
    const { id, name } = this.view.contact(contact);
    const say = this.view.say.bind(this.view);
    const leaving = { key: "Enter", label: say("off-duty"), value: "off-duty" };
    const isOnDuty = Boolean(this.live.state(contact)?.is_on_duty);
    const until = await this.#until(say(isOnDuty ? "ask-off-duty" : "ask-duty", { name }), isOnDuty ? [leaving] : []);
    if (!until) return;
    if (until === "off-duty") return this.#save({ kind: "off-duty", contact: id });
    const sure = { key: "Enter", label: say("save"), value: true };
    if (await this.ask.one(say("ask-duty-sure", { name }), [sure])) await this.#save({ kind: "duty", contact: id, until });
  }

  /** @param {number} contact */
  async #hide(contact) {
    const { id, name, channels } = this.view.contact(contact);
    const say = this.view.say.bind(this.view);
    const usable = this.view.usable(contact);
    const inOrder = [...usable, ...channels.filter((channel) => !usable.includes(channel))]; // numbered as on the card
    const answers = inOrder.map((channel, number) => {
      const isUsed = usable.includes(channel);
      const label = isUsed ? say("hides", { what: channel.display }) : say("shows", { what: say(`kind-${channel.kind}`) });
      const change = { kind: isUsed ? "withdrawal" : "shown", contact: id, channel: channel.id };
      return { key: String(number + 1), label, value: { label, change } };
    });
    const chosen = await this.ask.one(say("ask-hide", { name }), answers);
    if (!chosen) return;
    const sure = { key: "Enter", label: chosen.label, value: true };
    if (await this.ask.one(say("ask-hide-sure", { name }), [sure])) await this.#save(chosen.change);
  }

  async #handover(text = this.live.told?.handover ?? "", before = /** @type {string[]} */ ([])) {
    const field = /** @type {HTMLTextAreaElement} */ (element("textarea", { rows: "5", maxlength: "4000", autocomplete: "off" }));
    field.value = text;
    const written = await this.ask.field(this.view.say("handover"), field, this.view.say("handover-hint"), before);
    if (written === null) return;
    const found = await this.live.change({ kind: "handover", text: written }, this.parent, this.token, this.view.lang);
    if (!found.length || this.live.isOver) return;
    const errors = this.#told(found);
    if (found.includes("slower")) {
      this.parent = this.live.told?.roster ?? 0;
      errors.push(this.view.say("note-now", { text: this.live.told?.handover ?? "" }));
    }
    await this.#handover(written, errors);
  }

  async #undo() {
    const last = this.live.told?.changes.find((change) => change.undo);
    if (!last?.undo) return;
    const title = this.view.say("ask-undo", { by: last.by, what: this.view.text(last.told) });
    const sure = { key: "Enter", label: this.view.say("do-undo"), value: true };
    if (await this.ask.one(title, [sure])) await this.#save(last.undo);
  }

  /**
   * @param {string} title
   * @param {import("./ask.js").Answer[]} before
   * @returns {Promise<string|null>}
   */
  async #until(title, before = []) {
    const answers = UNTIL.map((value, number) => ({ key: String(number + 1), label: this.view.say(`until-${value}`), value }));
    const chosen = await this.ask.one(title, [...before, ...answers, { key: "5", label: this.view.say("until-other"), value: "other" }]);
    if (chosen !== "other") return chosen;
    const field = /** @type {HTMLInputElement} */ (element("input", { type: "datetime-local" }));
    return this.ask.field(title, field, this.view.say("until-other"));
  }

  /** @param {object} change */
  async #save(change) {
    const errors = await this.live.change(change, this.parent, this.token, this.view.lang);
    if (errors.length && !this.live.isOver) await this.ask.one(this.view.say("not-saved"), [], this.#told(errors));
  }

  /** @param {string[]} errors */
  #told(errors) {
    return errors.map((each) => (each === "silent" || each === "slower" ? this.view.say(each) : each));
  }
}

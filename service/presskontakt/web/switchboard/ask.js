// @ts-check
/* A short question with numbered answers: one key each. */
import { element } from "./view.js";

/** @typedef {{key: string, label: string, value: any}} Answer */

export class Ask {
  /** @type {((value: any) => void)|null} */ #settle = null;
  /** @type {Answer[]} */ #answers = [];

  /**
   * @param {HTMLElement} dialog
   * @param {import("./view.js").View} view
   */
  constructor(dialog, view) {
    this.dialog = /** @type {HTMLDialogElement} */ (dialog);
    this.view = view;
    this.dialog.addEventListener("keydown", (event) => this.#press(event));
    this.dialog.addEventListener("cancel", () => this.#end(null));
  }

  /**
   * The value of the answer chosen, or null.
   * @param {string} title
   * @param {Answer[]} answers
   * @param {string[]} errors
   * @returns {Promise<any>}
   */
  one(title, answers, errors = []) {
    this.#answers = answers;
    const buttons = answers.map((answer) => {
      const button = element("button", { type: "button" }, element("kbd", {}, answer.key), " ", answer.label);
      button.addEventListener("click", () => this.#end(answer.value));
      return button;
    });
    return this.#open(title, errors, buttons);
  }

  /**
   * What was written in a field, or null. Enter takes it, in a field of several lines with Ctrl.
   * @param {string} title
   * @param {HTMLInputElement|HTMLTextAreaElement} field
   * @param {string} hint
   * @param {string[]} errors
   * @returns {Promise<string|null>}
   */
  field(title, field, hint, errors = []) {
    this.#answers = [];
    const take = () => this.#end(field.value);
    const save = element("button", { type: "button", class: "primary" }, this.view.say("save"));
    save.addEventListener("click", take);
    field.setAttribute("aria-labelledby", "ask-title");
    field.addEventListener("keydown", (/** @type {any} */ event) => {
      if (event.key === "Enter" && (event.ctrlKey || field instanceof HTMLInputElement)) take();
    });
    return this.#open(title, errors, [element("p", { class: "hint" }, hint), field, save], field);
  }

  close() {
    this.#end(null);
  }

  /**
   * @param {string} title
   * @param {string[]} errors
   * @param {HTMLElement[]} parts
   * @param {HTMLElement|undefined} first
   */
  #open(title, errors, parts, first = parts[0]) {
    const away = element("button", { type: "button" }, element("kbd", {}, "Esc"), " ", this.view.say("cancel"));
    away.addEventListener("click", () => this.#end(null));
    const told = errors.map((each) => element("p", { class: "error", role: "alert" }, each));
    this.dialog.replaceChildren(element("h2", { id: "ask-title" }, title), ...told, ...parts, away);
    if (!this.dialog.open) this.dialog.showModal();
    (first ?? away).focus();
    return new Promise((settle) => (this.#settle = settle));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const answer = this.#answers.find((each) => each.key === event.key);
    if (!answer || event.repeat || event.key === "Enter") return; // Enter is for the button that has the focus
    event.preventDefault();
    event.stopPropagation();
    this.#end(answer.value);
  }

  /** @param {any} value */
  #end(value) {
    const settle = this.#settle;
    this.#settle = null;
    if (this.dialog.open) this.dialog.close();
    this.dialog.replaceChildren();
    settle?.(value);
  }
}

// @ts-check
export class Search {
  /** @param {any} index */
  constructor(index) { this.index = index; }
  /** @param {string} text @returns {{hits: {contact: number, topic: number}[], exits: number[]}} */
  find(text) { return { hits: [{contact: text.length % 3, topic: 0}], exits: [] }; }
}

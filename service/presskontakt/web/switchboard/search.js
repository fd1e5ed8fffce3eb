// @ts-check
// The search of the switchboard, as `find.py` specifies it: the same index, the same answers. Nothing leaves the page.
import { errorsBetween, slipsOf, soundOf, withoutDots, wordsOf } from "./letters.js";
import { Ranking } from "./ranking.js";

/** @typedef {{lines: string, codes: number[]}} Table */
/** @typedef {[contact: number, cost: number, place: number]} Holder */
/** @typedef {[thing: number, cost: number]} Way */
/** @typedef {import("./ranking.js").Kind} Kind */
/** @typedef {{sv: string, en?: string}} Localized */
/**
 * @typedef {object} Index
 * @property {Record<Kind, number>} starts
 * @property {Holder[][]} holders
 * @property {Way[][]} ways
 * @property {Table} words
 * @property {Table} sounds
 * @property {Table} slips
 * @property {Table} numbers
 * @property {{concept: string, name: Localized, advice: Localized}[]} exits
 * @property {string[]} skipped
 * @property {Record<"beginning"|"ending"|"front"|"back"|"sound"|"sound_beginning"|"slip"|"number"|"number_inside"
 *   |"elsewhere"|"everywhere", number>} costs
 * @property {Record<"hits"|"exits"|"exit_cost"|"enough"|"words"|"phrase"|"sound"|"stem"|"part"|"slip_letters", number>
 *   & {slips: number[]}} limits
 * @property {[string, string][]} folded
 * @property {[string, string][]} spoken
 * @property {string[]} endings
 */
/** @typedef {import("./ranking.js").Found} Found */
/** @typedef {import("./ranking.js").Values} Values */

const SCALE = 100, STEM = "~", AFTER = "\uffff";
const NUMBER = /^[ \u00a0()+./0-9\u2010-\u2015-]*[0-9][ \u00a0()+./0-9\u2010-\u2015-]*$/;

/** The rows of a table: those of a key, and those that begin with it, are one stretch. */
class Rows {
  /** @param {Table} table */
  constructor(table) {
    this.keys = table.codes.length ? table.lines.split("\n") : [];
    this.codes = table.codes;
  }

  /** The first row that does not come before a key.
   * @param {string} key */
  first(key) {
    let low = 0, high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.keys[middle] < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Tell every row that begins so: its code, and whether that is all.
   * @param {string} key @param {(code: number, isWhole: boolean) => void} tell */
  beginning(key, tell) {
    const end = this.first(key + AFTER);
    for (let row = this.first(key); row < end; row++) tell(this.codes[row], this.keys[row].length === key.length);
  }
}

export class Search {
  /** @param {Index} index */
  constructor(index) {
    this.index = index;
    this.words = new Rows(index.words);
    this.sounds = new Rows(index.sounds);
    this.slips = new Rows(index.slips);
    this.numbers = new Rows(index.numbers);
    this.skipped = new Set(index.skipped);
    this.endings = new Set(index.endings);
    this.folded = new Map(index.folded);
    this.ranking = new Ranking(index);
  }

  /** Whom an operator may mean who has typed `text` so far.
   * @param {string} text @returns {Found} */
  find(text) {
    const asked = this.asked(text);
    const found = asked.map((word) => this.lookUp(word));
    for (let first = 0; first < asked.length; first++) {
      for (let last = first + 1; last < Math.min(first + this.index.limits.phrase, asked.length); last++) {
        /** @type {Values} */
        const phrase = new Map();
        this.spell(asked.slice(first, last + 1).join(" "), phrase);
        for (const values of found.slice(first, last + 1)) {
          for (const [target, value] of phrase) values.set(target, Math.max(value, values.get(target) ?? 0));
        }
      }
    }
    return { hits: this.ranking.hits(found), exits: this.ranking.exits(found) };
  }

  /** The words that tell something, or all where none does; a telephone number as one word of digits.
   * @param {string} text */
  asked(text) {
    if (NUMBER.test(text)) return [text.replaceAll("(0)", "").replace(/[^0-9]/g, "")];
    const words = wordsOf(text, this.folded);
    const telling = words.filter((word) => !this.skipped.has(word));
    return (telling.length ? telling : words).slice(0, this.index.limits.words);
  }

  /** All that one word may stand for.
   * @param {string} word @returns {Values} */
  lookUp(word) {
    /** @type {Values} */
    const values = new Map();
    let isSettled = this.spell(word, values);
    if (word.length >= this.index.limits.sound) isSettled = this.listen(word, values) || isSettled;
    if (/^[0-9]+$/.test(word)) {
      this.dial(word, values);
    } else if (!isSettled) {
      this.takeApart(word, values);
      this.correct(withoutDots(word), values);
    }
    return values;
  }

  /** What the word, or phrase, begins or is; whether it is something wholly, or begins a name.
   * @param {string} word @param {Values} values */
  spell(word, values) {
    const isSettled = this.begin(word, values);
    return this.endOtherwise(word, this.index.costs.ending, values) || isSettled;
  }

  /** @param {string} word @param {Values} values */
  begin(word, values) {
    const names = this.index.starts.number * SCALE;
    let isSettled = false;
    this.words.beginning(word, (code, isWhole) => {
      put(values, code, isWhole ? 0 : this.index.costs.beginning);
      isSettled ||= isWhole || code < names;
    });
    return isSettled;
  }

  /** @param {string} word @param {number} cost @param {Values} values */
  endOtherwise(word, cost, values) {
    let isSettled = false;
    for (let cut = this.index.limits.stem; cut < word.length; cut++) {
      if (!this.endings.has(word.slice(cut))) continue;
      isSettled = this.putEqual(word.slice(0, cut), cost, values) || isSettled;
      isSettled = this.putEqual(word.slice(0, cut) + STEM, cost, values) || isSettled;
    }
    return isSettled;
  }

  /** Count the rows of a key; whether there are any.
   * @param {string} key @param {number} cost @param {Values} values */
  putEqual(key, cost, values) {
    const first = this.words.first(key);
    let row = first;
    for (; this.words.keys[row] === key; row++) put(values, this.words.codes[row], cost);
    return row > first;
  }

  /** Names that sound so, or begin so; whether one sounds so wholly.
   * @param {string} word @param {Values} values */
  listen(word, values) {
    const { sound, sound_beginning } = this.index.costs;
    let isSettled = false;
    this.sounds.beginning(soundOf(word, this.index.spoken), (code, isWhole) => {
      put(values, code, isWhole ? sound : sound_beginning);
      isSettled ||= isWhole;
    });
    return isSettled;
  }

  /** Contacts with these digits in a number; 46 at the beginning may be the country.
   * @param {string} word @param {Values} values */
  dial(word, values) {
    const { number, number_inside } = this.index.costs;
    const abroad = word.replace(/^00/, "");
    const national = abroad.startsWith("46") ? `0${abroad.slice(2)}` : abroad;
    this.numbers.keys.forEach((known, row) => {
      const code = this.numbers.codes[row];
      if (known.startsWith(national)) put(values, code, number);
      else if (known.includes(word)) put(values, code, number_inside);
    });
  }

  /** The longest word that a compound begins with, and the longest that it ends with.
   * @param {string} word @param {Values} values */
  takeApart(word, values) {
    const shortest = this.index.limits.part, costs = this.index.costs;
    for (let cut = word.length - 1; cut >= shortest; cut--) {
      const front = word.slice(0, cut);
      const isWhole = this.putEqual(front, costs.front, values);
      if (this.putEqual(front + STEM, costs.front, values) || isWhole) break;
    }
    for (let cut = 1; cut <= word.length - shortest; cut++) {
      const back = word.slice(cut);
      const isWhole = this.putEqual(back, costs.back, values);
      if (this.endOtherwise(back, costs.back, values) || isWhole) break;
    }
  }

  /** Names and the directory's own words that the word may be mistyped for.
   * @param {string} plain @param {Values} values */
  correct(plain, values) {
    const { slip, ending } = this.index.costs, { limits } = this.index;
    const allowed = limits.slips.filter((letters) => plain.length >= letters).length;
    if (!allowed) return;
    /** @type {Set<number>} */
    const candidates = new Set();
    for (const key of slipsOf(plain, limits.slip_letters)) {
      this.slips.beginning(key, (row) => candidates.add(row));
    }
    for (const row of candidates) {
      const known = this.words.keys[row];
      const { errors, isWhole } = errorsBetween(plain, known);
      if (errors <= allowed) this.putEqual(known, errors * slip + (isWhole ? 0 : ending), values);
    }
  }
}

/** Count a row, come to at a cost.
 * @param {Values} values @param {number} code @param {number} cost */
function put(values, code, cost) {
  const target = Math.floor(code / SCALE), value = SCALE - (code % SCALE) - cost;
  if (value > (values.get(target) ?? 0)) values.set(target, value);
}

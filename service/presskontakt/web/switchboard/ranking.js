// @ts-check
// From what words stand for to contacts in order, and others' business: the second half of `find.py`.

/** @typedef {import("./search.js").Index} Index */
/** @typedef {"name"|"number"|"topic"|"release"|"role"|"place"|"title"|"exit"} Kind */
/** @typedef {{contact: number, topic: number, by: Kind}} Hit */
/** @typedef {{hits: Hit[], exits: number[]}} Found */
/** @typedef {Map<number, number>} Values for each target found the best value: SCALE less what it costs */
/** @typedef {(contact: number, value: number, kind: Kind, thing: number) => void} Offer */
/** @typedef {{words: number, total: number, best: number, by: Kind, topic: number, topicValue: number}} Score */

const SCALE = 100, EVERYWHERE = -1;

export class Ranking {
  /** @param {Index} index */
  constructor(index) {
    this.index = index;
    const starts = /** @type {[Kind, number][]} */ (Object.entries(index.starts));
    this.kinds = starts.sort(([, one], [, other]) => one - other).reverse();
  }

  /** @param {Values[]} found @returns {Hit[]} */
  hits(found) {
    const places = this.placesAsked(found);
    const free = places.size ? this.boundToNoPlace(found) : new Set();
    /** @type {Map<number, Score>} */
    const scores = new Map();
    for (const values of found) {
      /** @type {Map<number, {value: number, kind: Kind}>} */
      const best = new Map();
      this.offer(values, places, free, (contact, value, kind, thing) => {
        if (value <= 0) return;
        if (value > (best.get(contact)?.value ?? 0)) best.set(contact, { value, kind });
        const score = scores.get(contact) ?? { words: 0, total: 0, best: 0, by: "name", topic: -1, topicValue: 0 };
        scores.set(contact, score);
        if (kind === "topic" && value > score.topicValue) [score.topic, score.topicValue] = [thing, value];
      });
      for (const [contact, { value, kind }] of best) {
        const score = /** @type {Score} */ (scores.get(contact));
        score.words += Number(value >= this.index.limits.enough);
        score.total += value;
        if (value > score.best) [score.best, score.by] = [value, kind];
      }
    }
    return [...scores]
      .sort(([one, a], [other, b]) => b.words - a.words || b.total - a.total || one - other)
      .slice(0, this.index.limits.hits)
      .map(([contact, { topic, by }]) => ({ contact, topic, by }));
  }

  /** Every way from the targets of one word to contacts.
   * @param {Values} values @param {Set<number>} places @param {Set<number>} free @param {Offer} offer */
  offer(values, places, free, offer) {
    const { starts, ways, holders, costs } = this.index;
    let placeValue = 0;
    for (const [target, value] of values) {
      const kind = this.kindOf(target), thing = target - starts.topic;
      if (thing < 0) {
        offer(target % starts.number, value, kind, thing);
      } else if (target < starts.exit) {
        for (const [wider, further] of ways[thing]) {
          for (const [contact, cost, place] of holders[wider]) {
            const elsewhere = place === EVERYWHERE || places.has(place) ? 0 : costs.elsewhere;
            offer(contact, value - further - cost - elsewhere, kind, thing);
          }
        }
      }
      if (kind === "place") placeValue = Math.max(placeValue, value);
    }
    if (!placeValue) return;
    for (const contact of free) offer(contact, placeValue - costs.everywhere, "place", -1);
  }

  /** The places that are named, and those around them.
   * @param {Values[]} found @returns {Set<number>} */
  placesAsked(found) {
    const places = new Set();
    for (const thing of this.things(found, (kind) => kind === "place")) {
      for (const [wider, cost] of this.index.ways[thing]) if (cost === 0) places.add(wider);
    }
    return places;
  }

  /** Who holds a topic or release asked about everywhere: where a place is asked about too, they answer for it.
   * @param {Values[]} found @returns {Set<number>} */
  boundToNoPlace(found) {
    const free = new Set();
    for (const thing of this.things(found, (kind) => kind === "topic" || kind === "release")) {
      for (const [wider] of this.index.ways[thing]) {
        for (const [contact, , place] of this.index.holders[wider]) if (place === EVERYWHERE) free.add(contact);
      }
    }
    return free;
  }

  /** @param {Values[]} found @param {(kind: Kind) => boolean} isMeant */
  *things(found, isMeant) {
    for (const values of found) {
      for (const target of values.keys()) if (isMeant(this.kindOf(target))) yield target - this.index.starts.topic;
    }
  }

  /** Others' business that is told by whole words, at least as much of it as of any topic.
   * @param {Values[]} found @returns {number[]} */
  exits(found) {
    const { starts, limits } = this.index;
    /** @type {Map<number, number>} */
    const topics = new Map();
    /** @type {Map<number, number>} */
    const exits = new Map();
    for (const values of found) {
      for (const [target, value] of values) {
        const exit = target - starts.exit;
        if (exit >= 0 && value > SCALE - limits.exit_cost) exits.set(exit, (exits.get(exit) ?? 0) + value);
        if (this.kindOf(target) === "topic") topics.set(target, (topics.get(target) ?? 0) + value);
      }
    }
    const most = Math.max(0, ...topics.values());
    return [...exits]
      .filter(([, total]) => total >= most)
      .sort(([one, a], [other, b]) => b - a || one - other)
      .slice(0, limits.exits)
      .map(([exit]) => exit);
  }

  /** @param {number} target @returns {Kind} */
  kindOf(target) {
    return /** @type {[Kind, number]} */ (this.kinds.find(([, start]) => target >= start))[0];
  }
}

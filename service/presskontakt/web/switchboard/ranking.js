// @ts-check
// From what words stand for to contacts in order, and others' business: the second half of `find.py`.

/** @typedef {import("./search.js").Index} Index */
/** @typedef {"name"|"number"|"topic"|"release"|"role"|"place"|"title"|"exit"} Kind */
/** @typedef {{contact: number, topic: number, by: Kind}} Hit */
/** @typedef {{hits: Hit[], exits: number[]}} Found */
/** @typedef {Map<number, number>} Values for each target found the best value: SCALE less what it costs */
/** @typedef {(contact: number, value: number, kind: number, thing: number) => void} Offer */

const SCALE = 100, EVERYWHERE = -1;
const A_WORD = 10_000; // more than all words of a text together are worth
/** @type {Kind[]} */
const KINDS = ["name", "number", "topic", "release", "role", "place", "title", "exit"];
const TOPIC = KINDS.indexOf("topic"), PLACE = KINDS.indexOf("place");

export class Ranking {
  /** @param {Index} index */
  constructor(index) {
    this.index = index;
    this.starts = KINDS.map((kind) => index.starts[kind]);
  }

  /** Scores stand in arrays by contact: as objects, one for each, they would cost more than all the rest.
   * @param {Values[]} found @returns {Hit[]} */
  hits(found) {
    const { limits, starts } = this.index, many = starts.number;
    const places = this.placesAsked(found), free = places.size ? this.boundToNoPlace(found) : new Set();
    const scores = new Int32Array(many), best = new Int16Array(many), by = new Int8Array(many);
    const topics = new Int32Array(many).fill(-1), topicValues = new Int16Array(many);
    for (const values of found) {
      const word = new Int16Array(many), kinds = new Int8Array(many);
      this.offer(values, places, free, (contact, value, kind, thing) => {
        if (value > word[contact]) [word[contact], kinds[contact]] = [value, kind];
        if (kind === TOPIC && value > topicValues[contact]) [topics[contact], topicValues[contact]] = [thing, value];
      });
      for (let contact = 0; contact < many; contact++) {
        const value = word[contact];
        scores[contact] += value >= limits.enough ? value + A_WORD : value;
        if (value > best[contact]) [best[contact], by[contact]] = [value, kinds[contact]];
      }
    }
    return firstOf(scores, limits.hits).map((contact) => ({ contact, topic: topics[contact], by: KINDS[by[contact]] }));
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
      if (kind === PLACE) placeValue = Math.max(placeValue, value);
    }
    if (!placeValue) return;
    for (const contact of free) offer(contact, placeValue - costs.everywhere, PLACE, -1);
  }

  /** The places that are named, and those around them.
   * @param {Values[]} found @returns {Set<number>} */
  placesAsked(found) {
    const places = new Set();
    for (const thing of this.things(found, this.index.starts.place, this.index.starts.title)) {
      for (const [wider, cost] of this.index.ways[thing]) if (cost === 0) places.add(wider);
    }
    return places;
  }

  /** Who holds a topic or release asked about everywhere: where a place is asked about too, they answer for it.
   * @param {Values[]} found @returns {Set<number>} */
  boundToNoPlace(found) {
    const free = new Set();
    for (const thing of this.things(found, this.index.starts.topic, this.index.starts.role)) {
      for (const [wider] of this.index.ways[thing]) {
        for (const [contact, , place] of this.index.holders[wider]) if (place === EVERYWHERE) free.add(contact);
      }
    }
    return free;
  }

  /** The things among the targets from `first` to before `end`.
   * @param {Values[]} found @param {number} first @param {number} end */
  *things(found, first, end) {
    for (const values of found) {
      for (const target of values.keys()) if (first <= target && target < end) yield target - this.index.starts.topic;
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
        if (starts.topic <= target && target < starts.release) topics.set(target, (topics.get(target) ?? 0) + value);
      }
    }
    const most = Math.max(0, ...topics.values());
    return [...exits]
      .filter(([, total]) => total >= most)
      .sort(([one, a], [other, b]) => b - a || one - other)
      .slice(0, limits.exits)
      .map(([exit]) => exit);
  }

  /** @param {number} target */
  kindOf(target) {
    let kind = KINDS.length - 1;
    while (target < this.starts[kind]) kind--;
    return kind;
  }
}

/** The positions of the highest scores above nothing, best first; of equal ones the first.
 * @param {Int32Array} scores @param {number} most */
function firstOf(scores, most) {
  /** @type {number[]} */
  const ranked = [];
  scores.forEach((score, position) => {
    if (score) ranked.push(score * scores.length + (scores.length - 1 - position));
  });
  const ordered = Float64Array.from(ranked).sort().slice(-most).reverse();
  return Array.from(ordered, (rank) => scores.length - 1 - (rank % scores.length));
}

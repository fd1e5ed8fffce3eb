// @ts-check
// Letters as they are typed and heard, as in `letters.py`, by the tables that the index carries.

const WORD = /(?:(?![\u{10000}-\u{10ffff}])[\p{L}\p{N}])+/gu, DOUBLE = /(.)\1+/g;

/** The words of a text, in lower case without accents, å, ä and ö kept.
 * @param {string} text @param {Map<string, string>} folded @returns {string[]} */
export function wordsOf(text, folded) {
  const plain = [...text.toLowerCase().normalize("NFC")].map(
    (c) => folded.get(c) ?? ("åäö".includes(c) ? c : [...c.normalize("NFD")][0]),
  );
  return plain.join("").match(WORD) ?? [];
}

/** @param {string} word */
export function withoutDots(word) {
  return word.replace(/[åä]/g, "a").replaceAll("ö", "o");
}

/** What a name sounds like.
 * @param {string} word @param {[written: string, spoken: string][]} spoken */
export function soundOf(word, spoken) {
  const plain = ` ${word} `.replace(DOUBLE, "$1");
  const heard = spoken.reduce((heard, [written, sound]) => heard.replaceAll(written, sound), plain);
  return heard.trim().replace(DOUBLE, "$1");
}

/** The first `many` letters of a word with one of them left out.
 * @param {string} word @param {number} many */
export function slipsOf(word, many) {
  const start = word.slice(0, many);
  return [...start].map((_, position) => start.slice(0, position) + start.slice(position + 1));
}

/** Letters wrong, missing, too many or exchanged (OSA) up to the nearest beginning of `known`; whether that is all.
 * @param {string} typed @param {string} known */
export function errorsBetween(typed, known) {
  /** @type {number[]} */
  let before = [], above = Array.from({ length: known.length + 1 }, (_, across) => across);
  for (let down = 0; down < typed.length; down++) {
    const row = [down + 1];
    for (let across = 0; across < known.length; across++) {
      let least = Math.min(above[across] + Number(typed[down] !== known[across]), above[across + 1] + 1, row[across] + 1);
      if (down && across && typed[down] === known[across - 1] && known[across] === typed[down - 1]) {
        least = Math.min(least, before[across - 1] + 1);
      }
      row.push(least);
    }
    [before, above] = [above, row];
  }
  const errors = Math.min(...above);
  return { errors, isWhole: above[known.length] === errors };
}

// @ts-check
/* The switchboard: what is typed finds a card, and single keys do the rest. What is typed never leaves the page. */
import { Live } from "./live.js";
import { Search } from "./search.js";
import { View, place } from "./view.js";
import { Ask } from "./ask.js";
import { Acts } from "./acts.js";

const desk = place("desk");
const { organisation = "", token = "", lang = "sv" } = desk.dataset;
/** @type {{[key: string]: string}} */
const words = JSON.parse(place("words").textContent || "{}");
const input = /** @type {HTMLInputElement} */ (place("search"));
const SEEN_EVERY_MS = 10 * 60_000;

/** @type {Search|null} */ let search = null;
/** @type {import("./view.js").Hit[]} */ let hits = [];
let chosen = 0;
/**
 * The card in view when it is not the chosen hit: somebody further down a chain.
 * @type {import("./view.js").Hit|null}
 */
let beside = null;
let seenAt = Date.now();

const live = new Live(`/switchboard/${organisation}`, renew);
const view = new View(live, words, lang === "en" ? "en" : "sv");
const ask = new Ask(place("ask"), view);
const acts = new Acts(live, view, ask, token);

/** @param {"board"|"situation"|"connection"|"over"} what */
function renew(what) {
  if (what === "over") return leave();
  if (what === "board") {
    search = new Search(/** @type {any} */ (live.index));
    desk.hidden = false;
    find();
    if (document.activeElement === document.body) input.focus();
  }
  if (what === "situation") show();
  view.connection();
}

/** Nothing of the directory stays in the page. */
function leave() {
  search = null;
  hits = [];
  beside = null;
  input.value = "";
  desk.remove();
  ask.close();
  const again = document.createElement("a");
  again.href = location.href;
  again.textContent = view.say("sign-in-again");
  place("connection").replaceChildren(view.say("over"), " ", again);
}

function find() {
  const asked = input.value.trim();
  const found = search && asked ? search.find(asked) : { hits: [], exits: [] };
  hits = found.hits.filter((hit) => live.state(hit.contact)?.is_there !== false).map(withChain);
  view.found(hits, asked !== "");
  if (asked && !hits.length && live.told) hits = [{ contact: live.told.situation.fallback, topic: -1 }];
  chosen = 0;
  beside = null;
  view.exits(found.exits.map((position) => /** @type {any} */ (live.index).exits[position]));
  show();
}

/**
 * Who is found by name brings the chain of what they answer for first.
 * @param {import("./view.js").Hit} hit
 */
function withChain(hit) {
  return hit.topic < 0 ? { ...hit, topic: view.contact(hit.contact).topic } : hit;
}

function shown() {
  return beside ?? hits[chosen] ?? null;
}

/** Who is tried after the card in view: its stand-in, then the chain of its topic, then the fallback. */
function next() {
  const hit = shown();
  if (!hit) return [];
  const standIn = live.state(hit.contact)?.stand_in ?? -1;
  const chain = live.chain(hit.topic).map((link) => link.contact);
  const after = chain.slice(chain.indexOf(hit.contact) + 1);
  const last = live.told ? [live.told.situation.fallback] : [];
  return [...new Set([...(standIn < 0 ? [] : [standIn]), ...after, ...last])].filter((each) => each !== hit.contact);
}

function toCard() {
  const card = place("card");
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}

function show() {
  if (!live.board) return;
  view.hits(hits, chosen);
  const hadFocus = place("card").contains(document.activeElement);
  view.card(shown(), next());
  if (hadFocus) place("card").focus({ preventScroll: true });
  view.shift();
}

/** @param {number} by */
function move(by) {
  if (!hits.length) return;
  chosen = (chosen + by + hits.length) % hits.length;
  beside = null;
  show();
  place(`hit-${chosen}`).scrollIntoView({ block: "nearest" });
}

/** @param {number} contact */
function goTo(contact) {
  beside = { contact, topic: shown()?.topic ?? -1 };
  show();
  toCard();
}

function goBack() {
  if (beside) {
    beside = null;
    show();
  } else {
    input.focus();
    input.select();
  }
}

/** @param {number} number */
function dial(number) {
  const links = place("card").querySelectorAll("[data-channel]");
  /** @type {HTMLElement|undefined} */ (links[number])?.click();
}

async function copy() {
  const button = /** @type {HTMLElement|null} */ (place("card").querySelector("[data-copies]"));
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copies ?? "");
  place("found").textContent = view.say("copied", { what: button.dataset.copies ?? "" });
}

/** @type {{[key: string]: () => unknown}} */
const KEYS = {
  r: () => dial(0),
  k: copy,
  n: () => next().length && goTo(next()[0]),
  b: () => act("absence"),
  j: () => act("duty"),
  d: () => act("hide"),
  a: () => act("handover"),
  z: () => act("undo"),
  "?": () => (/** @type {HTMLDetailsElement} */ (place("keys")).open = true),
  "/": () => input.select(),
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Escape: goBack,
};

/** @param {string} does */
async function act(does) {
  const hit = shown();
  await acts.does(does, hit ? hit.contact : -1, next());
  if (document.activeElement === document.body) input.focus();
}

input.addEventListener("input", find);
input.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter" && shown()) toCard();
  else if (event.key === "Escape") {
    input.value = "";
    find();
  } else return;
  event.preventDefault();
});

desk.addEventListener("keydown", (event) => {
  seen();
  const isTyped = event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey;
  if (isTyped) return;
  const does = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (/^[1-9]$/.test(event.key)) dial(Number(event.key) - 1);
  else if (does) void does();
  else return;
  event.preventDefault();
});

desk.addEventListener("click", (event) => {
  const target = event.target instanceof Element && event.target.closest("[data-hit],[data-goes],[data-copies],[data-does]");
  if (!(target instanceof HTMLElement)) return;
  const { hit, goes, copies, does } = target.dataset;
  if (hit) {
    chosen = Number(hit);
    beside = null;
    show();
    toCard();
  } else if (goes) goTo(Number(goes));
  else if (copies) void navigator.clipboard.writeText(copies);
  else if (does) void act(does);
});

place("sign-out").addEventListener("submit", () => live.end());
addEventListener("pageshow", (event) => event.persisted && location.reload());

/** An open page keeps no session alive; who uses the keyboard does, without telling what is typed. */
function seen() {
  if (Date.now() - seenAt < SEEN_EVERY_MS) return;
  seenAt = Date.now();
  void fetch(location.pathname, { method: "HEAD" }).catch(() => undefined);
}

void live.start();

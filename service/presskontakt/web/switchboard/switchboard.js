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
let inView = "";
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
    find(inView);
    view.shift();
    if (document.activeElement === document.body) input.focus();
  }
  if (what === "situation") {
    show();
    view.shift();
  }
  view.connection();
}

/**
 * Keep a card in view that was there before the directory changed.
 * @param {string} id
 */
function keep(id) {
  const contact = live.board?.contacts.findIndex((each) => each.id === id) ?? -1;
  const hit = hits.findIndex((each) => each.contact === contact);
  if (hit >= 0) chosen = hit;
  else if (contact >= 0) beside = withChain({ contact, topic: -1 });
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

/** @param {string} [kept] the id of a contact whose card stays in view */
function find(kept = "") {
  const asked = input.value.trim();
  const found = search && asked ? search.find(asked) : { hits: [], exits: [] };
  hits = found.hits.filter((hit) => live.state(hit.contact)?.is_there !== false).map(withChain);
  view.found(hits, asked !== "");
  if (asked && !hits.length && live.told) hits = [{ contact: live.told.situation.fallback, topic: -1 }];
  chosen = 0;
  beside = null;
  if (kept) keep(kept);
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

/** Whom to try besides the card in view: its stand-in, the chain of its topic (of one in it, the rest), the fallback. */
function next() {
  const hit = shown();
  if (!hit) return [];
  const standIn = live.state(hit.contact)?.stand_in ?? -1;
  const chain = live.chain(hit.topic).map((link) => link.contact);
  const after = beside ? chain.slice(chain.indexOf(hit.contact) + 1) : chain;
  const last = live.told ? [live.told.situation.fallback] : [];
  return [...new Set([...(standIn < 0 ? [] : [standIn]), ...after, ...last])].filter((each) => each !== hit.contact);
}

function toCard() {
  const card = place("card");
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}

/**
 * What finds a button or link of the card again when it was made anew.
 * @param {Element|null} active
 */
function selectorOf(active) {
  const named = active instanceof HTMLElement ? Object.entries(active.dataset)[0] : undefined;
  return named ? `[data-${named[0]}="${CSS.escape(named[1] ?? "")}"]` : "#card";
}

function show() {
  if (!live.board) return;
  view.hits(hits, chosen);
  const card = place("card");
  const focus = card.contains(document.activeElement) ? selectorOf(document.activeElement) : "";
  view.card(shown(), next());
  inView = shown() ? view.contact(shown().contact).id : "";
  if (focus) /** @type {HTMLElement} */ (card.querySelector(focus) ?? card).focus({ preventScroll: true });
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
  } else toSearch();
}

function toSearch() {
  input.focus();
  input.select();
}

/**
 * Follow the link of a channel: the one of that number on the card, or the first of a kind.
 * @param {string} which
 * @param {number} number
 */
function dial(which, number = 0) {
  /** @type {HTMLElement|undefined} */ (place("card").querySelectorAll(which)[number])?.click();
}

async function copy() {
  const button = /** @type {HTMLElement|null} */ (place("card").querySelector("a.phone + [data-copies]"));
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copies ?? "");
  place("found").textContent = view.say("copied", { what: button.dataset.copies ?? "" });
}

/** @type {{[key: string]: () => unknown}} */
const KEYS = {
  r: () => dial("a.phone"),
  k: copy,
  n: () => next().length && goTo(next()[0]),
  b: () => act("absence"),
  j: () => act("duty"),
  d: () => act("hide"),
  a: () => act("handover"),
  z: () => act("undo"),
  "?": toggleKeys,
  "/": toSearch,
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Escape: goBack,
};

function toggleKeys() {
  const keys = /** @type {HTMLDetailsElement} */ (place("keys"));
  keys.open = !keys.open;
  const target = keys.open ? keys.querySelector("summary") : input;
  target?.focus();
}

/** @param {string} does */
async function act(does) {
  const hit = shown();
  await acts.does(does, hit ? hit.contact : -1, next().map((each) => view.contact(each)));
  if (document.activeElement === document.body) input.focus();
}

input.addEventListener("input", () => find());
input.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter" && shown()) toCard();
  else if (event.key === "Escape") {
    input.value = "";
    find();
  } else return;
  event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  seen();
  const isElsewhere = event.target instanceof HTMLInputElement || /** @type {HTMLDialogElement} */ (place("ask")).open;
  if (isElsewhere || !live.board || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target === document.body && /^[\p{L}\p{N}]$/u.test(event.key)) return input.focus(); // and it is typed there
  if (event.repeat && !event.key.startsWith("Arrow")) return;
  const does = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (/^[1-9]$/.test(event.key)) dial("[data-channel]", Number(event.key) - 1);
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
addEventListener("beforeprint", () => (/** @type {HTMLDetailsElement} */ (place("keys")).open = true));
addEventListener("pageshow", (event) => event.persisted && location.reload());

/** An open page keeps no session alive; who uses the keyboard does, without telling what is typed. */
function seen() {
  if (Date.now() - seenAt < SEEN_EVERY_MS) return;
  seenAt = Date.now();
  void fetch(location.pathname, { method: "HEAD" }).catch(() => undefined);
}

void live.start();

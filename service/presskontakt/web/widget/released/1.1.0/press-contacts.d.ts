/** Who to contact at a Swedish public body, on any web page. */
export interface PressContactsAttributes {
  /** The id of the organisation, such as "region-vasterbotten". */
  organisation: string;
  /** The id of a topic; it leads on for ever, also when the topic has ended. */
  topic?: string;
  /** The id of a place. */
  place?: string;
  /** The id of a role, such as "press-lead". */
  role?: string;
  /** The language; otherwise that of the page around it. */
  lang?: "sv" | "en";
  /** How many contacts at most; 3 for an answer, all for a whole organisation. */
  limit?: number | `${number}`;
  /** card: the first, the others behind "no answer?"; list: all; line: one within a sentence. */
  layout?: "card" | "list" | "line";
}

declare global {
  interface HTMLElementTagNameMap {
    "press-contacts": HTMLElement;
  }
}

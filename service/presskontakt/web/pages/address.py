"""Where pages are: in Swedish under /{organisation}/, in English under /en/{organisation}/."""

from presskontakt.directory.model import LANGS, Lang

SEGMENTS: dict[str, dict[Lang, str]] = {
    "answer": {"sv": "fraga", "en": "question"},
    "topic": {"sv": "amne", "en": "topic"},
    "place": {"sv": "ort", "en": "place"},
    "release": {"sv": "pressmeddelande", "en": "release"},
    "contact": {"sv": "kontakt", "en": "contact"},
    "frame": {"sv": "ram", "en": "frame"},
    "embed": {"sv": "badda-in", "en": "embed"},
    "privacy": {"sv": "integritet", "en": "privacy"},
    "accessibility": {"sv": "tillganglighet", "en": "accessibility"},
}


def address_of(organisation: str, lang: Lang, kind: str = "", *names: str) -> str:
    """The address of the page of `kind` about `names`, "" being the organisation's own: "/en/x/topic/care"."""
    prefix = ["", "en"] if lang == "en" else [""]
    page = [SEGMENTS[kind][lang]] if kind else []
    return "/".join([*prefix, organisation, *page, *names])


def patterns_of(kind: str, *names: str) -> list[str]:
    """The routes of a page in every language, with `names` as parameters."""
    parameters = [f"{{{name}:str}}" for name in names]
    return [address_of("{organisation:str}", lang, kind, *parameters) for lang in LANGS]

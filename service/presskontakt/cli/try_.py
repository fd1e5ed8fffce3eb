"""presskontakt try: what each word of a question did."""

import click

from presskontakt.cli import clock
from presskontakt.cli.console import Workplace, lang_option, print_json
from presskontakt.directory.model import Directory, Lang
from presskontakt.routing.adviser import Opinion
from presskontakt.routing.evidence import AGREED, Certainty
from presskontakt.routing.experience import OTHERS
from presskontakt.routing.explain import Narrator
from presskontakt.routing.question import Question
from presskontakt.routing.resolve import Meaning, Use
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.wording import phrase


@click.command("try")
@click.argument("text")
@lang_option
@click.option("--directory", default="", help="FILE or organisation. Default: the default organisation.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(text: str, directory: str, *, as_json: bool, lang: Lang | None) -> None:
    """Show what each word of TEXT did: for whom it spoke, how it was recognised, how much it weighed.

    \b
    Example:
      presskontakt try "Hur många har vaccinerats i Umeå?"
    """
    workplace = Workplace()
    router = workplace.router(directory)
    uses = router.examine(text, lang)
    if as_json:
        print_json(uses)
        return
    telling = _Telling(router.directory, workplace.vocabulary, lang or "sv")
    for use in uses:
        telling.print(use)
    decision = router.route(Question(text=text, lang=lang), clock.now())
    click.echo()
    for sentence in Narrator(router.directory).sentences(decision.reasons, lang or "sv"):
        click.echo(sentence)
    certainty, opinion = router.weigh(text, lang)
    if certainty:
        click.echo(telling.sum(certainty))
    if opinion:
        click.echo(telling.opinion(opinion))
    click.echo(phrase(decision.confidence, lang or "sv"))


class _Telling:
    """Tells uses with the names of one directory."""

    def __init__(self, directory: Directory, vocabulary: Vocabulary, lang: Lang) -> None:
        self._names = {("contact", contact.id): contact.name for contact in directory.contacts}
        self._names |= {("topic", each.id): each.name.text(lang) for each in directory.topics}
        self._names |= {("place", each.id): each.name.text(lang) for each in directory.places}
        self._names |= {("release", each.id): each.name.text(lang) for each in directory.releases}
        self._names |= {("role", each.id): each.name.text(lang) for each in directory.roles}
        self._names |= {("concept", each.id): each.name.text(lang) for each in vocabulary.concepts.values()}
        wide = {concept: self._names["concept", concept] for concept in vocabulary.experience.concepts if concept}
        wide[OTHERS] = phrase("try-others", lang)
        self._names |= {("experience", concept): name for concept, name in wide.items()}
        self._lang = lang

    def print(self, use: Use) -> None:
        """A line for each meaning of a word."""
        if all(meaning.kind == "experience" for meaning in use.means):
            told = phrase("try-small" if use.is_small else "try-unknown", self._lang)
            click.secho(f"{use.written:<28}  {told}", dim=True)
        for number, meaning in enumerate(use.means):
            is_first = number == 0 and meaning.kind != "experience"
            click.echo(f"{use.written if is_first else '':<28}  {self._told(meaning)}")

    def _told(self, meaning: Meaning) -> str:
        name = self._names[meaning.kind, meaning.name]
        kind = phrase(f"try-{meaning.kind}", self._lang)
        how = phrase(f"try-how-{meaning.how}", self._lang, term=meaning.term)
        weight = f"{meaning.weight:5.2f}" if meaning.kind in {"topic", "concept", "experience"} else " " * 5
        grade = "" if meaning.grade == "full" else phrase(f"try-grade-{meaning.grade}", self._lang)
        return f"{weight}  {kind} {name}: {how}{grade}"

    def opinion(self, opinion: Opinion) -> str:
        """What experience makes of it, best first."""
        ranked = sorted(opinion.totals.items(), key=lambda item: -item[1])
        totals = ", ".join(f"{self._names['experience', concept]} {total:.2f}" for concept, total in ranked)
        return phrase("try-opinion", self._lang, totals=totals, lead=f"{opinion.lead:.2f}", agreed=f"{AGREED:.2f}")

    def sum(self, certainty: Certainty) -> str:
        """How certain that is, with the figures."""
        figures = {name: f"{getattr(certainty, name):.2f}" for name in ("proof", "doubt", "needed")}
        return phrase("try-certainty", self._lang, **figures, unknown=str(certainty.unknown))

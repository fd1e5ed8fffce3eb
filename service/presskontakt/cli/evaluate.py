"""presskontakt evaluate: how many questions with known answers get them, beside a full-text search."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Any, BinaryIO

import click
from msgspec.structs import replace

from presskontakt.cli import clock
from presskontakt.cli.console import Workplace, lang_option, print_json
from presskontakt.cli.lines import read_lines
from presskontakt.directory.decode import decode, nearest
from presskontakt.directory.instant import parse_instant
from presskontakt.directory.model import Directory, Lang, Value
from presskontakt.errors import Code, Finding, InvalidInput, Location, NotFound
from presskontakt.registry.fulltext import FullText
from presskontakt.routing.evaluation import Judged, Outcome, Report, Score, evaluate
from presskontakt.routing.explain import Narrator
from presskontakt.routing.question import Decision, Question
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.wording import phrase

COLUMNS = ("right", "best", "among-two", "certain", "wrong-certain", "in-vain")


class Line(Value, frozen=True):
    """A question with the contacts who may get it (`expected`, ids or names, best first), or its topics."""

    id: str
    text: str
    expected: tuple[str, ...] = ()
    topics: tuple[str, ...] | None = None
    place: str | None = None
    lang: Lang | None = None
    kind: str = ""
    misspelt: bool = False


@click.command("evaluate")
@click.argument("file", type=click.File("rb"))
@click.option("--directory", default="", help="FILE or organisation. Default: the default organisation.")
@click.option("--at", default="", help="Instant, local time unless it has an offset. Default: now.")
@click.option("--json", "as_json", is_flag=True, help="Everything as one JSON object.")
@lang_option
def command(file: BinaryIO, directory: str, at: str, *, as_json: bool, lang: Lang | None) -> None:
    """Ask every question of FILE and count the right answers.

    FILE holds JSON Lines of {id, text, expected or topics, place?, lang?, kind?, misspelt?}: `expected` are contacts,
    best first, by id or name; `topics` stand for the contacts that they lead to, none for the fallback.

    \b
    Example:
      presskontakt evaluate questions.jsonl --directory exempelregionen
    """
    moment = parse_instant(at, Location("--at")).at if at else clock.now()
    workplace = Workplace()
    vocabulary = workplace.vocabulary
    public = workplace.directory(directory).public()
    router = Router(public, vocabulary)
    asked = read_questions(file, file.name, router, moment)
    fallback = public.organisation.fallback
    ours = evaluate(asked, lambda each: router.route(Question(text=each.text, lang=each.lang), moment), fallback)
    baseline = evaluate(asked, FullTextRouter(router, vocabulary, moment).answer, fallback)
    if as_json:
        print_json({"presskontakt": ours, "fts5": baseline})
    else:
        _print(ours, baseline, public, lang or "sv")


class FullTextRouter:
    """What could be had for nothing: the topic that a full-text search over the same words finds."""

    def __init__(self, router: Router, vocabulary: Vocabulary, at: datetime) -> None:
        self._router, self._at = router, at
        self._index = FullText(router.directory, vocabulary)

    def answer(self, asked: Judged) -> Decision:
        """The answer for the topic found; for none, the fallback."""
        if topic := self._index.find(asked.text):
            return self._router.route(Question(topic=topic), self._at)
        decision = self._router.route(Question(text="–"), self._at)
        return replace(decision, steps=decision.steps[-1:])


def read_questions(file: Iterable[bytes], name: str, router: Router, at: datetime) -> list[Judged]:
    """Every line of the file called `name` as a question. Raises InvalidInput with the findings of all lines."""
    return read_lines(file, name, partial(_judged, router=router, at=at))


def _judged(plain: Any, router: Router, at: datetime) -> Judged:
    if isinstance(plain, dict):
        plain = {key: value for key, value in plain.items() if key in Line.__struct_fields__}
    read = decode(plain, Line)
    expected = tuple(_contacts(read, router) if read.topics is None else _led_to(read, router, at))
    return Judged(read.id, read.text, expected, read.lang, read.kind, read.misspelt)


def _contacts(read: Line, router: Router) -> list[str]:
    if not read.expected:
        raise InvalidInput([Finding(Code.MISSING, Location(path=("expected",)), facts={"key": "expected"})])
    ids = {contact.id: contact.id for contact in router.directory.contacts}
    known = ids | {contact.name: contact.id for contact in router.directory.contacts}
    findings = [
        Finding(
            Code.UNKNOWN_REFERENCE,
            Location(path=("expected", position)),
            name,
            {"kind": "contacts", "nearest": nearest(name, known), "known": ", ".join(sorted(ids))},
        )
        for position, name in enumerate(read.expected)
        if name not in known
    ]
    if findings:
        raise InvalidInput(findings)
    return [known[name] for name in read.expected]


def _led_to(read: Line, router: Router, at: datetime) -> Iterator[str]:
    """Who comes first for each topic, there; the fallback for no topic and for the topic ""."""
    fallback = router.directory.organisation.fallback
    for topic in dict.fromkeys(read.topics or ("",)):
        asked = Question(topic=topic, place=read.place or "")
        try:
            yield router.route(asked, at).steps[0].contact if topic else fallback
        except NotFound as error:
            known = router.directory.topics if error.kind == "topic" else router.directory.places
            names = ", ".join(each.id for each in known)
            facts = {"kind": f"{error.kind}s", "nearest": error.nearest, "known": names}
            place = Location(path=("topics" if error.kind == "topic" else "place",))
            raise InvalidInput([Finding(Code.UNKNOWN_REFERENCE, place, error.name, facts)]) from None


def _print(ours: Report, baseline: Report, directory: Directory, lang: Lang) -> None:
    narrator = Narrator(directory)
    names = {contact.id: contact.name for contact in directory.contacts}
    for outcome in ours.misses:
        _print_miss(outcome, names, narrator, lang)
    heads = [phrase(f"evaluate-{column}", lang) for column in COLUMNS]
    click.echo(" " * 26 + "".join(f"{head:>18}" for head in heads))
    for group, score in ours.scores.items():
        _print_score(phrase(f"evaluate-{group}", lang) if group in _TOLD else group, score)
        _print_score("  FTS5", baseline.scores[group], is_baseline=True)
    click.echo(phrase("evaluate-recall", lang))
    for contact, (hit, total) in ours.recall.items():
        told = f"{_share(*baseline.recall[contact])}"
        click.echo(f"  {names[contact]:<24}{_share(hit, total):>18}{told:>18}  (FTS5)")


_TOLD = frozenset({"all", "sv", "en", "misspelt"})


def _print_score(name: str, score: Score, *, is_baseline: bool = False) -> None:
    """One line of the table; a baseline does not know how certain it is."""
    shares: list[tuple[int, int]] = [
        (score.right, score.count),
        (score.best, score.count),
        (score.among_two, score.count),
        (score.certain, 0 if is_baseline else score.count),
        (score.wrong_certain, 0 if is_baseline else score.certain),
        (score.in_vain, score.wanted),
    ]
    click.echo(f"{name:<26}" + "".join(f"{_share(*each):>18}" for each in shares))


def _print_miss(outcome: Outcome, names: dict[str, str], narrator: Narrator, lang: Lang) -> None:
    judged, decision = outcome.judged, outcome.decision
    click.secho(f"{judged.id}  {judged.text}", bold=True)
    wanted = ", ".join(names[contact] for contact in judged.expected)
    click.echo(phrase("evaluate-miss", lang, got=names[outcome.contacts[0]], wanted=wanted))
    for sentence in (*narrator.sentences(decision.reasons, lang), phrase(decision.confidence, lang)):
        click.echo(f"    {sentence}")
    click.echo()


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} {part / whole:6.1%}" if whole else "–"

"""presskontakt learn: experience from questions whose answers are known."""

from collections.abc import Iterable
from typing import Any, BinaryIO

import click

from presskontakt.cli.console import Workplace, lang_option
from presskontakt.cli.lines import read_lines
from presskontakt.directory.decode import decode
from presskontakt.directory.model import Lang
from presskontakt.errors import Finding, InvalidInput, Location
from presskontakt.registry.folder import EXPERIENCE, load_words
from presskontakt.routing.experience import Known, learn, unknown_concepts, write_experience
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.wording import phrase


@click.command("learn")
@click.argument("files", type=click.File("rb"), nargs=-1, required=True)
@lang_option
def command(files: tuple[BinaryIO, ...], *, lang: Lang | None) -> None:
    """Count what the words of the questions in FILES have been about, and keep it beside the vocabulary.

    FILES hold JSON Lines of {text, lang, concepts}: the wide concepts that the question may be about, "" where it is
    nobody's business here. What was learnt before is replaced.

    \b
    Example:
      presskontakt learn config/questions/*.jsonl
    """
    place = Workplace()
    known = _read_all(files, load_words(place.loaded.vocabulary))
    experience = learn(known)
    path = place.loaded.vocabulary / EXPERIENCE
    path.write_text(write_experience(experience), encoding="utf-8")
    click.echo(
        phrase("learnt", lang or "sv", questions=str(len(known)), words=str(len(experience.words)), file=str(path))
    )


def _read_all(files: Iterable[BinaryIO], vocabulary: Vocabulary) -> list[Known]:
    known: list[Known] = []
    findings: list[Finding] = []
    for file in files:
        try:
            known += read_known(file, vocabulary)
        except InvalidInput as error:
            findings += error.findings
    if findings:
        raise InvalidInput(findings)
    return known


def read_known(file: BinaryIO, vocabulary: Vocabulary) -> list[Known]:
    """Every line of a file as a known question. Raises InvalidInput with the findings of all lines."""

    def read(plain: Any) -> Known:
        question = decode(plain, Known)
        if findings := list(unknown_concepts(question.concepts, Location(path=("concepts",)), vocabulary.concepts)):
            raise InvalidInput(findings)
        return question

    return read_lines(file, file.name, read)

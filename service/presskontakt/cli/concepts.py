"""presskontakt concepts: the shared vocabulary that topics may claim."""

from collections.abc import Iterator

import click
from msgspec import to_builtins

from presskontakt.cli.console import Workplace, lang_option, print_json
from presskontakt.directory.decode import nearest
from presskontakt.directory.model import LANGS, Lang
from presskontakt.errors import NotFound
from presskontakt.routing.vocabulary import Concept, Vocabulary
from presskontakt.wording import phrase


@click.command("concepts")
@click.argument("concept", default="")
@click.option("--json", "as_json", is_flag=True, help="As JSON, words included.")
@lang_option
def command(concept: str, *, as_json: bool, lang: Lang | None) -> None:
    """List the concepts that a topic may claim, narrower ones indented; for one CONCEPT, its words.

    \b
    Examples:
      presskontakt concepts
      presskontakt concepts mental-health
    """
    vocabulary = Workplace().vocabulary
    if concept and concept not in vocabulary.concepts:
        raise NotFound("concept", concept, nearest(concept, vocabulary.concepts))
    chosen = [vocabulary.concepts[concept]] if concept else list(vocabulary.concepts.values())
    if as_json:
        print_json(to_builtins(chosen[0] if concept else chosen))
    elif concept:
        _print_words(chosen[0], lang or "sv")
    else:
        for depth, each in _tree(vocabulary):
            name = f"{'  ' * depth}{each.id}"
            click.echo(f"{name:<32}{each.name.text(lang or 'sv')}")


def _tree(vocabulary: Vocabulary, above: str = "", depth: int = 0) -> Iterator[tuple[int, Concept]]:
    """Each concept after its wider one, with its depth."""
    for each in vocabulary.concepts.values():
        if each.broader == above:
            yield depth, each
            yield from _tree(vocabulary, each.id, depth + 1)


def _print_words(concept: Concept, lang: Lang) -> None:
    click.secho(f"{concept.id}  {concept.name.text(lang)}", bold=True)
    for kind, words in (("terms", concept.terms), ("settings", concept.settings), ("hints", concept.hints)):
        for each in LANGS:
            if listed := getattr(words, each):
                click.echo(f"\n{phrase(f'concepts-{kind}-{each}', lang)}\n  {', '.join(sorted(listed, key=str.lower))}")
    if concept.exit:
        click.echo(f"\n{concept.exit.text(lang)}")

"""presskontakt check: is a directory right, and does it do what its expectations say?"""

import sys
from pathlib import Path

import click

from presskontakt.cli import clock
from presskontakt.cli.console import (
    DONE,
    FAULTY,
    Workplace,
    finding_as_data,
    lang_option,
    print_findings,
    print_json,
    summary,
)
from presskontakt.directory.check import check
from presskontakt.errors import Finding, InvalidInput
from presskontakt.registry.folder import load_directory
from presskontakt.routing.coverage import find_holes
from presskontakt.routing.proof import prove
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.routing.words import claimed_words, judge_words, own_words


@click.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a finding, on standard output.")
@click.option("--shared", is_flag=True, help="Judge the words of the shared vocabulary too, in each directory.")
@lang_option
def command(files: tuple[Path, ...], *, as_json: bool, shared: bool, lang: str | None) -> None:
    """Check directory FILES: writing, references, numbers, words that lead nowhere or elsewhere, every expectation.

    Exit code 1 when there is an error; warnings alone leave it 0.

    \b
    Example:
      presskontakt check config/directories/*.toml
    """
    vocabulary = Workplace().vocabulary
    findings = [finding for file in files for finding in _findings_of(file, vocabulary, shared=shared)]
    if as_json:
        for finding in findings:
            print_json(finding_as_data(finding, lang or "sv"))
    else:
        print_findings(findings, lang or "sv", as_result=True)
        click.echo(summary(findings, len(files), lang or "sv"))
    sys.exit(DONE if all(finding.is_warning for finding in findings) else FAULTY)


def _findings_of(file: Path, vocabulary: Vocabulary, *, shared: bool) -> tuple[Finding, ...]:
    """All findings of one file; words and expectations are tried only on a directory without errors."""
    try:
        directory = load_directory(file)
    except InvalidInput as error:
        return error.findings
    findings = check(directory, vocabulary.concepts, str(file))
    if not all(finding.is_warning for finding in findings):
        return findings
    router = Router(directory.public(), vocabulary)
    now = clock.now()
    holes = find_holes(directory, router, now, str(file))
    words = [*own_words(directory, str(file)), *(claimed_words(directory, vocabulary) if shared else ())]
    return (*findings, *judge_words(words, router, vocabulary, now), *holes, *prove(directory, router, now, str(file)))

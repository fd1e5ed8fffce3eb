"""What the verbs share: options, loading what the settings name, printing findings."""

import getpass
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from presskontakt.accounts.permission import Actor, Role
from presskontakt.directory.decode import nearest
from presskontakt.directory.model import CHANNEL_KINDS, LANGS, Directory
from presskontakt.directory.roster import Roster
from presskontakt.errors import Finding, NotFound
from presskontakt.registry.folder import load_directories, load_directory, load_roster, load_vocabulary
from presskontakt.routing.router import Router
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.settings import Loaded, SettingsError, load_settings
from presskontakt.wording import finding_sentences, phrase

if TYPE_CHECKING:
    from presskontakt.registry.publishing import Registry

DONE, FAULTY, UNABLE = 0, 1, 3

lang_option: Callable[[Any], Any] = click.option(
    "--lang", type=click.Choice(LANGS), help="Language of the question and the answer."
)


actor_option: Callable[[Any], Any] = click.option(
    "--as", "actor", default=getpass.getuser, help="Who does this, for the history. Default: the name of this user."
)

_ACCOUNT_OPTIONS = (
    click.option("--organisation", default="", help="Whose account it is. Default: the default organisation."),
    click.option("--everywhere", is_flag=True, help="An account that belongs to no organisation, and may act in all."),
    click.option(
        "--role", type=click.Choice([role.value for role in Role]), default="publisher", help="What it may do."
    ),
)

_QUESTION_OPTIONS = (
    click.option("--topic", default="", help="Id of a topic."),
    click.option("--role", default="", help="Id of a role."),
    click.option("--place", default="", help="Id of a place."),
    click.option("--release", default="", help="Id of a press release or project."),
    click.option("--channel", type=click.Choice(CHANNEL_KINDS), help="Who can be reached like that comes first."),
    lang_option,
    click.option("--at", default="", help="Instant, local time unless it has an offset. Default: now."),
    click.option("--directory", default="", help="FILE or organisation[@number]. Default: the default organisation."),
    click.option("--roster", default="", help="FILE. Default: the one that holds now."),
)


def question_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of verbs that ask a question: ids, language, instant, and the directory and roster to ask."""
    for option in reversed(_QUESTION_OPTIONS):
        command = option(command)
    return command


def account_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of verbs that make an account."""
    for option in reversed(_ACCOUNT_OPTIONS):
        command = option(command)
    return command


def whole_actor(name: str) -> Actor:
    """Whoever can write the database may do everything."""
    return Actor(name, "", Role.ADMINISTRATOR)


class Workplace:
    """What the settings name, each part loaded when first needed."""

    def __init__(self, loaded: Loaded | None = None) -> None:
        self.loaded = loaded or load_settings()

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The shared vocabulary."""
        return load_vocabulary(self.loaded.vocabulary)

    @cached_property
    def registry(self) -> "Registry":
        """The registry of the settings; one that is not there yet is made when it is first written."""
        from presskontakt.registry.opening import open_registry

        return open_registry(self.loaded, self.vocabulary)

    @property
    def is_begun(self) -> bool:
        """Whether anything was ever published; until then verbs that read take the files that the first start takes."""
        return bool(self.loaded.settings.database) or Path(self.loaded.database).exists()

    def organisation(self, named: str = "") -> str:
        """The id of an organisation; "" is the default one."""
        return named or self.loaded.settings.default_organisation

    def directory(self, named: str = "") -> Directory:
        """The directory of a FILE or an organisation[@number]; "" is the default organisation. Raises NotFound."""
        if named.endswith(".toml"):
            return load_directory(Path(named))
        name, _, number = self.organisation(named).partition("@")
        if self.is_begun:
            if number and not number.isdecimal():
                raise NotFound("revision", named)
            return self.registry.published(name, int(number) if number else None).directory()
        directories = load_directories(self.loaded.directories)
        if name not in directories or number:
            raise NotFound("revision" if number else "organisation", named or name, nearest(name, directories))
        return directories[name]

    def revision(self, named: str) -> int | None:
        """The number of the revision that `directory` reads for the same name; None for what is in a file."""
        if named.endswith(".toml") or not self.is_begun:
            return None
        name, _, number = self.organisation(named).partition("@")
        return int(number) if number else self.registry.published(name).revision.number

    def directories(self) -> Iterator[Directory]:
        """The directory of every organisation."""
        if self.is_begun:
            yield from (stored.directory() for stored in self.registry.current()[0])
        else:
            yield from load_directories(self.loaded.directories).values()

    def roster(self, organisation: str, named: str = "") -> Roster | None:
        """The roster of an organisation, or that of a FILE; None where there is none."""
        if named:
            return load_roster(Path(named))
        if self.is_begun:
            kept = self.registry.stored_roster(organisation)
            return kept.roster() if kept else None
        path = self.loaded.rosters / f"{organisation}.toml"
        return load_roster(path) if path.exists() else None

    def router(self, named: str = "") -> Router:
        """A router over the public value of a directory."""
        return Router(self.directory(named).public(), self.vocabulary)


def print_json(value: object) -> None:
    """One line of JSON on standard output."""
    click.echo(msgspec.json.encode(value).decode())


def print_findings(findings: Iterable[Finding], lang: str, *, as_result: bool = False) -> None:
    """Each finding: where, what, the value, and the way out; on standard error, unless they are what was asked for."""
    for finding in findings:
        detail, remedy = finding_sentences(finding.code, lang, finding.facts)
        colour = "yellow" if finding.is_warning else "red"
        place = ": ".join(part for part in (finding.place.source, _spot(finding)) if part)
        value = f" [{finding.value}]" if finding.value else ""
        click.secho(f"{place or '–'}: {finding.code}", fg=colour, err=not as_result, bold=True)
        click.echo(f"    {detail}{value}\n    {remedy}", err=not as_result)


def finding_as_data(finding: Finding, lang: str) -> dict[str, Any]:
    """A finding as it travels: code, place, value, detail and remedy in `lang`."""
    detail, remedy = finding_sentences(finding.code, lang, finding.facts)
    place = finding.place
    where = {
        "source": place.source,
        "pointer": place.pointer,
        "line": place.line,
        "column": place.column,
        "label": place.label,
    }
    return {
        "code": finding.code,
        "severity": "warning" if finding.is_warning else "error",
        "place": {key: value for key, value in where.items() if value not in {None, ""}},
        "value": finding.value,
        "detail": detail,
        "remedy": remedy,
    }


def summary(findings: Iterable[Finding], files: int, lang: str) -> str:
    """How many files, errors and warnings, as a sentence."""
    count = Counter(finding.is_warning for finding in findings)
    return phrase("checked", lang, files=files, errors=count[False], warnings=count[True])


def explain_settings(error: SettingsError) -> None:
    """Tell every fault in the settings; in English, since settings are."""
    for fault in error.faults:
        hint = f" (known: {fault.known})" if fault.known else ""
        click.secho(f"{fault.source}: {fault.name}: {fault.reason}{hint}", fg="red", err=True)


def _spot(finding: Finding) -> str:
    place = finding.place
    if place.line is not None:
        return f"{place.line}" if place.column is None else f"{place.line}:{place.column}"
    return place.label or place.pointer

"""Everything of one organisation as files that anyone can read, to take along."""

import msgspec

from presskontakt.accounts.rows import Rows
from presskontakt.directory.document import write_directory
from presskontakt.directory.roster import write_roster
from presskontakt.errors import Damaged
from presskontakt.registry.publishing import Registry


def everything(registry: Registry, organisation: str) -> dict[str, bytes]:
    """Every revision as TOML, the roster, drafts, history, audit, people and tokens, by file name. Raises NotFound.

    What people and programs sign in with is left out: it would be of use to a thief alone.
    """
    history = registry.history(organisation)
    files = {f"{organisation}@{each.number}.toml": _revision(registry, organisation, each.number) for each in history}
    if kept := registry.stored_roster(organisation):
        files["roster.toml"] = write_roster(kept.roster()).encode()
    drafts = registry.drafts(organisation)
    files |= {f"draft-{each.id}.json": each.document for each in drafts if each.document}
    with registry.database.reading() as connection:
        rows = Rows(connection)
        people, tokens = rows.people(organisation), rows.tokens(organisation)
    told = {
        "history": history,
        "audit": registry.entries(organisation),
        "drafts": [_without(each, "document") for each in drafts],
        "people": [_without(each, "password", "id") for each in people],
        "tokens": [_without(each, "digest", "id") for each in tokens],
    }
    return files | {f"{name}.json": msgspec.json.encode(content) for name, content in told.items()}


def _revision(registry: Registry, organisation: str, number: int) -> bytes:
    try:
        return write_directory(registry.published(organisation, number).directory(), number).encode()
    except Damaged as error:
        return f"# {error.finding.code}\n".encode()


def _without(value: msgspec.Struct, *secret: str) -> dict[str, object]:
    return {name: each for name, each in msgspec.structs.asdict(value).items() if name not in secret}

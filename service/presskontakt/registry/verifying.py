"""Is the chain whole? Every revision, every part, from the first to the last."""

from datetime import datetime

from msgspec import Struct

from presskontakt.registry.ledger import Ledger
from presskontakt.registry.revision import FIRST


class Erased(Struct, frozen=True):
    """Parts of one contact that were erased at `at`, and the revisions that had them."""

    at: datetime
    first: int
    last: int


class Verification(Struct, frozen=True):
    """How many revisions and parts were gone through; `faults` names each that is not what its digest says."""

    organisation: str
    revisions: int
    parts: int
    faults: tuple[str, ...]
    erased: tuple[Erased, ...]


def verify(ledger: Ledger, organisation: str) -> Verification:
    """Compute every digest anew: of parts over what they hold, of revisions over their parts and their parent."""
    parts = ledger.all_parts(organisation)
    history = ledger.history(organisation)[::-1]
    faults: dict[str, None] = {}
    damaged = {digest for digest, part in parts.items() if not part.is_sound}
    gone: dict[str, list[int]] = {}
    parent, number = FIRST, 0
    for revision in history:
        number += 1
        is_next = revision.number == number and revision.parent == parent
        if not is_next or not revision.is_sound:
            faults[f"{revision.name}: chain"] = None
        for digest in revision.parts:
            if digest not in parts or digest in damaged:
                faults[f"{revision.name}: part {digest[:12]}"] = None
            elif parts[digest].body is None:
                gone.setdefault(digest, []).append(revision.number)
        parent, number = revision.digest, revision.number
    if history and ledger.head(organisation).revision != number:
        faults[f"{organisation}: head"] = None
    erased = {
        digest: Erased(at, min(numbers), max(numbers))
        for digest, numbers in gone.items()
        if (at := parts[digest].erased_at)
    }
    told = tuple(dict.fromkeys(sorted(erased.values(), key=lambda each: (each.at, each.first))))
    return Verification(organisation, len(history), len(parts), tuple(faults), told)

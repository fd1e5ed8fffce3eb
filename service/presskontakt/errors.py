"""The exception tree, and the one finding that every check reports.

PresskontaktError
├── InvalidInput       what came in is wrong: all findings at once
├── NotFound           no such organisation, topic, contact …; knows the nearest name
├── Refused            the one who asks may not do this, or not now: `finding` says why
│   ├── Conflict       somebody else published in between: nothing was written
│   └── Unavailable    an organisation that cannot be shown, a database or provider that does not answer
│       └── Damaged    what is kept is not what its digest says: it is never shown
└── CannotServe        the process cannot start or go on: a port is taken, a file unreadable
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

PathStep = str | int


class Code(StrEnum):
    """Stable names of everything that can be wrong; the sentences stand in `wording`."""

    # reading any document
    UNREADABLE = "unreadable"
    SYNTAX = "syntax"
    DUPLICATE_KEY = "duplicate-key"
    UNKNOWN_KEY = "unknown-key"
    MISSING = "missing"
    WRONG_TYPE = "wrong-type"
    NOT_ALLOWED = "not-allowed"
    TOO_LONG = "too-long"
    EMPTY = "empty"
    HIDDEN_CHARACTER = "hidden-character"
    BAD_ID = "bad-id"
    BAD_DATE = "bad-date"
    NO_SUCH_TIME = "no-such-time"
    BAD_HOURS = "bad-hours"
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    # phone numbers and e-mail addresses
    NO_NUMBER = "no-number"
    NUMBER_TOO_SHORT = "number-too-short"
    NUMBER_TOO_LONG = "number-too-long"
    NUMBER_NOT_IN_USE = "number-not-in-use"
    NUMBER_SHORT_CODE = "number-short-code"
    NUMBER_PLACEHOLDER = "number-placeholder"
    NUMBER_FICTIONAL = "number-fictional"
    NUMBER_PREMIUM = "number-premium"
    SEVERAL_NUMBERS = "several-numbers"
    NO_ADDRESS = "no-address"
    ADDRESS_SYNTAX = "address-syntax"
    ADDRESS_DOMAIN = "address-domain"
    ADDRESS_PLACEHOLDER = "address-placeholder"
    SEVERAL_ADDRESSES = "several-addresses"
    # a directory as a whole
    DUPLICATE_ID = "duplicate-id"
    RESERVED_ID = "reserved-id"
    REUSED_ID = "reused-id"
    UNKNOWN_REFERENCE = "unknown-reference"
    LOOP = "loop"
    ENDS_BEFORE_IT_BEGINS = "ends-before-it-begins"
    NO_CHANNEL = "no-channel"
    NO_PUBLIC_CHANNEL = "no-public-channel"
    DUPLICATE_CHANNEL = "duplicate-channel"
    HIDDEN_FALLBACK = "hidden-fallback"
    UNKNOWN_CONCEPT = "unknown-concept"
    BAD_WEIGHTS = "bad-weights"
    CONCEPT_CLAIMED_TWICE = "concept-claimed-twice"
    TOPIC_WITHOUT_CONTACT = "topic-without-contact"
    CONTACT_WITHOUT_ASSIGNMENT = "contact-without-assignment"
    TOPIC_WITHOUT_WORDS = "topic-without-words"
    UNREACHABLE_WORD = "unreachable-word"
    AMBIGUOUS_WORD = "ambiguous-word"
    SHADOWED_WORD = "shadowed-word"
    CALLER_IN_HANDOVER = "caller-in-handover"
    HOLE_IN_HOURS = "hole-in-hours"
    ASSIGNMENT_OVER = "assignment-over"
    ASSIGNMENT_OF_ENDED_TOPIC = "assignment-of-ended-topic"
    ASSIGNMENT_DOUBLED = "assignment-doubled"
    ASSIGNMENT_SHADOWED = "assignment-shadowed"
    ASSIGNMENT_HIDDEN = "assignment-hidden"
    EXPECTATION_FAILED = "expectation-failed"
    # asking
    NOTHING_ASKED = "nothing-asked"
    TEXT_IN_URL = "text-in-url"
    UNKNOWN_PARAMETER = "unknown-parameter"
    NOT_FOUND = "not-found"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    NOT_ACCEPTABLE = "not-acceptable"
    TOO_SLOW = "too-slow"
    UNKNOWN_HOST = "unknown-host"
    BUSY = "busy"
    INTERNAL = "internal"
    # publishing
    CONFLICT = "conflict"
    NOTE_MISSING = "note-missing"
    OWN_DRAFT = "own-draft"
    APPROVAL_MISSING = "approval-missing"
    NOT_WAITING = "not-waiting"
    STILL_PUBLISHED = "still-published"
    PAST_INSTANT = "past-instant"
    PAST_UNTIL = "past-until"
    NOTHING_TO_CHANGE = "nothing-to-change"
    DUTY_BY_ROTATION = "duty-by-rotation"
    STILL_ON_ROSTER = "still-on-roster"
    TOMBSTONE_MISSING = "tombstone-missing"
    TOKEN_NEEDED = "token-needed"  # noqa: S105 - a name
    BAD_NOTICE = "bad-notice"
    PARENT_NEEDED = "parent-needed"
    # accounts
    NOT_PERMITTED = "not-permitted"
    WRONG_PASSWORD = "wrong-password"  # noqa: S105 - a name
    PASSWORD_TOO_SHORT = "password-too-short"  # noqa: S105 - a name
    PASSWORD_IS_NAME = "password-is-name"  # noqa: S105 - a name
    TOO_MANY_TRIES = "too-many-tries"
    NO_ROLE = "no-role"
    NAME_TAKEN = "name-taken"
    ROLE_FROM_PROVIDER = "role-from-provider"
    LAST_ADMINISTRATOR = "last-administrator"
    BAD_DAYS = "bad-days"
    CROSS_SITE = "cross-site"
    NOT_SECURE = "not-secure"
    LINK_OVER = "link-over"
    SESSION_OVER = "session-over"
    # keeping
    NOT_EMPTY = "not-empty"
    DEFAULT_STAYS = "default-stays"
    NOT_A_COPY = "not-a-copy"
    CANNOT_WRITE = "cannot-write"
    DAMAGED = "damaged"
    UNAVAILABLE = "unavailable"
    NO_DATABASE = "no-database"
    NEWER_DATABASE = "newer-database"
    # signing in
    BAD_ISSUER = "bad-issuer"
    SIGN_IN_FAILED = "sign-in-failed"
    NO_IDENTITY_PROVIDER = "no-identity-provider"
    # serving
    PORT_TAKEN = "port-taken"


WARNINGS = frozenset(
    {
        Code.TOPIC_WITHOUT_CONTACT,
        Code.CONTACT_WITHOUT_ASSIGNMENT,
        Code.TOPIC_WITHOUT_WORDS,
        Code.UNREACHABLE_WORD,
        Code.AMBIGUOUS_WORD,
        Code.SHADOWED_WORD,
        Code.ASSIGNMENT_OVER,
        Code.ASSIGNMENT_OF_ENDED_TOPIC,
        Code.ASSIGNMENT_DOUBLED,
        Code.ASSIGNMENT_SHADOWED,
        Code.ASSIGNMENT_HIDDEN,
    }
)


class Location(Struct, frozen=True):
    """Where a finding is: a source (file, standard input, request) and a path, or a line and column.

    `label` is the path for people, with ids in place of positions ("contacts petra-olgarsson, channel mobile").
    """

    source: str = ""
    path: tuple[PathStep, ...] = ()
    line: int | None = None
    column: int | None = None
    label: str = ""

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer (RFC 6901); "" is the whole document."""
        return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in self.path)


class Finding(Struct, frozen=True):
    """One thing that is wrong: what, where, the value, and the facts its sentence needs."""

    code: Code
    place: Location = Location()
    value: str = ""
    facts: Mapping[str, str] = {}

    @property
    def is_warning(self) -> bool:
        return self.code in WARNINGS


class PresskontaktError(Exception):
    """Whatever this package raises on purpose."""


class InvalidInput(PresskontaktError):
    """What came in is wrong; `findings` holds every fault found, in document order, at least one."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{f.code} {f.place.pointer}" for f in self.findings))


class NotFound(PresskontaktError):
    """There is no `kind` of the id `name`; `nearest` is the closest existing one, or ""."""

    def __init__(self, kind: str, name: str, nearest: str = "") -> None:
        self.kind, self.name, self.nearest = kind, name, nearest
        self.findings = (Finding(Code.NOT_FOUND, value=name, facts={"kind": kind, "nearest": nearest}),)
        super().__init__(f"no {kind} {name!r}")


class Refused(PresskontaktError):
    """What may not be done by this actor, or not now; `finding` says why and what to do."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        self.findings: tuple[Finding, ...] = (finding,)
        super().__init__(finding.code)


class Conflict(Refused):
    """Somebody else published in between: `expected` is no longer the last number, `found` is; nothing was written.

    `changed` are the places, with the values that stand there now, in which the two differ.
    """

    def __init__(self, expected: int, found: int, changed: Sequence[tuple[str, str]] = ()) -> None:
        self.expected, self.found = expected, found
        facts = {"found": str(found)}
        super().__init__(Finding(Code.CONFLICT, value=str(expected), facts=facts))
        self.findings = (
            self.finding,
            *(Finding(Code.CONFLICT, Location(label=label), value, facts) for label, value in changed),
        )


class Unavailable(Refused):
    """An organisation that cannot be shown now, or a database or an identity provider that does not answer."""


class Damaged(Unavailable):
    """What is kept at `place` ("exempelregionen@3") is not what its digest says, or cannot be read."""

    def __init__(self, place: str) -> None:
        super().__init__(Finding(Code.DAMAGED, value=place))


class CannotServe(PresskontaktError):
    """The process cannot start; `finding` says why and what to do."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.code)

"""What is asked and what is answered: plain frozen values that travel as they are."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from presskontakt.directory.model import ChannelKind, Lang, Line, Localized, Reference, Value

ENGINE = 6
MAX_STEPS = 5
MAX_TOPICS = 3

Reach = Literal["now", "later", "call"]
Confidence = Literal["certain", "likely", "unsure"]


class Question(Value, frozen=True):
    """What is asked, never who asks. Ids name things of the directory; `text` is read for what it leaves open.

    `deadline` is an instant, local time unless it has an offset: who can answer before it comes first. `channel` is how
    the asker wants to reach somebody: who can be reached so comes first.
    """

    text: Annotated[str, Meta(max_length=8_000)] = ""
    topic: Reference = ""
    role: Reference = ""
    place: Reference = ""
    release: Reference = ""
    lang: Lang | None = None
    deadline: Line = ""
    channel: ChannelKind | None = None

    @property
    def told(self) -> str:
        """What is asked, for people: the text, or the ids with commas between."""
        return self.text or ", ".join(name for name in (self.topic, self.place, self.role, self.release) if name)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked that could be answered."""
        return not (self.text.strip() or self.topic or self.role or self.place or self.release)


class Reason(Value, frozen=True):
    """Why: a code with ids and words; `explain` makes the sentence."""

    code: str
    topic: Reference = ""
    place: Reference = ""
    role: Reference = ""
    release: Reference = ""
    contact: Reference = ""
    words: tuple[str, ...] = ()
    name: Localized | None = None
    at: datetime | None = None


class Step(Value, frozen=True):
    """A contact to try, by `channels`, with the reasons; `is_fallback` when only because nobody else is listed.

    `reach`: "now" (until `at`), "later" (from `at` on), or "call": nobody has stated when. `stands_in_for` is the
    contact who is away.
    """

    contact: Reference
    role: Reference = ""
    is_fallback: bool = False
    reasons: tuple[Reason, ...] = ()
    reach: Reach = "call"
    at: datetime | None = None
    channels: tuple[Reference, ...] = ()
    is_on_duty: bool = False
    stands_in_for: Reference = ""


class Exit(Value, frozen=True):
    """Where to turn with what is not for this press desk."""

    concept: Reference
    name: Localized
    advice: Localized


class Decision(Value, frozen=True, kw_only=True):
    """The answer: whom to contact, in order, and why.

    Never empty; at most `MAX_STEPS` steps and the fallback. It holds in [`valid_from`, `valid_until`), None meaning
    the next revision; the instant asked is not part of it. Same directory, question, instant and engine: same bytes.
    `changes` is what would change the answer; `outlook` adds it.
    """

    organisation: Reference
    digest: str
    engine: int = ENGINE
    confidence: Confidence
    steps: tuple[Step, ...]
    topics: tuple[Reference, ...] = ()
    place: Reference = ""
    role: Reference = ""
    release: Reference = ""
    reasons: tuple[Reason, ...] = ()
    choices: tuple[Reference, ...] = ()
    exits: tuple[Exit, ...] = ()
    changes: tuple[Reason, ...] = ()
    valid_from: datetime | None = None
    valid_until: datetime | None = None

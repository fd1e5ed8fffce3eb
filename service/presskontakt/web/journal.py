"""The log of the service's own life: what happened, never who asked or what.

Our events carry a name and facts. Anything that a library logs is told by its logger's name alone, and an exception
by its type and place in the code: messages and arguments may hold what a reader sent.
"""

import logging
import traceback
from datetime import UTC, datetime
from typing import Literal, TextIO

import msgspec

_LOGGER = logging.getLogger("presskontakt")
Form = Literal["text", "json"]


def tell(event: str, **facts: object) -> None:
    """Log an event of the service's own life with facts that no reader sent."""
    _LOGGER.info(event, extra={"facts": facts})


def tell_fault(error: BaseException) -> str:
    """Log a fault of ours; returns its name, which is its type and its place in the code."""
    name = name_of(error)
    _LOGGER.error("internal-error", extra={"facts": {"fault": name}})
    return name


def name_of(error: BaseException) -> str:
    """An exception by its type and code place: "KeyError route:41"."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" {frames[-1].name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def write_to(stream: TextIO, form: Form = "text") -> None:
    """Let everything that is logged in this process be written to `stream`, a line an event."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Lines(form))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    _LOGGER.setLevel(logging.INFO)


class _Lines(logging.Formatter):
    """A record as a line: JSON, or a time, the event and its facts."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        event, facts = _event_of(record)
        at = datetime.fromtimestamp(record.created, UTC)
        if self._form == "json":
            line = {"at": at, "level": record.levelname.lower(), "event": event, **facts}
            return msgspec.json.encode(line).decode()
        told = " ".join(f"{name}={value}" for name, value in facts.items())
        return f"{at:%Y-%m-%d %H:%M:%SZ} {event} {told}".rstrip()


def _event_of(record: logging.LogRecord) -> tuple[str, dict[str, object]]:
    if record.name == _LOGGER.name:
        facts: dict[str, object] = getattr(record, "facts", {})
        return record.msg, facts
    fault = record.exc_info[1] if record.exc_info else None
    told: dict[str, object] = {"fault": name_of(fault)} if fault else {}
    return "library-log", {"logger": record.name, **told}

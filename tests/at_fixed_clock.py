"""`presskontakt` with a service whose clock stands still at `NOW`: hours and duty are what a test expects."""

from datetime import UTC, datetime

from msgspec.structs import replace

from presskontakt.cli import main
from presskontakt.settings import Loaded
from presskontakt.web import app
from presskontakt.web.parts import Parts

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
create_parts = app.create_parts


def at_fixed_clock(loaded: Loaded | None = None) -> Parts:
    """The parts of the service, at `NOW` for ever."""
    return replace(create_parts(loaded), clock=lambda: NOW)


if __name__ == "__main__":
    app.create_parts = at_fixed_clock
    main()

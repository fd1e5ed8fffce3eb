"""`presskontakt` with a service whose clock stands still at `NOW`: hours and duty are what a test expects."""

from datetime import UTC, datetime

from presskontakt.cli import main
from presskontakt.settings import Loaded
from presskontakt.web import app
from presskontakt.web.app import Service

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
create_service = app.create_service


def at_fixed_clock(loaded: Loaded | None = None) -> Service:
    """The service at `NOW` for ever."""
    return create_service(loaded, lambda: NOW)


if __name__ == "__main__":
    app.create_service = at_fixed_clock  # type: ignore[assignment]
    main()

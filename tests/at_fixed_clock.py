"""`presskontakt` with a clock that stands still at `NOW`: hours and duty are what a test expects, on any day."""

from datetime import UTC, datetime

from presskontakt.cli import clock, main

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

if __name__ == "__main__":
    clock.now = lambda: NOW
    main()

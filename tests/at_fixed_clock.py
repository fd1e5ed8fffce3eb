"""`presskontakt` with a clock that stands still at `NOW`, or at the instant in the variable AT_INSTANT.

So hours and duty are what a test expects, on any day.
"""

import os
from datetime import datetime

from presskontakt.cli import clock, main

NOW = datetime.fromisoformat(os.environ.get("AT_INSTANT", "2026-03-02T09:30:00+00:00"))

if __name__ == "__main__":
    clock.now = lambda: NOW
    main()

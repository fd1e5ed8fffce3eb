"""How often a password may be tried: counted by where the tries come from, never by the name that is tried.

Counting by name would let anyone lock an officer out. A browser in which its person has signed in before is counted
apart, so that nobody who shares an address, a proxy say, uses up their tries. Guessing 15 characters or more at ten
tries a place and ten minutes leads nowhere. In memory only.
"""

import asyncio
from collections import OrderedDict, deque
from datetime import datetime, timedelta

MOST, WITHIN = 10, timedelta(minutes=10)
PLACES = 10_000


class Throttle:
    """Failed tries by place, at most the last `PLACES` places; `turns` is for what hashes a password, two at a time."""

    def __init__(self) -> None:
        self.turns = asyncio.Semaphore(2)
        self._failed: OrderedDict[str, deque[datetime]] = OrderedDict()

    def wait_s(self, place: str, at: datetime) -> int:
        """How many seconds a place has to wait before it may try again; 0: none."""
        failed = self._failed.get(place)
        if not failed or len(failed) < MOST or at >= failed[0] + WITHIN:
            return 0
        return int((failed[0] + WITHIN - at).total_seconds()) + 1

    def fail(self, place: str, at: datetime) -> None:
        """Count a try that failed."""
        self._failed.setdefault(place, deque(maxlen=MOST)).append(at)
        self._failed.move_to_end(place)
        while len(self._failed) > PLACES:
            self._failed.popitem(last=False)

"""How many requests were answered, by endpoint template and for hours that are over: never who, what or when.

A count that moved at once would tell when somebody asked.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

CONTENT_TYPE = "text/plain; version=0.0.4"
NO_ENDPOINT = "none"
_LABELS = ["endpoint"]


class Counts(Collector):
    """Requests, and those that failed by our fault (5xx), since the process began; told after the hour."""

    def __init__(self) -> None:
        self._hour: datetime | None = None
        self._open: Counter[tuple[str, bool]] = Counter()
        self._closed: Counter[tuple[str, bool]] = Counter()
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)

    def add(self, endpoint: str, status: int, at: datetime) -> None:
        """Count one request answered at `at`."""
        self._turn(at)
        self._open[endpoint, status >= 500] += 1

    def tell(self, at: datetime) -> bytes:
        """The counts of all hours that are over at `at`, in the text format of Prometheus."""
        self._turn(at)
        return generate_latest(self._registry)

    def collect(self) -> Iterator[CounterMetricFamily]:
        """What Prometheus is told."""
        requests = CounterMetricFamily("presskontakt_requests", "Requests, in hours that are over.", labels=_LABELS)
        faults = CounterMetricFamily("presskontakt_faults", "Those of them that failed by our fault.", labels=_LABELS)
        for endpoint in sorted({endpoint for endpoint, _ in self._closed}):
            failed = self._closed[endpoint, True]
            requests.add_metric([endpoint], self._closed[endpoint, False] + failed)
            faults.add_metric([endpoint], failed)
        yield requests
        yield faults

    def _turn(self, at: datetime) -> None:
        hour = at.replace(minute=0, second=0, microsecond=0)
        if self._hour != hour:
            self._hour = hour
            self._closed.update(self._open)
            self._open.clear()

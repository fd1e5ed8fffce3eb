"""The table of a run: rows as they are measured, and where they are kept."""

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

ROOT = Path(__file__).parents[2]
RESULT = ROOT / "build" / "bench.json"
HISTORY = Path(__file__).parent / "history.jsonl"


class Row(Struct, frozen=True, omit_defaults=True):
    """One measurement; `unit` is "s", "B", "MB", "1/s" or "" for a ratio or share, `worst` the 99th percentile."""

    what: str
    value: float
    unit: str = "s"
    worst: float | None = None
    budget: str = ""


class Table:
    """Prints rows as they come."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores")
        print(f"{'what':<62}{'median':>12}{'p99':>12}{'budget':>16}")

    def add(self, row: Row) -> None:
        """Print a row and keep it."""
        self._rows.append(row)
        worst = "" if row.worst is None else _told(row.worst, row.unit)
        print(f"{row.what:<62}{_told(row.value, row.unit):>12}{worst:>12}{row.budget:>16}", flush=True)

    def save(self, *, is_whole: bool) -> None:
        """Write the run to build/bench.json; a whole one also as a line of the history."""
        commit = subprocess.run(
            ["git", "-C", str(ROOT), "describe", "--always", "--dirty"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout.strip()
        run = {"at": f"{datetime.now(UTC):%Y-%m-%d %H:%MZ}", "commit": commit, "python": sys.version.split()[0]}
        run |= {"cores": os.cpu_count() or 0}  # type: ignore[dict-item]
        RESULT.parent.mkdir(exist_ok=True)
        rows = msgspec.to_builtins(self._rows)
        RESULT.write_text(json.dumps({**run, "rows": rows}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        if is_whole:
            values = {row.what: float(f"{row.value:.3g}") for row in self._rows}
            with HISTORY.open("a", encoding="utf-8") as history:
                history.write(json.dumps({**run, "values": values}, ensure_ascii=False) + "\n")


def times(call: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Median and 99th percentile of `repeats` calls, after some that do not count."""
    for _ in range(min(repeats, 50)):
        call()
    return summary(measured(call) for _ in range(repeats))


def measured(call: Callable[[], object]) -> float:
    """The seconds that one call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def summary(values: Iterable[float]) -> tuple[float, float]:
    """Median and 99th percentile."""
    gc.collect()
    ordered = sorted(values)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


def memory(pid: int) -> float:
    """The memory of a process in MB: its own, and its share of what it shares (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1_000


def _told(value: float, unit: str) -> str:
    if unit == "s":
        for name, size in (("s", 1.0), ("ms", 1e-3)):
            if value >= size:
                return f"{value / size:.2f} {name}"
        return f"{value / 1e-6:.1f} µs"
    if unit == "":
        return f"{value:.3f}"
    return f"{value:,.0f} {unit}"

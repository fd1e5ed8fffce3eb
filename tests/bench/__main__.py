"""Run every benchmark, print the table, write build/bench.json and add a line to history.jsonl.

Medians, and ratios to a baseline measured in the same run: machines are noisy.
"""

import sys
from collections.abc import Callable, Iterator

from tests.bench import evaluation, organisations, registry, routing, serving, static, streams, switchboard, widget
from tests.bench.table import Row, Table

PARTS: dict[str, Callable[[], Iterator[Row]]] = {
    "routing": routing.rows,
    "evaluation": evaluation.rows,
    "organisations": organisations.rows,
    "serving": serving.rows,
    "registry": registry.rows,
    "static": static.rows,
    "widget": widget.rows,
    "switchboard": switchboard.rows,
    "streams": streams.rows,
}


def main(*chosen: str) -> None:
    """Run the parts named, or all."""
    table = Table()
    for name in chosen or PARTS:
        for row in PARTS[name]():
            table.add(row)
    table.save(is_whole=not chosen)


if __name__ == "__main__":
    main(*sys.argv[1:])

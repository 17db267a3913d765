"""Run the benchmarks: ``python -m tests.bench [--full] [--only NAME …] [--rounds N] [--json FILE]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from . import alerts, data, many, queues, rules, score, screen
from .figures import Figure, as_json, table

SIZES = (10_000, 100_000)
FULL = (10_000, 100_000, 1_000_000, 10_000_000)


def parts(folder: Path, full: bool, rounds: int) -> dict[str, Callable[[], Iterator[Figure]]]:
    """Return the parts of the table by name."""
    sizes = FULL if full else SIZES
    return {
        "rules": lambda: rules.figures(rounds),
        "show": lambda: data.show(folder, rounds),
        "lookup": lambda: data.looking_up(folder, sizes, rounds),
        "queues": lambda: queues.figures(folder, rounds),
        "rating": lambda: data.recording(folder, rounds),
        "alerts": alerts.figures,
        "score": lambda: score.figures(folder, full, rounds),
        "safety": lambda: chain(many.price(folder, rounds), many.costs(folder, rounds)),
        "desks": lambda: many.terminals(folder, 300.0 if full else 20.0),
        "screen": lambda: screen.figures(folder, (sizes[0], sizes[-1]), rounds),
        "import": lambda: data.importing(folder, 1_000_000 if full else 200_000, 1 if full else 2),
    }


def main() -> int:
    """Print the table; return 1 if a target is not met."""
    known = list(parts(Path(), full=False, rounds=1))
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="also one and ten million units; takes an hour")
    parser.add_argument("--only", nargs="+", choices=known, default=known, help="these parts alone")
    parser.add_argument("--rounds", type=int, default=5, help="repeat so often")
    parser.add_argument("--json", type=Path, help="write the figures there")
    options = parser.parse_args()
    figures: list[Figure] = []
    with TemporaryDirectory() as name:
        for part in options.only:
            for figure in parts(Path(name), options.full, options.rounds)[part]():
                lines = list(table([figure]))
                print("\n".join(lines if not figures else lines[1:]), flush=True)
                figures.append(figure)
    if options.json:
        options.json.write_text(as_json(figures), encoding="utf-8")
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())

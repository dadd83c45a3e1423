"""Measures everything that should be fast, beside its peers: ``python -m tests.benchmarks``.

The first run makes the shops that are measured and keeps them.  Ends with 1 when a goal is
missed.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_cache_path

from tests.benchmarks import figures, rows
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure
from tests.benchmarks.worlds import Worlds


def main(argv: Sequence[str] | None = None) -> int:
    """Measure the rows asked for and print the tables."""
    given = _parser().parse_args(argv)
    unknown = [number for number in given.rows if number not in rows.MODULES]
    if unknown:
        print(f"There is no row {unknown[0]}; rows are 1 to {max(rows.MODULES)}.")
        return 2
    worlds = Worlds(given.cache)
    bench = Bench(worlds, given.quick, given.postgresql, _say, given.data)
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"):
        os.environ.pop(name, None)  # an installed program is compiled, and so are its peers
    began = time.monotonic()
    measured: list[figures.Figure] = []
    with tempfile.TemporaryDirectory() as home:
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = home
        try:
            for number in given.rows or rows.MODULES:
                _say(f"row {number}")
                measured += rows.row(number)(bench)
        finally:
            worlds.close()
            _tell(measured, given, time.monotonic() - began)
    verdicts = [reached for one in measured for _, reached in one.verdicts()]
    return 1 if False in verdicts else 0


def _tell(measured: Sequence[Figure], given: argparse.Namespace, took_s: float) -> None:
    print(figures.table(measured))
    if grown := figures.growth(measured):
        print(f"\nGrowth of the median, from the smallest world on:\n\n{grown}")
    print(f"\n{os.cpu_count()} cores, {took_s:.0f} s")
    figures.write_json(
        measured, given.json, quick=given.quick, cores=os.cpu_count(), on=platform.platform()
    )
    print(f"Every measurement: {given.json}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument(
        "rows", nargs="*", type=int, metavar="ROW", help="only these rows of the table"
    )
    parser.add_argument(
        "--quick", action="store_true", help="10,000 and 100,000 products: some minutes"
    )
    parser.add_argument(
        "--postgresql", action="store_true", help="measure PostgreSQL as well, where SQL counts"
    )
    parser.add_argument(
        "--json", type=Path, default=Path("benchmarks.json"), help="where to write every figure"
    )
    parser.add_argument(
        "--cache",
        type=Path,
        default=user_cache_path("inventory-tui") / "benchmarks",
        help="where the shops are kept",
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the files of real orders, for row 13"
    )
    return parser


def _say(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

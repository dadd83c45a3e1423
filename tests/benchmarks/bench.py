"""What every row is given: the worlds, how big and how often, and the peers that are there."""

from __future__ import annotations

import gc
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from inventory_tui.cli.program import OBJECTS_BETWEEN_COLLECTIONS
from tests.benchmarks.figures import Figure
from tests.benchmarks.worlds import Worlds

QUICK = (10_000, 100_000)
WHOLE = (10_000, 100_000, 1_000_000)
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Bench:
    """One run of the benchmarks."""

    worlds: Worlds
    quick: bool
    postgresql: bool
    """Whether rows that speak SQL measure PostgreSQL as well."""
    say: Callable[[str], None]
    """Tells whoever waits what is being done."""
    data: Path | None = None
    """Where the files of real orders lie; None: nobody said."""

    @property
    def sizes(self) -> tuple[int, ...]:
        """Products of the worlds to measure, smallest first."""
        return QUICK if self.quick else WHOLE

    @property
    def largest(self) -> int:
        """The last of the sizes: rows without growth are measured there."""
        return self.sizes[-1]

    def runs(self, many: int) -> int:
        """How often to measure what is to be measured so often; less when time is short."""
        return max(3, many // 3) if self.quick else many

    def in_turn(self, measured: Callable[[int], Iterator[Figure]]) -> Iterator[Figure]:
        """Measure every world in turn, in several rounds.

        What a start of the program happens upon (its memory, the clock of the processor)
        stays with it: one start at each size would tell the starts apart, not the sizes.
        """
        found: dict[tuple[str, int | None], Figure] = {}
        for _ in range(1 if self.quick else ROUNDS):
            for products in self.sizes:
                for one in measured(products):
                    before = found.setdefault((one.what, one.products), one)
                    if before is not one:
                        found[one.what, one.products] = replace(
                            before,
                            ours=[*before.ours, *one.ours],
                            peer=[*before.peer, *one.peer],
                        )
        yield from found.values()

    def from_pip(self, package: str, program: str) -> Path | None:
        """A peer's program, installed into an environment of its own; None: it cannot be."""
        home = self.worlds.directory / "peers" / package
        path = home / "bin" / program
        if not path.exists():
            self.say(f"installing {package}")
            shutil.rmtree(home, ignore_errors=True)
            venv.create(home, with_pip=True)
            got = subprocess.run(
                [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", package],
                capture_output=True,
            )
            if got.returncode:
                shutil.rmtree(home, ignore_errors=True)
                return None
        return path

    def from_system(self, program: str) -> Path | None:
        """A peer's program that the system has; None: it does not."""
        found = shutil.which(program)
        return Path(found) if found else None


@contextmanager
def collecting_as_the_program_does() -> Iterator[None]:
    """Look for garbage as seldom as the program on screen and its commands do."""
    gc.freeze()  # what stands by now is nothing that a deed leaves to be collected
    usual = gc.get_threshold()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def python(program: str, *arguments: str) -> list[str]:
    """The command that runs a short program with the Python of this run."""
    return [sys.executable, "-c", program, *arguments]

"""Commands in a real terminal and in real pipes: tables, progress, signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.terminal import Terminal
from tests.world import World

PROGRAM = [sys.executable, "-m", "inventory_tui"]


@pytest.fixture
def command(database_url: str) -> Callable[..., list[str]]:
    """The words that start the program on the test's database."""
    return lambda *words: [*PROGRAM, *words, "--database", database_url]


def test_people_see_an_aligned_table(command: Callable[..., list[str]], world: World) -> None:
    world.product("A", name="Kühlschrank 冷蔵庫", default=5)
    world.product("B-123", name="Tee", default=1200)
    with Terminal(command("products", "list")) as terminal:
        assert terminal.wait_for_end() == 0
        lines = [line for line in terminal.lines if line]
    assert lines[0].split() == [
        "sku",
        "name",
        "type",
        "enabled",
        "on_hand",
        "reserved",
        "salable",
    ]
    assert lines[1].startswith("A      Kühlschrank 冷蔵庫  simple  yes            5         0")
    assert lines[2].startswith("B-123  Tee                 simple  yes         1200         0")


def test_people_see_a_sentence_for_a_deed(command: Callable[..., list[str]]) -> None:
    with Terminal(command("sources", "enable", "default")) as terminal:
        assert terminal.wait_for_end() == 0
        assert terminal.lines[0] == "0 enabled, 1 already"


def test_progress_is_shown_at_a_terminal_and_gone_at_the_end(
    command: Callable[..., list[str]], world: World, tmp_path: Path
) -> None:
    world.products("A", "B")
    file = tmp_path / "orders.csv"
    file.write_text(
        "order,channel,sku,quantity\n" + "".join(f"{n},base,A,1\n" for n in range(3000))
    )
    with Terminal(command("orders", "import", str(file))) as terminal:
        assert terminal.wait_for_end(within_s=30) == 0
        assert "[#" not in terminal.text
        assert "refused" in terminal.text


@pytest.mark.parametrize("kind", ["dumb", "unknown"])
def test_a_terminal_that_cannot_show_screens_is_refused(kind: str) -> None:
    with Terminal(PROGRAM, env={"TERM": kind}) as terminal:
        assert terminal.wait_for_end() == 1
        assert f"TERM={kind}" in terminal.text
        assert "inventory-tui --help" in terminal.text.replace("\n", " ")
        assert b"\x1b" not in terminal.output


def test_a_reader_that_has_seen_enough_is_no_error(
    command: Callable[..., list[str]], world: World
) -> None:
    world.products(*(f"P{number}" for number in range(300)), name="x" * 250)
    words = " ".join(command("products", "list"))
    answer = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {words} | head -2"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stderr == ""
    assert answer.returncode == 0
    assert answer.stdout.count("\n") == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_long_deed_cleanly(
    command: Callable[..., list[str]], world: World, tmp_path: Path, number: int
) -> None:
    world.product("A", default=5)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        command("quantities", "import", str(pipe), "--behaviour", "append"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with pipe.open("w") as feeding:
        feeding.write("source_code,sku,quantity\ndefault,A,9\n")
        feeding.flush()
        # Ctrl-C: the first asks, the second insists; one that comes just before the program
        # falls asleep reading is heard only when it wakes up
        for patience_s in (1, 1, 30) if number is signal.SIGINT else (1, 30):
            process.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                process.wait(patience_s)
                break
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out == ""
    assert err.startswith("error: ")
    assert world.held("A", "default") == "5"


def test_standard_output_that_is_full_is_told(command: Callable[..., list[str]]) -> None:
    with open("/dev/full", "w") as full:
        answer = subprocess.run(
            command("sources", "list"), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert answer.returncode == 1
    assert answer.stderr.startswith(b"error: Standard output could not be written")


def test_a_narrow_character_set_gets_escapes_instead_of_a_crash(
    command: Callable[..., list[str]], world: World
) -> None:
    world.product("A", name="Kühlschrank 冷")
    answer = subprocess.run(
        command("products", "list"),
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert b"K\\xfchlschrank \\u51b7" in answer.stdout

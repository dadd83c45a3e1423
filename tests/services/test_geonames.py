"""Places from geonames files: a file replaces its country, or nothing happens at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.history import Cause, Deed
from inventory_tui.services.files.rejecting import OnError
from inventory_tui.services.keeping import undoing
from inventory_tui.services.reports import reporting
from inventory_tui.services.shipping import geonames
from inventory_tui.services.shipping.geonames import import_places
from inventory_tui.store.database import Database

Write = Callable[..., Path]


def row(country: str, postcode: str, city: str, latitude: str, longitude: str) -> str:
    return "\t".join(
        (country, postcode, city, "Bayern", "BY", "", "", "", "", latitude, longitude, "4")
    )


MUNICH = row("DE", "81671", "München", "48.1223", "11.6205")
KOLBERMOOR = row("DE", "83059", "Kolbermoor", "47.8496", "12.067")
VIENNA = row("AT", "1010", "Wien", "48.2077", "16.3705")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(*rows: str, name: str = "DE.txt") -> Path:
        path = tmp_path / name
        path.write_text("".join(f"{one}\n" for one in rows), encoding="utf-8")
        return path

    return write


def refusal(deed: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as raised:
        deed()
    return raised.value


class TestImporting:
    def test_a_file_replaces_the_places_of_its_country(
        self, database: Database, write: Write, cause: Cause
    ) -> None:
        import_places(database, write(VIENNA), "AT", cause=cause)
        import_places(database, write(MUNICH), "de", cause=cause)
        done = import_places(database, write(KOLBERMOOR, MUNICH), "DE", cause=cause)
        assert done.receipt.deed is Deed.PLACES_IMPORTED
        assert done.receipt.counts == {
            "country": "DE",
            "rows": 2,
            "replaced": 1,
            "rejected": 0,
        }
        assert geonames.countries(database) == {"AT": 1, "DE": 2}

    def test_the_history_has_it_and_undo_says_what_to_do_instead(
        self, database: Database, write: Write, cause: Cause
    ) -> None:
        done = import_places(database, write(MUNICH), "DE", cause=cause)
        newest = next(iter(reporting.history(database)))
        assert (newest.deed, newest.about, newest.field, newest.after) == (
            Deed.PLACES_IMPORTED,
            "places DE",
            "rows",
            "1",
        )
        assert done.receipt.operation is not None
        why = refusal(lambda: undoing.undo(database, done.receipt.operation, cause=cause))
        assert why.kind is Kind.NOT_UNDOABLE
        assert "geonames import" in str(why)

    def test_the_same_file_again_writes_nothing(
        self, database: Database, write: Write, cause: Cause
    ) -> None:
        path = write(MUNICH, KOLBERMOOR)
        import_places(database, path, "DE", cause=cause)
        again = import_places(database, path, "DE", cause=cause)
        assert again.receipt.operation is None
        assert again.receipt.counts["replaced"] == 0
        moved = import_places(database, write(KOLBERMOOR, MUNICH), "DE", cause=cause)
        assert moved.receipt.operation is not None, "the first place of a region answers"

    def test_the_archive_it_comes_in_and_standard_input(
        self, database: Database, tmp_path: Path, cause: Cause
    ) -> None:
        with zipfile.ZipFile(tmp_path / "DE.zip", "w") as archive:
            archive.writestr("readme.txt", "GeoNames Postal Code files")
            archive.writestr("DE.txt", MUNICH + "\n")
        done = import_places(database, tmp_path / "DE.zip", "DE", cause=cause)
        assert done.receipt.counts["rows"] == 1
        piped = io.BytesIO(f"{VIENNA}\r\n".encode())
        done = import_places(database, "-", "AT", standard=piped, cause=cause)
        assert geonames.countries(database) == {"AT": 1, "DE": 1}


class TestWrongFiles:
    def test_a_few_wrong_rows_are_left_out_and_named(
        self, database: Database, write: Write, cause: Cause
    ) -> None:
        path = write(
            MUNICH,
            VIENNA,
            "DE\t80331\tMünchen",
            row("DE", "1", "x", "91", "0"),
            row("DE", "1", "x", "0", "east"),
            row("DE", "", "", "0", "0"),
        )
        done = import_places(database, path, "DE", cause=cause)
        assert done.receipt.counts["rows"] == 1
        assert [(one.row, one.message) for one in done.rejected] == [
            (2, "Row 2: is of AT, not of DE."),
            (3, "Row 3: has 3 cells separated by tabs; 12 are expected."),
            (4, "Row 4: latitude '91': must be between -90 and 90."),
            (
                5,
                "Row 5: longitude 'east': write signed degrees such as 32.7555 or "
                "-97.3308, no letters.",
            ),
            (6, "Row 6: has neither a postal code nor the name of a place."),
        ]

    def test_one_more_than_allowed_and_nothing_is_written(
        self, database: Database, write: Write, cause: Cause
    ) -> None:
        path = write(MUNICH, VIENNA, VIENNA)
        why = refusal(
            lambda: import_places(database, path, "DE", allowed_errors=1, cause=cause)
        )
        assert why.kind is Kind.TOO_MANY_REJECTED
        assert geonames.countries(database) == {}
        done = import_places(database, path, "DE", on_error=OnError.SKIP, cause=cause)
        assert done.receipt.counts["rejected"] == 2

    def test_a_file_of_another_country_replaces_nothing(
        self, database: Database, write: Write, cause: Cause
    ) -> None:
        import_places(database, write(MUNICH), "DE", cause=cause)
        why = refusal(lambda: import_places(database, write(VIENNA), "DE", cause=cause))
        assert (why.kind, geonames.countries(database)) == (Kind.BAD_FILE, {"DE": 1})

    def test_no_country_no_file_no_text(
        self, database: Database, tmp_path: Path, write: Write, cause: Cause
    ) -> None:
        with pytest.raises(InvalidInput, match="two letters"):
            import_places(database, write(MUNICH), "Germany", cause=cause)
        wrong = {
            "latin.txt": MUNICH.encode("latin-1"),
            "binary.txt": b"DE\t1\0\0",
            "broken.zip": b"PK\x03\x04 and nothing more PK\x05\x06" + b"\0" * 18,
        }
        for name, content in wrong.items():
            (tmp_path / name).write_bytes(content)
        for path in (tmp_path / "none.txt", tmp_path, *(tmp_path / name for name in wrong)):
            why = refusal(lambda path=path: import_places(database, path, "DE", cause=cause))  # type: ignore[misc]
            assert why.kind is Kind.BAD_FILE, path
        done = import_places(
            database, tmp_path / "latin.txt", "DE", encoding="latin-1", cause=cause
        )
        assert done.receipt.counts["rows"] == 1


def test_the_sample_ships_whole(database: Database) -> None:
    with database.write() as transaction:
        count = geonames.add_sample(transaction)
    assert sum(geonames.countries(database).values()) == count > 50

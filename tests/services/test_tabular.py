"""Tables in files: what is read, what is refused, and that export reads back unchanged."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path

import pytest

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.file_form import PLAIN, FileForm, Headings
from inventory_tui.services.files import tabular
from inventory_tui.services.files.table_writing import (
    guarded,
    unguarded,
    write_columns,
    write_table,
)
from inventory_tui.services.files.tabular import Table, read_table

HEADINGS = Headings(
    required=("source_code", "sku", "quantity"),
    known=("source_code", "sku", "status", "quantity"),
)


def table_of(path: Path, content: str | bytes, *, encoding: str | None = None) -> Table:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(path, HEADINGS, encoding=encoding)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "quantities.csv"


def refusal(path: Path, content: str | bytes, **options: str) -> str:
    with pytest.raises(Refused) as refused:
        list(table_of(path, content, **options).rows)
    assert refused.value.kind is Kind.BAD_FILE
    return str(refused.value).replace(str(path), "FILE")


def test_rows_come_with_their_line_and_cells(file: Path) -> None:
    table = table_of(file, "source_code,sku,quantity\nberlin,A,1\n\nparis,B,2\n")
    assert table.columns == ("source_code", "sku", "quantity")
    assert list(table.rows) == [
        (2, {"source_code": "berlin", "sku": "A", "quantity": "1"}),
        (4, {"source_code": "paris", "sku": "B", "quantity": "2"}),
    ]


def test_a_cell_over_several_lines_keeps_the_line_it_began_on(file: Path) -> None:
    table = table_of(file, 'sku,source_code,quantity\n"A\n1",berlin,1\nB,berlin,2\n')
    assert [(line, row["sku"]) for line, row in table.rows] == [(2, "A\n1"), (4, "B")]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("sku,source_code,quantity\nä,b,1\n".encode("utf-8-sig"), None),
        ("sku,source_code,quantity\r\nä,b,1\r\n".encode(), None),
        ("sku,source_code,quantity\rä,b,1\r".encode("latin-1"), "latin-1"),
        ("sku,source_code,quantity\nä,b,1".encode("utf-16"), "utf-16"),
    ],
)
def test_encodings_and_line_ends(file: Path, content: bytes, encoding: str | None) -> None:
    ((line, row),) = table_of(file, content, encoding=encoding).rows
    assert (line, row["sku"]) == (2, "ä")


def test_headings_are_compared_without_letter_case_and_outer_blanks(file: Path) -> None:
    table = table_of(file, " SKU ,Source_Code,QUANTITY,note,\nA,b,1,x,\n")
    assert table.columns == ("sku", "source_code", "quantity")
    assert table.ignored == ("note",)
    assert list(table.rows) == [(2, {"sku": "A", "source_code": "b", "quantity": "1"})]


def test_a_near_miss_of_a_heading_is_refused(file: Path) -> None:
    said = refusal(file, "source_code,sku,quantity,statuss\n")
    assert said == "FILE: There is no column 'statuss'. Did you mean 'status'?"


def test_missing_columns_are_named(file: Path) -> None:
    assert refusal(file, "sku,note\n") == "FILE: Missing: source_code, quantity."


def test_a_column_twice_is_refused(file: Path) -> None:
    said = refusal(file, "sku,SKU,source_code,quantity\n")
    assert said == "FILE: Column sku is there twice."


def test_other_separators_are_named(file: Path) -> None:
    assert "separated by ';'" in refusal(file, "source_code;sku;quantity\n")
    assert "separated by tabs" in refusal(file, "source_code\tsku\tquantity\n")


def test_a_file_in_another_encoding_is_refused_naming_byte_and_line(file: Path) -> None:
    rows = "sku,source_code,quantity\n" + "A,b,1\n" * 20_000 + "Jäger,b,1\n"
    said = refusal(file, rows.encode("latin-1"))
    assert said.startswith("FILE, line 20002: byte 0xE4 is not UTF-8.")
    assert "--encoding" in said


def test_what_is_no_table_is_refused_in_a_sentence(file: Path, tmp_path: Path) -> None:
    assert refusal(file, "") == "FILE is empty; its first line must name the columns."
    assert refusal(file, b"\x7fELF\x00\x01\x02") == (
        "FILE is not a text file; a CSV file is asked for."
    )
    late = b"sku,source_code,quantity\n" + b"A,b,1\n" * 50_000 + b"\0"
    assert "not a text file" in refusal(file, late)
    assert "workbook" in refusal(file, b"PK\x03\x04rest")
    assert "utf-16" in refusal(file, "sku".encode("utf-16"))
    assert "no encoding 'klingon'" in refusal(file, "sku\n", encoding="klingon")
    assert "never closed" in refusal(file, 'sku,source_code,quantity\n"A,b,1\nC,d,2\n')
    with pytest.raises(Refused, match="There is no file"):
        read_table(tmp_path / "none.csv", Headings((), ()))
    with pytest.raises(Refused, match="is a directory"):
        read_table(tmp_path, Headings((), ()))


def test_ragged_rows_are_rejected_and_the_others_read(file: Path) -> None:
    table = table_of(file, 'sku,source_code,quantity\nA,b\nB,b,1,\nC,b,1,x\n"D"x,b,1\nE,b,1\n')
    assert [row["sku"] for _, row in table.rows] == ["B", "E"]
    assert [problem.row for problem in table.rejected] == [2, 4, 5]
    assert table.rejected[0].message == "Row 2 has 2 cells, the heading has 3."


def test_reading_is_flat_in_memory(file: Path) -> None:
    file.write_text("sku,source_code,quantity\n" + "A,b,1\n" * 200_000)
    table = read_table(file, HEADINGS)
    tracemalloc.start()
    try:
        assert sum(1 for _ in table.rows) == 200_000
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "text", ["=1+1", "+4", "-4", "@SUM(A1)", "\tx", "\rx", "'x", "''=x", "it's", "", "'"]
)
def test_text_never_becomes_a_formula_and_reads_back_unchanged(file: Path, text: str) -> None:
    assert guarded(text)[:1] not in tuple("=+-@\t\r")
    assert unguarded(guarded(text)) == text
    rows = [[guarded(text), "b", "1"]]
    assert write_table(file, ["sku", "source_code", "quantity"], rows) == 1
    ((_, row),) = read_table(file, HEADINGS).rows
    assert row["sku"] == text


def test_a_foreign_apostrophe_stays(file: Path) -> None:
    ((_, row),) = table_of(file, "sku,source_code,quantity\n'tis,b,1\n").rows
    assert row["sku"] == "'tis"


def test_the_standard_streams_stand_for_a_file() -> None:
    out = io.BytesIO()
    write_table("-", ["sku"], [["ä"]], standard=out)
    assert out.getvalue() == "sku\nä\n".encode()
    table = read_table("-", Headings(["sku"], ["sku"]), standard=io.BytesIO(b"sku\nA\n"))
    assert list(table.rows) == [(2, {"sku": "A"})]


@pytest.mark.parametrize("form", [PLAIN, FileForm(";"), FileForm(",", "'", enclose_all=True)])
@pytest.mark.parametrize("hard", ["", "a,b", "a;b", 'a"b', "it's", "a\nb", "a\rb"])
def test_rows_are_written_alike_one_by_one_and_by_column(
    tmp_path: Path, form: FileForm, hard: str
) -> None:
    rows = [["plain", "1"], [hard, "2"], ["", "3"], ["ä", "4"]]
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    assert write_table(one, ["sku", "quantity"], rows, form=form) == 4
    blocks = [list(zip(*rows[:1], strict=True)), list(zip(*rows[1:], strict=True))]
    assert write_columns(other, ["sku", "quantity"], blocks, form=form) == 4
    assert other.read_bytes() == one.read_bytes()


def test_a_file_that_cannot_be_written_stays_as_it_was(file: Path, tmp_path: Path) -> None:
    file.write_text("before")

    def rows() -> tabular.Iterator[list[str]]:
        yield ["A"]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_table(file, ["sku"], rows())
    assert file.read_text() == "before"
    assert list(tmp_path.glob(".quantities*")) == []
    with pytest.raises(Refused, match="cannot be written"):
        write_table(tmp_path / "none" / "x.csv", ["sku"], [])
    with pytest.raises(Refused, match="cannot be written"):
        write_table(tmp_path, ["sku"], [])

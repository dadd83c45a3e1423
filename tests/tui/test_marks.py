"""Marks: a rule and its exceptions."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from inventory_tui.tui.widgets.marks import Marks


def test_all_of_a_filter_but_these() -> None:
    marks = Marks()
    marks.all_of(array("q", range(10)))
    marks.toggle(3)
    marks.toggle(42)
    assert len(marks) == 10
    assert 3 not in marks
    assert 42 in marks
    assert list(marks.ids()) == [0, 1, 2, 4, 5, 6, 7, 8, 9, 42]


def test_marks_not_in_the_list_are_hidden() -> None:
    marks = Marks()
    marks.all_of(array("q", range(10)))
    assert marks.hidden(array("q", [1, 2, 3])) == 7


def test_marking_a_million_rows_copies_nothing() -> None:
    snapshot = array("q", range(1_000_000))
    marks = Marks()
    marks.all_of(snapshot)
    assert len(marks) == 1_000_000
    assert marks.hidden(snapshot) == 0
    marks.toggle(999_999)
    assert len(marks) == 999_999


STEPS = st.one_of(
    st.tuples(st.just("toggle"), st.integers(0, 12)),
    st.tuples(st.just("add"), st.lists(st.integers(0, 12), max_size=4)),
    st.tuples(st.just("all"), st.lists(st.integers(0, 12), unique=True, max_size=8)),
    st.tuples(st.just("clear"), st.none()),
)


@given(st.lists(STEPS, max_size=12))
def test_marks_are_a_set(steps: list[tuple[str, object]]) -> None:
    marks, model = Marks(), set[int]()
    for step, value in steps:
        if step == "toggle":
            assert isinstance(value, int)
            marks.toggle(value)
            model ^= {value}
        elif step == "add":
            assert isinstance(value, list)
            marks.add(value)
            model |= set(value)
        elif step == "all":
            assert isinstance(value, list)
            marks.all_of(array("q", value))
            model |= set(value)
        else:
            marks.clear()
            model.clear()
        ids = list(marks.ids())
        assert len(ids) == len(set(ids)) == len(marks)
        assert set(ids) == model
        assert all((id in marks) == (id in model) for id in range(13))
        assert marks.hidden(array("q", [1, 2, 3])) == len(model - {1, 2, 3})

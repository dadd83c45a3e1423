"""Availability estimates: L-140 to L-142."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import ChangedElsewhere, InvalidInput, Kind, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.services import Database
from inventory_tui.services.keeping import undoing
from inventory_tui.services.products import catalog, channel_settings, estimates
from inventory_tui.services.reports import shop_messages
from tests.world import World

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def _shop(world: World) -> None:
    world.source("berlin")
    world.stock("EU", "berlin", channels=["eu", "uk"])
    world.product("A", berlin=10)
    world.product("OUT", berlin=0)


def titles(database: Database) -> list[tuple[str, str]]:
    return [(one.title, one.priority) for one in estimates.listed(database)]


def line(database: Database, sku: str, language: str = "") -> str:
    (one,) = shop_messages.said_in(database, "eu", [sku], language=language)
    return one.preview.line


def test_l_140_estimates_come_change_and_go_sorted_by_priority(
    database: Database, cause: Cause
) -> None:
    added = estimates.add(database, {"title": "On demand", "priority": "1.50"}, cause=cause)
    assert titles(database) == [
        ("1-2 days", "1"),
        ("On demand", "1.5"),
        ("3-5 days", "2"),
        ("5-7 days", "3"),
    ]
    changed = estimates.edit(
        database, "on DEMAND", {"title": "Made to order", "priority": "-1"}, cause=cause
    )
    assert titles(database)[0] == ("Made to order", "-1")
    nothing = estimates.edit(database, "Made to order", {"priority": "-1.0"}, cause=cause)
    assert nothing.operation is None
    undoing.undo(database, changed.operation, cause=cause)
    assert titles(database)[1] == ("On demand", "1.5")
    undoing.undo(database, added.operation, cause=cause)
    estimates.delete(database, "1-2 days", cause=cause)
    assert titles(database) == [("3-5 days", "2"), ("5-7 days", "3")]


def test_one_that_was_taken_back_comes_again_whole(database: Database, cause: Cause) -> None:
    typed = {"title": "Soon", "title@de": "Bald", "priority": "4"}
    added = estimates.add(database, typed, cause=cause)
    one = estimates.get(database, "Soon")
    undone = undoing.undo(database, added.operation, cause=cause)
    assert "Soon" not in dict(titles(database))
    again = undoing.undo(database, undone.operation, cause=cause)
    assert estimates.get(database, "Soon") == one
    once_more = undoing.undo(database, again.operation, cause=cause)
    assert "Soon" not in dict(titles(database))
    estimates.add(database, {"title": "SOON"}, cause=cause)
    with pytest.raises(ChangedElsewhere, match="Soon is there again"):
        undoing.undo(database, once_more.operation, cause=cause)


def test_one_comes_again_beside_one_that_was_added_since(
    database: Database, cause: Cause
) -> None:
    added = estimates.add(database, {"title": "Soon"}, cause=cause)
    edited = estimates.edit(database, "Soon", {"title": "At once"}, cause=cause)
    undone = undoing.undo(database, added.operation, cause=cause)
    estimates.add(database, {"title": "Later", "title@de": "Nachher"}, cause=cause)
    again = undoing.undo(database, undone.operation, cause=cause)
    assert {"At once", "Later"} <= dict(titles(database)).keys()
    undoing.undo(database, again.operation, cause=cause)
    assert "At once" not in dict(titles(database))
    assert dict(estimates.get(database, "Later").titles) == {"de": "Nachher"}
    with pytest.raises(ChangedElsewhere):
        undoing.undo(database, edited.operation, cause=cause)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ({"title": " "}, Kind.VALIDATION_FAILED),
        ({"title": "3-5 Days"}, Kind.NOT_UNIQUE),
        ({"title": "Soon", "priority": "high"}, Kind.VALIDATION_FAILED),
        ({"title": "Soon", "colour": "red"}, Kind.UNKNOWN_FIELD),
        ({"title": "Soon", "title@deutsch!": "Bald"}, Kind.VALIDATION_FAILED),
    ],
)
def test_what_cannot_be_an_estimate_is_refused(
    database: Database, cause: Cause, typed: dict[str, str], kind: Kind
) -> None:
    with pytest.raises((InvalidInput, Refused)) as refusal:
        estimates.add(database, typed, cause=cause)
    assert refusal.value.kind is kind
    assert len(titles(database)) == 3


def test_who_edits_what_was_changed_elsewhere_is_told(database: Database, cause: Cause) -> None:
    seen = estimates.get(database, "1-2 days").version
    estimates.edit(database, "1-2 days", {"priority": "9"}, cause=cause)
    for deed in (
        lambda: estimates.edit(
            database, "1-2 days", {"priority": "8"}, seen_version=seen, cause=cause
        ),
        lambda: estimates.delete(database, "1-2 days", seen_version=seen, cause=cause),
    ):
        with pytest.raises(ChangedElsewhere):
            deed()


def test_l_141_shown_only_when_out_of_stock_and_availability_is_displayed(
    database: Database, cause: Cause
) -> None:
    for sku in ("A", "OUT"):
        catalog.edit(database, sku, {"estimate": "3-5 days"}, cause=cause)
        assert line(database, sku) == ""
        catalog.edit(database, sku, {"display_availability": "yes"}, cause=cause)
    assert line(database, "A") == "Available"
    assert line(database, "OUT") == "Unavailable · 3-5 days"
    channel_settings.edit(database, "OUT", "eu", {"estimate": "1-2 days"}, cause=cause)
    assert line(database, "OUT") == "Unavailable · 1-2 days"


def test_products_follow_an_estimate_that_is_renamed_and_lose_one_that_goes(
    database: Database, cause: Cause
) -> None:
    typed = {"estimate": "3-5 days", "display_availability": "yes"}
    catalog.edit(database, "OUT", typed, cause=cause)
    channel_settings.edit(database, "A", "uk", {"estimate": "3-5 days"}, cause=cause)
    estimates.edit(database, "3-5 days", {"title": "This week"}, cause=cause)
    assert line(database, "OUT") == "Unavailable · This week"
    assert list(estimates.in_use(database, "This week").skus) == ["A", "OUT"]
    with pytest.raises(Refused, match="2 products name it"):
        estimates.delete(database, "This week", cause=cause)
    receipt = estimates.delete(database, "This week", force=True, cause=cause)
    assert receipt.counts == {"deleted": 1, "products": 2}
    assert line(database, "OUT") == "Unavailable"
    assert channel_settings.shown(database, "A") == []


def test_undoing_never_names_an_estimate_that_is_gone(database: Database, cause: Cause) -> None:
    catalog.edit(database, "OUT", {"estimate": "3-5 days"}, cause=cause)
    taken = catalog.edit(database, "OUT", {"estimate": "default"}, cause=cause)
    estimates.delete(database, "3-5 days", cause=cause)
    with pytest.raises(ChangedElsewhere, match="which is gone"):
        undoing.undo(database, taken.operation, cause=cause)


def test_l_142_three_are_there_from_the_beginning_and_titles_have_languages(
    database: Database, cause: Cause
) -> None:
    assert titles(database) == [("1-2 days", "1"), ("3-5 days", "2"), ("5-7 days", "3")]
    typed = {"title@de": "3-5 Tage", "title@pt-br": "3-5 dias"}
    named = estimates.edit(database, "3-5 days", typed, cause=cause)
    one = estimates.get(database, "3-5 days")
    assert dict(one.titles) == {"de": "3-5 Tage", "pt-BR": "3-5 dias"}
    catalog.edit(
        database, "OUT", {"estimate": "3-5 days", "display_availability": "yes"}, cause=cause
    )
    assert line(database, "OUT", "de-AT") == "Unavailable · 3-5 Tage"
    assert line(database, "OUT", "pt-BR") == "Unavailable · 3-5 dias"
    assert line(database, "OUT", "fr") == "Unavailable · 3-5 days"
    estimates.edit(database, "3-5 days", {"title@pt-BR": ""}, cause=cause)
    undoing.undo(database, cause=cause)
    undoing.undo(database, named.operation, force=True, cause=cause)
    assert dict(estimates.get(database, "3-5 days").titles) == {}

"""Links of sources to stocks, each with its priority, as another program hands them in."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.services.reports.reporting import history_ids
from inventory_tui.services.sourcing.linking import Link, delete_links, save_links
from inventory_tui.services.sourcing.mapping import get_stock
from inventory_tui.store.database import Database
from tests.world import World


@pytest.fixture(autouse=True)
def _world(world: World) -> None:
    world.sources("berlin", "lyon", "paris")
    world.stock("EU", "berlin")
    world.stock("World")
    world.product("MH01", berlin=1, paris=2)


def sources(database: Database, stock: str) -> list[tuple[str, int]]:
    return [(link.code, link.priority) for link in get_stock(database, stock).sources]


def test_several_stocks_are_linked_in_one_deed(
    world: World, database: Database, cause: Cause
) -> None:
    links = [Link("EU", "paris", 1), Link("EU", "berlin", 2), Link("World", "paris", 7)]
    receipt = save_links(database, links, cause=cause)
    assert receipt.counts == {"assigned": 2, "unassigned": 0, "stocks": 2}
    assert sources(database, "EU") == [("paris", 1), ("berlin", 2)]
    assert sources(database, "World") == [("paris", 1)]
    assert (world.salable("MH01", "EU"), world.salable("MH01", "World")) == ("3", "2")
    assert len(history_ids(database)) == 1


def test_of_equal_priorities_the_code_decides(database: Database, cause: Cause) -> None:
    links = [Link("World", code, 1) for code in ("paris", "berlin", "lyon")]
    save_links(database, links, cause=cause)
    assert [code for code, _ in sources(database, "World")] == ["berlin", "lyon", "paris"]


def test_what_is_linked_like_that_already_is_no_deed(database: Database, cause: Cause) -> None:
    assert save_links(database, [Link("EU", "berlin", 5)], cause=cause).operation is None


def test_deleted_links_leave_what_lies_there(
    world: World, database: Database, cause: Cause
) -> None:
    save_links(database, [Link("EU", "paris", 9)], cause=cause)
    delete_links(database, [Link("EU", "berlin")], cause=cause)
    assert sources(database, "EU") == [("paris", 1)]
    assert world.held("MH01", "berlin") == "1"
    assert world.salable("MH01", "EU") == "2"


@pytest.mark.parametrize(
    ("link", "rule"),
    [
        (Link("EU", "pa ris"), Kind.CONTAINS_WHITESPACE),
        (Link("EU", "paris", 0), Kind.NOT_POSITIVE),
    ],
)
def test_a_wrong_link_is_refused(
    database: Database, cause: Cause, link: Link, rule: Kind
) -> None:
    with pytest.raises(InvalidInput) as refused:
        save_links(database, [Link("EU", "lyon"), link], cause=cause)
    assert [one.rule for one in refused.value.problems] == [rule]
    assert sources(database, "EU") == [("berlin", 1)]


@pytest.mark.parametrize("deed", [save_links, delete_links])
def test_the_built_in_link_stays_and_something_must_be_named(
    database: Database, cause: Cause, deed: object
) -> None:
    assert callable(deed)
    for link in (Link("1", "paris"), Link("EU", "default")):
        with pytest.raises(Refused) as refused:
            deed(database, [link], cause=cause)
        assert refused.value.kind is Kind.DEFAULT_LINK_PROTECTED
    with pytest.raises(Refused) as nothing:
        deed(database, [], cause=cause)
    assert nothing.value.kind is Kind.NOTHING_GIVEN

"""Wishes about stocks: kept apart from what is stored, and noticing what others store."""

from __future__ import annotations

import json

from inventory_tui.domain.stock import SalesChannel, SourceLink, Stock
from inventory_tui.tui.mapping_draft import MappingDraft


def stock(id: int, *codes: str, channels: tuple[str, ...] = (), version: int = 1) -> Stock:
    return Stock(
        id,
        {1: "Default Stock", 2: "EU stock", 3: "US stock"}[id],
        tuple(SalesChannel(ord(code[0]), code, code, id) for code in channels),
        tuple(
            SourceLink(ord(code[0]), code, code, True, rank)
            for rank, code in enumerate(codes, start=1)
        ),
        version,
    )


def drafted(*stocks: Stock) -> MappingDraft:
    draft = MappingDraft()
    draft.rebase(stocks or STORED)
    return draft


STORED = (
    stock(1, "default", channels=("base",)),
    stock(2, "berlin", "paris", channels=("eu",)),
    stock(3, "dallas", "paris", channels=("us",)),
)


def test_a_wish_that_goes_back_to_what_is_stored_is_none() -> None:
    draft = drafted()
    draft.wish_sources(2, ["paris", "berlin"])
    assert len(draft) == 1
    draft.wish_sources(2, ["berlin", "paris"])
    draft.wish_owner("us", 2)
    draft.wish_owner("us", 3)
    assert len(draft) == 0


def test_one_stock_is_saved_by_one_change() -> None:
    draft = drafted()
    draft.wish_sources(2, ["paris"])
    draft.wish_owner("us", 2)
    draft.wish_owner("eu", 1)
    (change,) = draft.changes()
    assert (change.stock.id, change.sources, change.channels) == (2, ("paris",), ("us",))


def test_stocks_that_gain_channels_are_saved_before_those_that_only_lose() -> None:
    draft = drafted()
    draft.wish_owner("us", 1)
    draft.wish_owner("base", 2)
    assert [(one.stock.id, one.channels) for one in draft.changes()] == [
        (2, ("eu", "base")),
        (3, ()),
    ]


def test_what_came_true_is_forgotten_and_what_someone_else_moved_is_told() -> None:
    draft = drafted()
    draft.wish_sources(2, ["paris", "berlin"])
    draft.wish_owner("base", 2)
    draft.wish_owner("us", 2)
    dropped = draft.rebase(
        [
            stock(1, "default", channels=("us",)),
            stock(2, "paris", "berlin", channels=("eu", "base")),
            stock(3, "dallas", "paris"),
        ]
    )
    assert len(draft) == 0
    assert dropped == ["us sells from Default Stock by now"]


def test_sources_someone_else_changed_clash_and_are_settled() -> None:
    draft = drafted()
    draft.wish_sources(2, ["paris", "berlin"])
    draft.rebase([STORED[0], stock(2, "berlin", "paris", "lyon", version=2), STORED[2]])
    (clash,) = draft.clashes()
    assert clash.theirs == ("berlin", "paris", "lyon")
    draft.settle(2, mine=True)
    assert not draft.clashes()
    assert draft.sources(2) == ("paris", "berlin")
    draft.settle(2, mine=False)
    assert draft.sources(2) == ("berlin", "paris", "lyon")


def test_a_deleted_stock_takes_its_wishes_with_it() -> None:
    draft = drafted()
    draft.wish_sources(3, ["paris"])
    draft.wish_owner("eu", 3)
    dropped = draft.rebase(STORED[:2])
    assert len(draft) == 0
    assert "US stock was deleted meanwhile" in dropped


def test_it_survives_as_json() -> None:
    draft = drafted()
    draft.wish_sources(2, ["paris"])
    draft.wish_owner("us", 2)
    kept = json.loads(json.dumps(draft.kept()))
    other = drafted()
    assert other.take_up(kept) == []
    assert (
        other.lines()
        == draft.lines()
        == [
            "EU stock: -berlin",
            "us: US stock → EU stock",
        ]
    )

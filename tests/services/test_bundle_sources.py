"""Bundles that are shipped together: all selections at one and the same source (C7)."""

from __future__ import annotations

import io

import pytest

from inventory_tui.domain.bulk import Assign, SetMany, Transfer, Verdict
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.quantity import ONE, Quantity
from inventory_tui.services.files import exchange
from inventory_tui.services.products import catalog, composites
from inventory_tui.services.products.composites import BundleOption, Part
from inventory_tui.services.quantities import bulk, moving
from inventory_tui.services.quantities.stock_changes import QuantityEdit, set_quantities
from inventory_tui.store.database import Database
from tests.world import World


@pytest.fixture
def shop(database: Database, world: World, cause: Cause) -> World:
    """TIE is shipped together: BALL at berlin, STRAP at berlin; LOOSE is not."""
    with world.at_once():
        world.sources("berlin", "paris", "rome")
        world.product("BALL", berlin=6)
        world.product("STRAP", berlin=3)
        world.product("MAT", berlin=5, paris=3)
        world.product("BARE")
        for sku in ("TIE", "LOOSE"):
            world.product(sku, type="bundle")
    options = [BundleOption("A", (Part("BALL"),)), BundleOption("B", (Part("STRAP"),))]
    composites.set_bundle(database, "TIE", options, cause=cause)
    return world


def places(database: Database, sku: str) -> list[str]:
    return [one.item.source_code for one in catalog.show(database, sku).items]


def test_selections_of_such_a_bundle_share_their_one_source(
    shop: World, database: Database, cause: Cause
) -> None:
    with pytest.raises(Refused, match="MAT at berlin and paris") as refused:
        composites.add_part(database, "TIE", Part("MAT"), option="C", cause=cause)
    assert refused.value.kind is Kind.BUNDLE_SHIP_TOGETHER_NEEDS_SINGLE_COMMON_SOURCE
    composites.add_part(database, "TIE", Part("BARE"), option="C", cause=cause)
    loose = [BundleOption("A", (Part("MAT"), Part("BALL")))]
    composites.set_bundle(database, "LOOSE", loose, ship_together=False, cause=cause)
    with pytest.raises(Refused, match="LOOSE is shipped together"):
        catalog.edit(database, "LOOSE", {"ship": "together"}, cause=cause)
    assert not composites.composition(database, "LOOSE").ship_together


def test_a_row_elsewhere_is_refused_and_named(
    shop: World, database: Database, cause: Cause
) -> None:
    composites.add_part(database, "TIE", Part("BARE"), option="C", cause=cause)
    edits = [QuantityEdit("BARE", "paris", ONE), QuantityEdit("BARE", "berlin", ONE)]
    with pytest.raises(Refused, match="bundle TIE is shipped together") as refused:
        set_quantities(database, edits, cause=cause)
    (problem,) = refused.value.problems
    assert (problem.kind, problem.sku, problem.source) == (
        Kind.SOURCE_NOT_SHARED_BY_BUNDLE_SELECTIONS,
        "BARE",
        "paris",
    )
    assert places(database, "BARE") == []
    set_quantities(database, edits[1:], cause=cause)
    assert places(database, "BARE") == ["berlin"]
    with pytest.raises(Refused):
        moving.transfer_some(
            database, "BALL", ONE, origin="berlin", destination="rome", cause=cause
        )
    assert places(database, "BALL") == ["berlin"]


def test_a_bundle_shipped_separately_lies_anywhere(
    shop: World, database: Database, cause: Cause
) -> None:
    composites.set_bundle(
        database, "TIE", [BundleOption("A", (Part("BALL"),))], ship_together=False, cause=cause
    )
    set_quantities(database, [QuantityEdit("BALL", "rome", ONE)], cause=cause)
    assert places(database, "BALL") == ["berlin", "rome"]


def test_bulk_deeds_leave_such_rows_out(shop: World, database: Database, cause: Cause) -> None:
    ids = list(catalog.ids_of(database, ["BALL", "MAT"]).values())
    plan = bulk.plan(database, ids, Assign(("rome",)))
    assert plan.rows == {Verdict.CHANGE: 1, Verdict.SHIPS_TOGETHER: 1}
    done = bulk.perform(database, ids, Assign(("rome",)), cause=cause)
    assert (done.counts["assigned"], done.counts["skipped"]) == (1, 1)
    assert places(database, "BALL") == ["berlin"]
    bulk.perform(database, ids, SetMany("rome", quantity=Quantity(20_000)), cause=cause)
    moved = bulk.perform(database, ids, Transfer("berlin", "paris"), cause=cause)
    assert (moved.counts["transferred"], moved.counts["skipped"]) == (1, 1)
    assert shop.held("BALL", "berlin") == "6"
    assert shop.held("MAT", "paris") == "8"


def test_all_selections_move_at_once(shop: World, database: Database, cause: Cause) -> None:
    ids = list(catalog.ids_of(database, ["BALL", "STRAP"]).values())
    request = Transfer("berlin", "rome", unassign_origin=True)
    assert bulk.plan(database, ids[:1], request).will_change == 0
    bulk.perform(database, ids, request, cause=cause)
    assert [places(database, sku) for sku in ("BALL", "STRAP")] == [["rome"], ["rome"]]


def test_a_file_of_quantities_has_such_rows_rejected(
    shop: World, database: Database, cause: Cause
) -> None:
    file = io.BytesIO(b"source_code,sku,quantity\nrome,BALL,1\nrome,MAT,1\nberlin,STRAP,9\n")
    done = exchange.import_quantities(database, "-", cause=cause, standard=file)
    (problem,) = done.rejected
    assert (problem.row, problem.kind) == (2, Kind.SOURCE_NOT_SHARED_BY_BUNDLE_SELECTIONS)
    assert (places(database, "BALL"), shop.held("STRAP", "berlin")) == (["berlin"], "9")

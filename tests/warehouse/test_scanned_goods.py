"""What was scanned, posted: by a delivery, by a transfer, by neither."""

from __future__ import annotations

from datetime import date

import pytest

from inventory_tui.domain.errors import Kind
from inventory_tui.domain.history import Deed, Receipt
from inventory_tui.domain.incoming import Came, IncomingQuery
from inventory_tui.domain.receiving import Document, Paper, ReceiveDraft
from inventory_tui.services.desk import finding
from inventory_tui.services.desk.finding import FoundKind
from inventory_tui.services.goods import incoming, receiving, transfers
from tests.warehouse.shelf import CLERK, Shelf, refused, units
from tests.world import World


class Reader(Shelf):
    """A clerk with a reader in her hand."""

    def scan(self, draft: ReceiveDraft, *skus: str) -> None:
        for sku in skus:
            found = finding.find(self.database, sku, (FoundKind.PRODUCT,)).only
            assert found is not None
            draft.take(found.id, found.label, found.name, units(1))

    def load(self, paper: Paper, label: str, source: str = "berlin") -> ReceiveDraft:
        draft = ReceiveDraft()
        draft.begin(*receiving.document(self.database, paper, label, source=source))
        return draft

    def post(self, draft: ReceiveDraft, source: str = "berlin") -> Receipt:
        return receiving.post(self.database, draft, source=source, cause=CLERK)


@pytest.fixture
def reader(world: World) -> Reader:
    world.sources("berlin", "paris", "oslo")
    world.stock("EU", "berlin", "paris", channels=["eu"])
    world.product("A", berlin=10, paris=4)
    world.product("B", berlin=5)
    world.product("SET", type="bundle")
    reader = Reader(world)
    for sku, source, quantity in (("A", "berlin", 3), ("B", "berlin", 2), ("B", "paris", 7)):
        incoming.add(
            reader.database,
            sku,
            source,
            units(quantity),
            expected=date(2099, 1, 1),
            delivery="D-7",
            cause=CLERK,
        )
    return reader


def test_codes_name_deliveries_and_transfers(reader: Reader) -> None:
    transfers.send(
        reader.database, [("A", units(2))], origin="berlin", destination="paris", cause=CLERK
    )
    kinds = (FoundKind.DELIVERY, FoundKind.TRANSFER, FoundKind.PRODUCT)
    for code, kind, label in (
        ("d-7", FoundKind.DELIVERY, "D-7"),
        ("t1", FoundKind.TRANSFER, "T1"),
        ("1", FoundKind.TRANSFER, "T1"),
    ):
        found = finding.find(reader.database, code, kinds).only
        assert found is not None
        assert (found.kind, found.label) == (kind, label)
    # where orders are looked for as well, a bare number is an order's
    assert finding.find(reader.database, "1").things == ()
    assert finding.find(reader.database, "D-8", kinds).things == ()


def test_a_delivery_is_scanned_and_posted_as_one_deed(reader: Reader) -> None:
    draft = reader.load(Paper.DELIVERY, "d-7")
    assert draft.document == Document(Paper.DELIVERY, "D-7", draft.document.source_id, "berlin")  # type: ignore[union-attr]
    assert str(draft.expected) == "5"
    reader.scan(draft, "A", "A", "B", "a")
    draft.say(2, Came(units(1), damaged=units(1), short=units(1), reason="damaged"))
    receipt = reader.post(draft)
    assert receipt.deed is Deed.INCOMING_RECEIVED
    assert receipt.counts == {"received": "4", "short": "1", "damaged": "1", "left": "0"}
    assert (reader.world.held("A", "berlin"), reader.world.held("B", "berlin")) == ("13", "6")
    assert reader.aside("B", "berlin") == ("0", "1", "0")
    left = incoming.find(reader.database, IncomingQuery(delivery="D-7"))
    assert [(line.sku, line.source) for line in left] == [("B", "paris")]
    reader.check()


def test_a_delivery_is_opened_where_one_stands(reader: Reader) -> None:
    assert str(reader.load(Paper.DELIVERY, "D-7", "paris").expected) == "7"
    assert refused(lambda: reader.load(Paper.DELIVERY, "D-7", "oslo")) == [Kind.NOT_EXPECTED]
    assert refused(lambda: reader.load(Paper.DELIVERY, "D-8")) == [Kind.NOT_EXPECTED]
    reader.post(_filled(reader.load(Paper.DELIVERY, "D-7", "paris")), "paris")
    # what is left of it is for one place only
    draft = reader.load(Paper.DELIVERY, "D-7", "oslo")
    assert draft.document is not None
    assert draft.document.source == "berlin"
    assert refused(lambda: reader.post(_filled(draft), "oslo")) == [Kind.NOT_EXPECTED] * 2


def test_a_transfer_is_scanned_and_posted(reader: Reader) -> None:
    sent = transfers.send(
        reader.database,
        [("A", units(2)), ("B", units(1))],
        origin="berlin",
        destination="paris",
        cause=CLERK,
    ).transfer
    draft = reader.load(Paper.TRANSFER, sent.label, "berlin")
    reader.scan(draft, "A")
    receipt = reader.post(draft, "paris")
    assert (receipt.deed, receipt.counts["left"]) == (Deed.TRANSFER_RECEIVED, "2")
    assert reader.world.held("A", "paris") == "5"
    reader.post(_filled(reader.load(Paper.TRANSFER, sent.label)), "paris")
    assert refused(lambda: reader.load(Paper.TRANSFER, sent.label)) == [Kind.NOT_EXPECTED]
    reader.check()


def test_without_any_papers_it_is_an_adjustment(reader: Reader) -> None:
    draft = ReceiveDraft()
    reader.scan(draft, "A", "B", "A")
    receipt = reader.post(draft, "oslo")
    assert receipt.deed is Deed.QUANTITIES_ADJUSTED
    assert (reader.world.held("A", "oslo"), reader.world.held("B", "oslo")) == ("2", "1")
    reader.undo(receipt)
    assert reader.world.held("A", "oslo") is None


def test_what_cannot_come_in_is_refused_when_it_is_scanned(reader: Reader) -> None:
    for sku, quantity, kind in (
        ("SET", "1", Kind.TYPE_HAS_NO_SOURCE_ITEMS),
        ("A", "1.5", Kind.QTY_DECIMAL),
        ("NONE", "1", Kind.UNKNOWN_PRODUCT),
    ):
        assert refused(
            lambda sku=sku, many=quantity: receiving.look_at(  # type: ignore[misc]
                reader.database, sku, units(many)
            )
        ) == [kind]


def _filled(draft: ReceiveDraft) -> ReceiveDraft:
    draft.fill(list(draft.lines))
    return draft

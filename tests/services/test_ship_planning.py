"""Plans for orders: by any algorithm, side by side, and why each source is in or out."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, update

from inventory_tui.domain.distance import DistanceProvider, Distances, Measuring
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.order import Address
from inventory_tui.services.orders import ordering
from inventory_tui.services.shipping import distances, selecting, shipping
from inventory_tui.services.shipping.comparing import Why, verdicts
from inventory_tui.services.shipping.geonames import add_sample
from inventory_tui.services.shipping.plugins import Found
from inventory_tui.services.sourcing import sourcing
from inventory_tui.store.orders.planning import planned
from inventory_tui.store.tables import order_bundle, order_line, product
from tests.plans import asked
from tests.services.plugged import Install, install
from tests.services.shopping import CLERK, Shop
from tests.world import World

__all__ = ["install"]

PARIS = Address("Ada Ek", "ada@example.org", "27 rue", "Paris", "", "75014", "FR")


@pytest.fixture
def shop(world: World) -> Shop:
    with world.at_once():
        world.source("berlin", latitude="52.5", longitude="13.4")
        world.source("paris", latitude="48.86", longitude="2.33")
        world.source("lyon", latitude="45.74", longitude="4.84")
        world.source("attic", country="XX")
        world.stock("EU", "berlin", "paris", "lyon", "attic", channels=["eu"])
        world.product("HOOD", berlin=100, paris=4, lyon=0)
        world.product("TOP", berlin=(5, "out"), paris=9)
        world.product("DUFFLE", berlin=1, paris=30, lyon=2)
    with world.database.write() as transaction:
        add_sample(transaction)
    return Shop(world)


def place(shop: Shop, to: Address = PARIS, **lines: int) -> str:
    return shop.place(lines, ship_to=to).order


class TestAnyAlgorithm:
    def test_distance_plans_and_ships_from_the_nearest(self, shop: Shop) -> None:
        number = place(shop, HOOD=5, TOP=2)
        plan = shipping.plan(shop.database, number, "distance")
        assert [
            (one.sku, one.source, str(one.quantity)) for one in plan.allocations if one.quantity
        ] == [("HOOD", "paris", "4"), ("HOOD", "berlin", "1"), ("TOP", "paris", "2")]
        assert plan.proposal.notes == ("No distance is known for attic: asked last.",)
        done = shipping.create_by_algorithm(shop.database, number, "distance", cause=CLERK)
        assert {one.source: str(one.lines[0].quantity) for one in done.shipments} == {
            "paris": "4",
            "berlin": "1",
        }

    def test_lessons_37_the_second_proposal_is_for_what_is_left(self, shop: Shop) -> None:
        number = place(shop, HOOD=5)
        shop.ship(number, "paris", {"HOOD": 3})
        plan = shipping.plan(shop.database, number, "distance")
        taken = {one.source: str(one.quantity) for one in plan.allocations}
        assert taken == {"paris": "1", "lyon": "0", "berlin": "1"}

    @pytest.mark.parametrize("algorithm", ["priority", "distance"])
    def test_many_lines_take_no_more_statements_than_one(
        self, shop: Shop, algorithm: str
    ) -> None:
        small, big = place(shop, HOOD=5), place(shop, HOOD=5, TOP=2, DUFFLE=3)
        sent = []
        for number in (small, big):
            with asked(shop.database) as statements:
                assert shipping.plan(shop.database, number, algorithm).shippable
            sent.append(statements.sent)
        assert len(sent[0]) == len(sent[1]) <= 16

    def test_an_order_without_an_address_cannot_be_measured(self, shop: Shop) -> None:
        number = place(shop, Address(), HOOD=1)
        for deed in (
            lambda: shipping.plan(shop.database, number, "distance"),
            lambda: shipping.create_by_algorithm(
                shop.database, number, "distance", cause=CLERK
            ),
        ):
            with pytest.raises(Refused) as refusal:
                deed()
            assert refusal.value.kind is Kind.NO_DESTINATION
        assert ordering.show(shop.database, number).shipments == ()

    def test_an_algorithm_of_another_package_ships_too(
        self, shop: Shop, install: Install
    ) -> None:
        source = (
            "from inventory_tui.domain.algorithms import Algorithm\n"
            "def _last(request):\n"
            "    ids = [source.id for source in request.sources]\n"
            "    return request.walk('last', ids[::-1])\n"
            "LAST = Algorithm('last', 'Last first', 'Upside down.', _last)\n"
        )
        install("acme_last", source, {selecting.GROUP: {"last": "LAST"}})
        number = place(shop, DUFFLE=3)
        done = shipping.create_by_algorithm(shop.database, number, "LAST", cause=CLERK)
        assert sorted(one.source for one in done.shipments) == ["lyon", "paris"]

    def test_a_provider_is_asked_before_the_order_is_held(
        self, shop: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It may be slow: another terminal goes on writing meanwhile."""

        def measure(asked: Measuring) -> dict[int, float | None]:
            shop.world.setting("reasons", "meanwhile")
            return {asked.sources[2].id: 5.0, asked.sources[0].id: float("nan")}

        slow = DistanceProvider("slow", "Slow", "Takes its time.", measure)
        monkeypatch.setattr(distances, "found", lambda *_: Found({"slow": slow}, {}))
        shop.world.setting("distance_provider", "slow")
        number = place(shop, DUFFLE=3)
        done = shipping.create_by_algorithm(shop.database, number, "distance", cause=CLERK)
        assert [one.source for one in done.shipments] == ["berlin", "lyon"]


class TestWhy:
    def test_every_source_has_its_reason(self, shop: Shop) -> None:
        sourcing.disable_sources(shop.database, ["attic"], cause=CLERK)
        plan = shipping.plan(shop.database, place(shop, HOOD=3, TOP=2, DUFFLE=2))
        said = {
            line.sku: [
                (one.source, one.rank, str(one.quantity), one.why)
                for one in verdicts(plan, line)
            ]
            for line in plan.lines
        }
        assert said["HOOD"] == [
            ("berlin", 1, "3", Why.TAKEN),
            ("paris", 2, "0", Why.NOT_NEEDED),
            ("lyon", 3, "0", Why.EMPTY),
            ("attic", None, "0", Why.OFF),
        ]
        assert [why for *_, why in said["TOP"]] == [
            Why.OUT,
            Why.TAKEN,
            Why.NOT_THERE,
            Why.OFF,
        ]
        assert [why for *_, why in said["DUFFLE"]] == [
            Why.TAKEN,
            Why.TAKEN,
            Why.NOT_NEEDED,
            Why.OFF,
        ]

    def test_every_why_has_a_sentence(self) -> None:
        assert all(why.sentence for why in Why)


class TestSideBySide:
    def test_every_algorithm_with_parcels_units_and_ways(self, shop: Shop) -> None:
        number = place(shop, HOOD=3, TOP=2)
        comparison = shipping.compare(shop.database, number)
        rows = [
            (
                one.algorithm.code,
                one.shipments,
                str(one.units),
                str(one.missing),
                round((one.way(comparison.distances) or 0) / 1000),
                [
                    (verdict.source, verdict.rank, str(verdict.quantity), verdict.why.value)
                    for verdict in one.sources
                ],
            )
            for one in comparison.compared
        ]
        assert rows == [
            (
                "priority",
                2,
                "5",
                "0",
                882,
                [
                    ("berlin", 1, "3", "taken"),
                    ("paris", 2, "2", "taken"),
                    ("lyon", 3, "0", "nothing_left"),
                    ("attic", 4, "0", "not_assigned"),
                ],
            ),
            (
                "distance",
                1,
                "5",
                "0",
                3,
                [
                    ("berlin", 3, "0", "not_needed"),
                    ("paris", 1, "5", "taken"),
                    ("lyon", 2, "0", "nothing_left"),
                    ("attic", 4, "0", "not_assigned"),
                ],
            ),
        ]

    def test_one_that_cannot_answer_says_why_beside_the_others(
        self, shop: Shop, install: Install
    ) -> None:
        source = (
            "from inventory_tui.domain.algorithms import Algorithm\n"
            "BAD = Algorithm('bad', 'Bad', 'Bad.', lambda request: 1 / 0)\n"
        )
        install("acme_bad", source, {selecting.GROUP: {"bad": "BAD", "ghost": "GHOST"}})
        comparison = shipping.compare(shop.database, place(shop, Address(), HOOD=1))
        priority, distance, bad = comparison.compared
        assert priority.plan is not None
        assert (priority.shipments, comparison.distances) == (1, Distances())
        assert (distance.plan, distance.shipments) == (None, 0)
        assert "needs an address" in distance.refusal
        assert bad.refusal == (
            "The source selection bad failed: ZeroDivisionError: division by zero."
        )
        assert len(comparison.broken) == 1

    def test_nothing_left_to_ship_compares_to_nothing(self, shop: Shop) -> None:
        number = place(shop, HOOD=1)
        shop.ship(number, "berlin")
        comparison = shipping.compare(shop.database, number)
        assert [one.shipments for one in comparison.compared] == [0, 0]


class TestBundlesTogether:
    """C7: a bundle shipped together leaves one source, whole."""

    @pytest.fixture
    def number(self, shop: Shop) -> str:
        """Two sets of one HOOD and two DUFFLEs each, and a HOOD beside them."""
        bundle = shop.world.product("SET", type="bundle")
        number = place(shop, HOOD=2, DUFFLE=4)
        with shop.database.write() as transaction:
            order = transaction.orders.known(number)
            id = transaction.connection.execute(
                insert(order_bundle)
                .values(
                    order_id=order.id,
                    product_id=bundle,
                    name="Set",
                    quantity=20_000,
                    together=True,
                )
                .returning(order_bundle.c.id)
            ).scalar_one()
            for line, per in zip(order.lines, (10_000, 20_000), strict=True):
                transaction.connection.execute(
                    update(order_line)
                    .where(order_line.c.id == line.id)
                    .values(bundle_id=id, per_bundle=per)
                )
        return number

    def test_it_is_proposed_from_a_source_that_has_all_parts(
        self, shop: Shop, number: str
    ) -> None:
        plan = shipping.plan(shop.database, number)
        assert {
            (one.source, one.sku): str(one.quantity) for one in plan.allocations if one.quantity
        } == {("paris", "HOOD"): "2", ("paris", "DUFFLE"): "4"}
        hood = plan.lines[0]
        assert verdicts(plan, hood)[0].why is Why.INCOMPLETE
        done = shipping.create_by_algorithm(shop.database, number, cause=CLERK)
        assert [one.source for one in done.shipments] == ["paris"]

    def test_no_source_has_all_parts(self, shop: Shop, number: str) -> None:
        shop.world.item("DUFFLE", "paris", 1)
        plan = shipping.plan(shop.database, number)
        assert not plan.shippable
        assert not any(one.quantity for one in plan.allocations)
        with pytest.raises(Refused) as refusal:
            shipping.create_by_algorithm(shop.database, number, cause=CLERK)
        assert refusal.value.kind is Kind.NOT_SHIPPABLE

    def test_it_is_not_sent_in_parts(self, shop: Shop, number: str) -> None:
        with pytest.raises(Refused, match="whole bundles"):
            shop.ship(number, "paris", {"HOOD": 1, "DUFFLE": 1})
        shop.ship(number, "paris", {"HOOD": 1, "DUFFLE": 2})
        shop.ship(number, "paris")
        assert shop.status(number) != "pending"

    def test_from_two_sources_each_sends_whole_bundles_until_a_part_runs_out(
        self, shop: Shop, number: str
    ) -> None:
        shop.world.item("HOOD", "berlin", 1)
        shop.world.item("DUFFLE", "berlin", 2)
        shop.world.item("HOOD", "paris", 1)
        shop.cancel(number, {"DUFFLE": 2})
        done = shipping.create_by_algorithm(shop.database, number, cause=CLERK)
        assert [
            (one.source, [(line.sku, str(line.quantity)) for line in one.lines])
            for one in done.shipments
        ] == [("berlin", [("HOOD", "1"), ("DUFFLE", "2")]), ("paris", [("HOOD", "1")])]

    def test_what_open_orders_will_take_keeps_it_together(
        self, shop: Shop, number: str
    ) -> None:
        place(shop, HOOD=1)
        with shop.database.read() as transaction:
            ids = transaction.products.ids_by_keys(["hood"])
            taken = planned(
                transaction.connection, select(product.c.id).where(product.c.id == ids["hood"])
            )
            codes = {source.id: source.code for source in transaction.sources.all()}
        assert {
            codes[source]: str(amount)
            for (id, source), amount in taken.items()
            if id == ids["hood"]
        } == {"paris": "2", "berlin": "1"}

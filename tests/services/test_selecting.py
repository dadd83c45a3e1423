"""Source selection for any goods: by priority, by distance, by what other packages add."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inventory_tui.domain.algorithms import Algorithm, SelectionRequest
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.order import Address
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.shipping import distances, selecting
from inventory_tui.services.shipping.geonames import add_sample
from inventory_tui.services.shipping.selecting import DISTANCE, Selection
from inventory_tui.store.database import Database
from tests.services.plugged import Install, install
from tests.world import World

__all__ = ["install"]

PARIS = {"country": "FR", "latitude": "48.9833", "longitude": "2.6167"}
AIX = {"country": "FR", "latitude": "43.5283", "longitude": "5.4497"}
KOLBERMOOR = {"country": "DE", "latitude": "47.8496", "longitude": "12.067"}
ERFURT = {"country": "DE", "latitude": "50.9833", "longitude": "11.0333"}
KANSAS = {"country": "US", "latitude": "38.7634", "longitude": "-95.84"}

MUNICH = Address(postcode="80331", country="DE")


@pytest.fixture
def shop(world: World) -> World:
    with world.at_once():
        for code, place in (
            ("eu-1", PARIS),
            ("eu-2", AIX),
            ("eu-3", KOLBERMOOR),
            ("eu-off", {**ERFURT, "enabled": False}),
            ("us-1", KANSAS),
        ):
            world.source(code, **place)
        world.stock("EU", "eu-1", "eu-2", "eu-3", "eu-off")
        world.stock("Global", "us-1", "eu-off", "eu-3", "eu-2", "eu-1")
        world.product(
            "MUG",
            decimals=True,
            **{"eu-1": "5.5", "eu-2": 3, "eu-3": (10, "out"), "eu-off": 10},
        )
        world.product("CARD", manage_stock=False, **{"eu-2": 6})
        world.product("SOLD", **{"eu-3": (2, "out")})
    with world.database.write() as transaction:
        add_sample(transaction)
    return world


def taken(selection: Selection) -> list[tuple[str, str, str, str]]:
    """Source, SKU, taken, there."""
    return [
        (one.source, one.sku, str(one.quantity), str(one.available))
        for one in selection.allocations
    ]


def select(
    world: World,
    stock: str = "EU",
    *,
    by: str = "priority",
    to: Address | None = None,
    **items: str,
) -> Selection:
    wanted = [(sku, Quantity.parse(text)) for sku, text in items.items()]
    return selecting.select(world.database, stock, wanted, by, to)


def refused(deed: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refusal:
        deed()
    return refusal.value


class TestByPriority:
    def test_the_stocks_own_order_disabled_and_sold_out_rows_left_out(
        self, shop: World
    ) -> None:
        found = select(shop, MUG="8", CARD="4")
        assert found.shippable
        assert found.ranking == ("eu-1", "eu-2", "eu-3")
        assert taken(found) == [
            ("eu-1", "MUG", "5.5", "5.5"),
            ("eu-2", "MUG", "2.5", "3"),
            ("eu-2", "CARD", "4", "6"),
        ]

    def test_every_source_is_listed_even_with_nothing(self, shop: World) -> None:
        assert taken(select(shop, MUG="0")) == [
            ("eu-1", "MUG", "0", "5.5"),
            ("eu-2", "MUG", "0", "3"),
        ]

    def test_short_supply_takes_what_there_is(self, shop: World) -> None:
        found = select(shop, "Global", MUG="10")
        assert not found.shippable
        assert taken(found) == [("eu-2", "MUG", "3", "3"), ("eu-1", "MUG", "5.5", "5.5")]
        assert [str(one) for one in found.proposal.missing.values()] == ["1.5"]

    def test_what_is_not_managed_leaves_any_source_that_lists_it(self, shop: World) -> None:
        assert taken(select(shop, CARD="40")) == [("eu-2", "CARD", "40", "6")]

    def test_a_sku_in_any_letter_case_one_nobody_knows_one_that_is_out(
        self, shop: World
    ) -> None:
        assert select(shop, mug="1").shippable
        unknown = select(shop, MUG="1", GHOST="1")
        assert (unknown.unknown, unknown.shippable) == (("GHOST",), False)
        assert len(unknown.allocations) == 2
        out = select(shop, SOLD="1")
        assert (taken(out), out.shippable) == ([], False)

    def test_r3_two_lines_of_a_sku_are_summed(self, shop: World) -> None:
        lines = [("MUG", Quantity.parse("3")), ("mug", Quantity.parse("4"))]
        found = selecting.select(shop.database, "EU", lines)
        assert taken(found) == [("eu-1", "MUG", "5.5", "5.5"), ("eu-2", "MUG", "1.5", "3")]

    def test_sources_in_an_order_given_by_hand(self, shop: World) -> None:
        wanted = [("MUG", Quantity.parse("5")), ("SOLD", Quantity.parse("3"))]
        found = selecting.select_from(shop.database, "EU", wanted, ["eu-3", "eu-2", "eu-1"])
        assert taken(found) == [("eu-2", "MUG", "3", "3"), ("eu-1", "MUG", "2", "5.5")]
        assert not found.shippable
        rows = selecting.in_stock_items(shop.database, ["mug", "SOLD"], ["eu-3", "eu-2"])
        assert [(row.source_code, row.sku) for row in rows] == [("eu-2", "MUG")]


class TestByDistance:
    def test_the_nearest_first(self, shop: World) -> None:
        found = select(shop, "Global", by=DISTANCE, to=MUNICH, MUG="7")
        assert found.ranking == ("eu-3", "eu-1", "eu-2", "us-1")
        assert taken(found) == [("eu-1", "MUG", "5.5", "5.5"), ("eu-2", "MUG", "1.5", "3")]
        assert sorted(map(round, found.proposal.distances.values.values()))[0] == 48798
        assert found.proposal.notes == ()

    def test_without_an_address_it_is_refused(self, shop: World) -> None:
        for nowhere in (None, Address(name="Ann", street="1 Road")):
            why = refused(lambda to=nowhere: select(shop, by=DISTANCE, to=to, MUG="1"))  # type: ignore[misc]
            assert why.kind is Kind.NO_DESTINATION
        assert select(shop, by="priority", MUG="1").shippable

    def test_an_unknown_address_falls_back_to_priority_and_says_so(self, shop: World) -> None:
        lost = Address(postcode="1", city="x", region="y", country="ZZ")
        found = select(shop, "Global", by=DISTANCE, to=lost, MUG="7")
        assert found.ranking == ("us-1", "eu-3", "eu-2", "eu-1")
        assert found.proposal.notes == (
            "1 x, y, ZZ is no known place. Import its country: geonames import … "
            "--country ZZ. The stock's order is taken.",
        )

    def test_who_is_not_known_to_be_anywhere_comes_last_in_priority_order(
        self, shop: World
    ) -> None:
        shop.source("attic", country="XX", postcode="1")
        shop.source("cellar", country="XX", postcode="2")
        shop.stock("House", "attic", "eu-1", "cellar", "eu-3")
        found = select(shop, "House", by=DISTANCE, to=MUNICH, MUG="1")
        assert found.ranking == ("eu-3", "eu-1", "attic", "cellar")
        assert found.proposal.notes == ("No distance is known for attic, cellar: asked last.",)

    def test_a_source_without_coordinates_is_where_its_address_is(self, shop: World) -> None:
        shop.source("berlin", country="DE", postcode="x", city="Berlin")
        shop.stock("Town", "eu-1", "berlin")
        found = select(shop, "Town", by=DISTANCE, to=MUNICH, MUG="1")
        assert found.ranking == ("berlin", "eu-1")

    def test_r4_a_coordinate_of_0_is_a_coordinate(self, shop: World) -> None:
        shop.source("greenwich", country="XX", postcode="1", latitude="51.4779", longitude="0")
        metres = distances.distance(shop.database, "greenwich", MUNICH)
        assert metres == pytest.approx(908_358, abs=1)

    def test_r16_the_same_distance_goes_by_priority_then_code(self, shop: World) -> None:
        for code in ("twin-c", "twin-b", "twin-a"):
            shop.source(code, **KOLBERMOOR)
        shop.stock("Twins", "twin-c", "twin-a", "twin-b")
        found = select(shop, "Twins", by=DISTANCE, to=MUNICH, MUG="1")
        assert found.ranking == ("twin-c", "twin-a", "twin-b")

    def test_coordinates_and_distances_may_be_asked_alone(self, shop: World) -> None:
        where = distances.coordinates(shop.database, MUNICH)
        assert (where.latitude, where.longitude) == (48.1366, 11.5709)
        metres = distances.distance(shop.database, "EU-1", MUNICH)
        assert metres == pytest.approx(665_300, abs=3_000)
        lost = Address(postcode="none", region="no such region", country="DE")
        for deed in (
            lambda: distances.coordinates(shop.database, lost),
            lambda: distances.distance(shop.database, "eu-1", lost),
        ):
            assert refused(deed).kind is Kind.UNKNOWN_PLACE


FULLEST = """
from inventory_tui.domain.algorithms import Algorithm


def _propose(request):
    held = {source.id: request.held_by(source.id) for source in request.sources}
    return request.walk("fullest", sorted(held, key=held.get, reverse=True))


FULLEST = Algorithm("fullest", "Fullest source", "The most on hand first.", _propose)
"""

ONLINE = """
import json
import urllib.request

from inventory_tui.domain.distance import DistanceProvider


def _measure(asked):
    query = json.dumps({
        "key": asked.key, "mode": asked.mode, "value": asked.value,
        "to": asked.destination.postcode, "from": [one.code for one in asked.sources],
    })
    with urllib.request.urlopen(f"http://127.0.0.1:%d/", query.encode(), timeout=5) as answer:
        said = json.load(answer)
    return {one.id: said.get(one.code) for one in asked.sources}


ROUTES = DistanceProvider("routes", "Routes", "Asks a server for routes.", _measure)
"""

ALGORITHMS, PROVIDERS = selecting.GROUP, distances.GROUP


class TestOtherPackages:
    def test_an_algorithm_of_another_package(self, shop: World, install: Install) -> None:
        install("acme_sources", FULLEST, {ALGORITHMS: {"fullest": "FULLEST"}})
        assert [one.code for one in selecting.algorithms()] == [
            "priority",
            "distance",
            "fullest",
        ]
        shop.item("MUG", "eu-2", 7)
        found = select(shop, by="Fullest", MUG="8")
        assert found.ranking == ("eu-2", "eu-1", "eu-3")
        assert taken(found) == [("eu-2", "MUG", "7", "7"), ("eu-1", "MUG", "1", "5.5")]

    def test_one_nobody_has(self, shop: World) -> None:
        why = refused(lambda: select(shop, by="prioritty", MUG="1"))
        assert why.kind is Kind.UNKNOWN_ALGORITHM
        assert "Did you mean 'priority'" in str(why)

    def test_a_broken_one_is_a_sentence_and_the_others_go_on(
        self, shop: World, install: Install
    ) -> None:
        install("acme_gone", "import no_such_module", {ALGORITHMS: {"gone": "GONE"}})
        install("acme_odd", "ODD = 5", {ALGORITHMS: {"odd": "ODD", "none": "NONE"}})
        install("acme_sources", FULLEST, {ALGORITHMS: {"fullest": "FULLEST"}})
        assert len(selecting.algorithms()) == 3
        assert selecting.broken() == (
            "gone of package acme-gone failed: ModuleNotFoundError: No module named "
            "'no_such_module'.",
            "none of package acme-odd failed: AttributeError: module 'acme_odd' has no "
            "attribute 'NONE'.",
            "odd of package acme-odd is no Algorithm.",
        )
        assert refused(lambda: select(shop, by="gone", MUG="1")).kind is Kind.PLUGIN_FAILED
        assert select(shop, by="fullest", MUG="1").shippable

    @pytest.mark.parametrize(
        ("body", "says"),
        [
            ("1 / 0", "ZeroDivisionError: division by zero"),
            ("return None", "has no attribute 'taken'"),
            (
                "from dataclasses import replace\n"
                "    found = request.walk('bad', [one.id for one in request.sources])\n"
                "    first = found.taken[0]\n"
                "    more = replace(first, quantity=first.available + first.available)\n"
                "    return replace(found, taken=(more,))",
                "ValueError: it takes 11 of MUG, of which 8 are needed",
            ),
            (
                "from dataclasses import replace\n"
                "    found = request.walk('bad', [one.id for one in request.sources])\n"
                "    first = found.taken[0]\n"
                "    more = replace(first, quantity=request.needs[0].quantity)\n"
                "    return replace(found, taken=(more,))",
                "ValueError: it takes more of MUG than eu-1 has",
            ),
        ],
    )
    def test_what_it_raises_or_cannot_be_is_a_refusal(
        self, shop: World, install: Install, body: str, says: str
    ) -> None:
        source = (
            "from inventory_tui.domain.algorithms import Algorithm\n"
            f"def _propose(request):\n    {body}\n"
            "BAD = Algorithm('bad', 'Bad', 'Bad.', _propose)\n"
        )
        install("acme_bad", source, {ALGORITHMS: {"bad": "BAD"}})
        why = refused(lambda: select(shop, by="bad", MUG="8"))
        assert why.kind is Kind.PLUGIN_FAILED
        assert str(why).startswith("The source selection bad failed: ")
        assert says in str(why)

    def test_what_it_left_out_is_listed_with_nothing(
        self, shop: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def only_the_second(request: SelectionRequest) -> object:
            return request.walk("shy", [request.sources[1].id])

        shy = Algorithm("shy", "Shy", "Asks one source.", only_the_second)  # type: ignore[arg-type]
        monkeypatch.setattr(selecting, "named", lambda _: shy)
        found = select(shop, by="shy", MUG="4")
        assert taken(found) == [("eu-2", "MUG", "3", "3"), ("eu-1", "MUG", "0", "5.5")]
        assert not found.shippable


class TestProviders:
    """F-135: an online provider through the entry point; here its server is a thread."""

    @pytest.fixture
    def answers(self, install: Install) -> Iterator[list[object]]:
        """What the server was asked; it says what the last item says."""
        import threading
        from http.server import BaseHTTPRequestHandler, HTTPServer

        seen: list[object] = []

        class Server(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                seen.append(json.loads(self.rfile.read(length)))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b'{"eu-1": 9000.0, "eu-2": 1200, "eu-3": null}')

            def log_message(self, *_: object) -> None:
                return None

        server = HTTPServer(("127.0.0.1", 0), Server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        install("acme_routes", ONLINE % server.server_port, {PROVIDERS: {"routes": "ROUTES"}})
        yield seen
        server.shutdown()
        server.server_close()

    def test_it_is_asked_when_the_setting_names_it(
        self, shop: World, answers: list[object]
    ) -> None:
        shop.setting("distance_provider", "routes")
        shop.setting("distance_key", "s3cret")
        found = select(shop, by=DISTANCE, to=MUNICH, MUG="1")
        assert found.ranking == ("eu-2", "eu-1", "eu-3")
        assert found.proposal.notes == ("No distance is known for eu-3: asked last.",)
        assert answers == [
            {
                "key": "s3cret",
                "mode": "driving",
                "value": "distance",
                "to": "80331",
                "from": ["eu-1", "eu-2", "eu-3"],
            }
        ]
        assert distances.distance(shop.database, "eu-2", MUNICH) == 1200

    def test_it_may_be_asked_for_the_time(self, shop: World, answers: list[object]) -> None:
        shop.setting("distance_provider", "routes")
        shop.setting("distance_value", "time")
        measured = select(shop, by=DISTANCE, to=MUNICH, MUG="1").proposal.distances
        assert [measured.label(id) for id in measured.values] == ["150 min", "20 min"]

    def test_nobody_is_asked_otherwise(
        self,
        shop: World,
        answers: list[object],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        class NoNetwork(socket.socket):
            def connect(self, *_: object) -> None:
                raise AssertionError("the network was asked")

        monkeypatch.setattr(distances, "found", lambda *_: pytest.fail("loaded"))
        if shop.database.is_sqlite:
            monkeypatch.setattr(socket, "socket", NoNetwork)
        select(shop, by=DISTANCE, to=MUNICH, MUG="1")
        select(shop, by="priority", to=MUNICH, MUG="1")
        assert answers == []

    def test_one_that_fails_or_is_gone_leaves_the_stocks_order_with_a_note(
        self, shop: World, install: Install, tmp_path: Path
    ) -> None:
        failing = ONLINE % 9  # the discard port: nobody listens
        install("acme_routes", failing, {PROVIDERS: {"routes": "ROUTES"}})
        shop.setting("distance_provider", "routes")
        found = select(shop, "Global", by=DISTANCE, to=MUNICH, MUG="1")
        assert found.ranking == ("us-1", "eu-3", "eu-2", "eu-1")
        (note,) = found.proposal.notes
        assert note.startswith("The distance provider routes failed: URLError")
        assert note.endswith("The stock's order is taken.")
        shop.setting("distance_provider", "nobody")
        (note,) = select(shop, by=DISTANCE, to=MUNICH, MUG="1").proposal.notes
        assert note == (
            "The distance provider nobody is not installed. The stock's order is taken."
        )


def test_a_question_writes_nothing(shop: World, database: Database) -> None:
    before = shop.everything()
    select(shop, by=DISTANCE, to=MUNICH, MUG="5")
    assert shop.everything() == before

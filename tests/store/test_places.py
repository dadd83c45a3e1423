"""Where a postcode, a city or a region is: the nearest answer the imported places give."""

from __future__ import annotations

import pytest

from inventory_tui.domain.distance import Place, Position
from inventory_tui.domain.order import Address
from inventory_tui.store.database import Database

HAMBURG = Place("DE", "21037", "Hamburg Ochsenwerder", "Hamburg", "HH", "53.4719", "10.0942")
HAMM = Place("DE", "22087", "Hamburg Hamm-Nord", "Hamburg", "HH", "53.5603", "10.0511")
MUNICH = Place("DE", "81671", "München", "Bayern", "BY", "48.1223", "11.6205")
NANTES = Place("FR", "44373 CEDEX 3", "Nantes", "Pays de la Loire", "52", "47.2173", "-1.5534")
AUSTIN = Place("US", "78704", "Austin", "Texas", "TX", "30.2428", "-97.7658")
NOWHERE = Place("GB", "AB10", "Null", "", "", "0", "0")


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as transaction:
        for one in (HAMBURG, HAMM, MUNICH, NANTES, AUSTIN, NOWHERE):
            transaction.places.add([one])
    return database


def found(database: Database, *addresses: Address) -> list[Position | None]:
    with database.read() as transaction:
        return transaction.places.find(addresses)


def at(place: Place) -> Position:
    return Position(float(place.latitude), float(place.longitude))


def test_country_and_postcode_come_first(filled: Database) -> None:
    address = Address(postcode="81671", city="Hamburg", region="Hamburg", country="DE")
    assert found(filled, address) == [at(MUNICH)]


def test_else_the_beginning_of_the_city(filled: Database) -> None:
    address = Address(postcode="none", city="hamburg", region="Bayern", country="DE")
    assert found(filled, address) == [at(HAMBURG)]


def test_else_the_region_by_name_or_abbreviation(filled: Database) -> None:
    assert found(
        filled,
        Address(postcode="1", city="none", region="bayern", country="DE"),
        Address(region="TX", country="US"),
    ) == [at(MUNICH), at(AUSTIN)]


def test_else_it_is_not_known(filled: Database) -> None:
    assert found(
        filled,
        Address(postcode="81671", country="AT"),
        Address(postcode="1", country="DE"),
        Address(city="Hamburg"),
        Address(),
    ) == [None, None, None, None]


def test_case_and_blanks_of_a_postcode_do_not_matter(filled: Database) -> None:
    assert found(
        filled,
        Address(postcode=" 44373  cedex 3 ", country="fr"),
        Address(postcode="ab10", country="gb"),
    ) == [at(NANTES), at(NOWHERE)]


def test_a_country_is_replaced_and_the_others_stay(filled: Database) -> None:
    with filled.write() as transaction:
        assert transaction.places.replace("DE", [MUNICH]) == 1
    with filled.read() as transaction:
        assert transaction.places.counts() == {"DE": 1, "FR": 1, "GB": 1, "US": 1}
        assert list(transaction.places.of("DE")) == [MUNICH]

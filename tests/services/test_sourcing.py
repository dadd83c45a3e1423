"""Sources: adding, editing, switching on and off (spec 1.2, 2.6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from inventory_tui.domain.errors import (
    ChangedElsewhere,
    InvalidInput,
    InventoryError,
    Kind,
    Refused,
)
from inventory_tui.domain.history import Cause
from inventory_tui.services.desk import surroundings
from inventory_tui.services.sourcing import sourcing
from inventory_tui.store.database import Database
from inventory_tui.store.tables import change, operation
from tests.world import World

LYON = {"name": "Lyon outlet", "code": "lyon", "country": "FR", "postcode": "69001"}


def refused(
    deed: Callable[..., Any], *given: Any, **named: Any
) -> list[tuple[Kind, str | None]]:
    """What a deed is refused for: (kind, field) of each problem."""
    with pytest.raises(InventoryError) as refusal:
        deed(*given, **named)
    return [(problem.kind, problem.field) for problem in refusal.value.problems]


def changes(database: Database, number: int | None) -> list[tuple[Any, ...]]:
    with database.read() as transaction:
        rows = transaction.connection.execute(
            select(
                change.c.kind, change.c.subject, change.c.field, change.c.before, change.c.after
            )
            .where(change.c.operation_id == number)
            .order_by(change.c.id)
        )
        return [tuple(row) for row in rows]


def operations(database: Database) -> int:
    with database.read() as transaction:
        return len(transaction.connection.execute(select(operation.c.id)).all())


def states(database: Database) -> dict[str, bool]:
    return {source.code: source.enabled for source in sourcing.list_sources(database)}


def test_a_new_database_has_the_default_source_alone(database: Database) -> None:
    (default,) = sourcing.list_sources(database)
    assert (default.code, default.name, default.enabled) == ("default", "Default Source", True)
    assert sourcing.is_single_source(database)


def test_a_source_is_added_with_every_field(database: Database, cause: Cause) -> None:
    typed = {
        **LYON,
        "enabled": "no",
        "description": "Quai Perrache,\nground floor",
        "latitude": "45.7484600",
        "longitude": "4.8467",
        "pickup": "yes",
        "contact": "Ana [boss]",
        "email": "ana@example.org",
        "phone": "(123) 456-7890",
        "fax": "1",
        "region": "ARA",
        "city": "Lyon",
        "street": "Quai 1",
        "frontend_name": "Our outlet",
        "frontend_description": "10–18",
    }
    receipt = sourcing.add_source(database, typed, cause=cause)
    lyon = sourcing.get_source(database, "LYON")
    assert lyon.description == "Quai Perrache,\nground floor"
    assert (lyon.latitude, lyon.longitude, lyon.pickup) == ("45.74846", "4.8467", True)
    assert (lyon.enabled, lyon.contact, lyon.shown_to_shoppers) == (
        False,
        "Ana [boss]",
        "Our outlet",
    )
    assert receipt.counts == {"created": 1, "source": "lyon"}
    assert changes(database, receipt.operation) == [("source", "lyon", "*", None, "lyon")]


def test_the_name_stands_in_for_a_missing_frontend_name(
    database: Database, cause: Cause
) -> None:
    sourcing.add_source(database, LYON, cause=cause)
    assert sourcing.get_source(database, "lyon").shown_to_shoppers == "Lyon outlet"


def test_sources_are_listed_by_code_after_the_default_one(
    database: Database, world: World
) -> None:
    world.sources("Zagreb", "aachen", "Berlin")
    listed = [source.code for source in sourcing.list_sources(database)]
    assert listed == ["default", "aachen", "Berlin", "Zagreb"]


def test_a_taken_code_and_a_taken_name_are_refused_whatever_their_letter_case(
    database: Database, world: World, cause: Cause
) -> None:
    world.source("Berlin", name="Straße 5")
    typed = {**LYON, "code": "BERLIN", "name": "STRASSE 5"}
    assert refused(sourcing.add_source, database, typed, cause=cause) == [
        (Kind.NOT_UNIQUE, "code"),
        (Kind.NOT_UNIQUE, "name"),
    ]
    assert operations(database) == 0


def test_a_pickup_location_needs_a_street_a_city_and_a_phone(
    database: Database, cause: Cause
) -> None:
    typed = {**LYON, "pickup": "yes", "city": "Lyon"}
    assert refused(sourcing.add_source, database, typed, cause=cause) == [
        (Kind.VALIDATION_FAILED, "street"),
        (Kind.VALIDATION_FAILED, "phone"),
    ]


def test_what_is_unusual_is_saved_with_a_warning(database: Database, cause: Cause) -> None:
    typed = {**LYON, "email": "store.example.org", "country": "XX"}
    receipt = sourcing.add_source(database, typed, cause=cause)
    assert receipt.warnings == (
        "'store.example.org' has no @",
        "'XX' is no country code of ISO 3166",
    )
    assert sourcing.get_source(database, "lyon").country == "XX"


def test_an_edit_changes_what_was_typed_and_clears_what_is_blank(
    database: Database, world: World, cause: Cause
) -> None:
    world.source("berlin", latitude="52.5", phone="1", city="Berlin")
    typed = {"latitude": "", "phone": "", "postcode": "10117"}
    receipt = sourcing.edit_source(database, "Berlin", typed, cause=cause)
    berlin = sourcing.get_source(database, "berlin")
    assert (berlin.latitude, berlin.phone, berlin.postcode) == (None, "", "10117")
    assert (berlin.city, berlin.version) == ("Berlin", 2)
    assert changes(database, receipt.operation) == [
        ("source", "berlin", "latitude", "52.5", None),
        ("source", "berlin", "phone", "1", None),
        ("source", "berlin", "postcode", "10115", "10117"),
    ]


def test_an_edit_that_changes_nothing_leaves_no_trace(
    database: Database, world: World, cause: Cause
) -> None:
    world.source("berlin")
    receipt = sourcing.edit_source(
        database, "berlin", {"code": "berlin", "name": "Berlin", "enabled": "yes"}, cause=cause
    )
    assert (receipt.operation, receipt.counts) == (None, {"changed": 0})
    assert (operations(database), sourcing.get_source(database, "berlin").version) == (0, 1)


def test_a_name_may_change_its_letter_case_but_not_become_anothers(
    database: Database, world: World, cause: Cause
) -> None:
    world.sources("berlin", "paris")
    sourcing.edit_source(database, "berlin", {"name": "BERLIN"}, cause=cause)
    assert sourcing.get_source(database, "berlin").name == "BERLIN"
    taken = refused(sourcing.edit_source, database, "berlin", {"name": "PARIS"}, cause=cause)
    assert taken == [(Kind.NOT_UNIQUE, "name")]


def test_a_required_field_cannot_be_cleared(
    database: Database, world: World, cause: Cause
) -> None:
    world.source("berlin")
    typed = {"name": " ", "country": ""}
    assert [
        field
        for _, field in refused(sourcing.edit_source, database, "berlin", typed, cause=cause)
    ] == ["name", "country"]


def test_a_code_never_changes(database: Database, world: World, cause: Cause) -> None:
    world.source("berlin")
    assert refused(sourcing.edit_source, database, "berlin", {"code": "b"}, cause=cause) == [
        (Kind.LOCKED_FIELD, "code")
    ]


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("code", "other", Kind.LOCKED_FIELD),
        ("name", "Other", Kind.DEFAULT_SOURCE_PROTECTED),
        ("enabled", "no", Kind.DEFAULT_SOURCE_PROTECTED),
    ],
)
def test_the_default_source_says_why_a_field_is_locked(
    database: Database, cause: Cause, field: str, value: str, kind: Kind
) -> None:
    assert refused(sourcing.edit_source, database, "default", {field: value}, cause=cause) == [
        (kind, field)
    ]


def test_the_default_source_is_no_pickup_location_but_has_an_address(
    database: Database, cause: Cause
) -> None:
    typed = {"street": "Quai 1", "city": "Lyon", "phone": "1", "country": "FR"}
    sourcing.edit_source(database, "default", typed, cause=cause)
    assert sourcing.get_source(database, "default").city == "Lyon"
    with pytest.raises(Refused, match="never a pickup location"):
        sourcing.edit_source(database, "default", {"pickup": "yes"}, cause=cause)


def test_an_edit_of_what_someone_else_changed_meanwhile_is_not_saved(
    database: Database, world: World, cause: Cause
) -> None:
    world.source("berlin")
    seen = sourcing.get_source(database, "berlin")
    sourcing.edit_source(database, "berlin", {"city": "Berlin"}, cause=cause)
    with pytest.raises(ChangedElsewhere, match="berlin"):
        sourcing.edit_source(
            database, "berlin", {"city": "Potsdam"}, seen_version=seen.version, cause=cause
        )
    assert sourcing.get_source(database, "berlin").city == "Berlin"


def test_an_unknown_source_is_named_with_one_that_is_near(
    database: Database, world: World
) -> None:
    world.source("berlin")
    with pytest.raises(Refused, match=r"There is no source 'berln'\. Did you mean 'berlin'\?"):
        sourcing.get_source(database, "berln")


def test_a_disabled_source_keeps_everything_and_counts_for_nothing(
    database: Database, world: World, cause: Cause
) -> None:
    world.sources("berlin", "paris")
    world.stock("EU", "berlin", "paris")
    world.stock("FR", "paris")
    world.product("MH01", berlin=4, paris=10)
    world.product("MH02", paris=3)
    world.product("MH03", berlin=1)

    receipt = sourcing.disable_sources(database, ["paris"], cause=cause)
    assert receipt.counts == {"changed": 1, "already": 0}
    assert [world.salable(sku, "EU") for sku in ("MH01", "MH02", "MH03")] == ["4", "0", "1"]
    assert world.salable("MH01", "FR") == "0"
    assert world.held("MH01", "paris") == "10"
    assert changes(database, receipt.operation) == [("source", "paris", "enabled", "yes", "no")]

    sourcing.enable_sources(database, ["PARIS"], cause=cause)
    assert [world.salable(sku, "EU") for sku in ("MH01", "MH02", "MH03")] == ["14", "3", "1"]
    assert world.salable("MH02", "FR") == "3"


def test_switching_a_source_in_the_editor_counts_at_once(
    database: Database, world: World, cause: Cause
) -> None:
    world.source("berlin")
    world.stock("EU", "berlin")
    world.product("MH01", berlin=4)
    sourcing.edit_source(database, "berlin", {"enabled": "no"}, cause=cause)
    assert world.salable("MH01", "EU") == "0"
    sourcing.edit_source(database, "berlin", {"enabled": "yes"}, cause=cause)
    assert world.salable("MH01", "EU") == "4"


def test_disabling_many_counts_those_changed_and_those_that_were_already(
    database: Database, world: World, cause: Cause
) -> None:
    world.sources("berlin", "paris", "lyon")
    world.source("outlet", enabled=False)
    receipt = sourcing.disable_sources(
        database, ["default", "berlin", "paris", "outlet", "Paris"], cause=cause
    )
    assert receipt.counts == {"changed": 2, "already": 1}
    assert receipt.message == "2 disabled, 1 already, Default Source stays"
    assert receipt.warnings == ("default stays enabled: the Default Source is always enabled",)
    assert states(database) == {
        "default": True,
        "berlin": False,
        "lyon": True,
        "outlet": False,
        "paris": False,
    }
    assert not sourcing.is_single_source(database)
    sourcing.disable_sources(database, ["lyon"], cause=cause)
    assert sourcing.is_single_source(database)


def test_enabling_what_is_enabled_leaves_no_trace(
    database: Database, world: World, cause: Cause
) -> None:
    world.source("berlin")
    receipt = sourcing.enable_sources(database, ["berlin", "default"], cause=cause)
    assert (receipt.operation, receipt.counts) == (None, {"changed": 0, "already": 2})
    assert operations(database) == 0


def test_one_unknown_code_leaves_every_source_as_it_was(
    database: Database, world: World, cause: Cause
) -> None:
    world.source("berlin")
    assert (
        refused(sourcing.disable_sources, database, ["berlin", "rome", "oslo"], cause=cause)
        == [(Kind.UNKNOWN_SOURCE, None)] * 2
    )
    assert refused(sourcing.disable_sources, database, [], cause=cause) == [
        (Kind.NOTHING_GIVEN, None)
    ]
    assert refused(sourcing.disable_sources, database, ["default"], cause=cause) == [
        (Kind.DEFAULT_SOURCE_PROTECTED, None)
    ]
    assert states(database) == {"default": True, "berlin": True}


def test_the_screens_are_simple_again_when_one_source_is_left_enabled(
    database: Database, world: World, cause: Cause
) -> None:
    world.source("berlin")
    assert surroundings.at_work(database, None, None)[0].several_sources
    sourcing.disable_sources(database, ["berlin"], cause=cause)
    assert not surroundings.at_work(database, None, None)[0].several_sources


def test_carriers_are_named_only_of_a_source_with_carriers_of_its_own(
    database: Database, cause: Cause
) -> None:
    with pytest.raises(InvalidInput) as refused:
        sourcing.edit_source(database, "default", {"carriers": "ups,dhl"}, cause=cause)
    assert [(one.field, one.rule) for one in refused.value.problems] == [
        ("carriers", Kind.CARRIER_LINKS_NEED_OWN_CONFIG)
    ]
    typed = {"own_carriers": "yes", "carriers": "UPS dhl ups"}
    sourcing.edit_source(database, "default", typed, cause=cause)
    assert sourcing.get_source(database, "default").carriers == "ups,dhl"
    with pytest.raises(InvalidInput):
        sourcing.edit_source(database, "default", {"carriers": "pigeon"}, cause=cause)

"""``sources``, ``channels`` and ``orders`` as the warehouse half adds to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.conftest import Answer

Inventory = Callable[..., Answer]
Deed = Callable[..., dict[str, Any]]
Listed = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def shop(deed: Deed) -> None:
    """Two sources in one stock of two channels, and five of one product at each."""
    for code in ("berlin", "paris"):
        deed(f"sources add {code} name={code} country=DE postcode=1 erc=WH-{code}")
    deed("stocks add EU")
    deed("stocks assign EU WH-berlin WH-PARIS")
    for code in ("eu", "b2b"):
        deed(f"channels add {code} --name {code} currency=eur")
    deed("stocks channels EU eu b2b")
    deed("products add HOOD name=Hood")
    deed("quantities set HOOD wh-berlin 5")
    deed("quantities set HOOD paris 5")


def test_a_source_is_made_from_a_name_and_written_in_two_languages(
    deed: Deed, listed: Listed
) -> None:
    receipt = deed("sources add --name", "Lager Süd", "country=DE", "postcode=81671")
    assert receipt["source"] == "lager-sud"
    deed("sources set lager-sud name@en=South", "description@en=By the river")
    shown = deed("sources show lager-sud")
    assert shown["translations"] == {
        "name": {"en": "South"},
        "description": {"en": "By the river"},
    }
    assert deed("sources show lager-sud --language en-GB")["name"] == "South"
    assert deed("sources show lager-sud --language fr")["name"] == "Lager Süd"
    assert deed("sources show lager-sud --language en")["name"] == "South"
    assert deed("sources show", shown["erc"])["code"] == "lager-sud"


@pytest.mark.usefixtures("shop")
def test_whom_a_source_serves(deed: Deed, listed: Listed) -> None:
    receipt = deed("sources eligible berlin b2b --account Acme --order-type express=1")
    assert (receipt["deed"], receipt["changed"]) == ("sources eligible", 3)
    shown = deed("sources show berlin")
    assert (shown["channels"], shown["accounts"], shown["order_types"]) == (
        ["b2b"],
        ["Acme"],
        {"express": 1},
    )
    rows = listed("products list --channel eu")
    assert [(row["sku"], row["salable"]) for row in rows] == [("HOOD", "5")]
    why = deed("products explain HOOD --channel eu")
    assert why["salable"] == "5"
    assert {"term": "not_eligible", "value": "-5", "source": "berlin"}.items() <= (
        next(term for term in why["terms"] if term["term"] == "not_eligible").items()
    )
    whole = "orders place --channel b2b --line HOOD=8 --account acme --order-type EXPRESS"
    number = deed(whole)["order"]
    shown = deed(f"orders show {number}")
    assert (shown["account"], shown["order_type"]) == ("acme", "EXPRESS")
    lines = deed(f"shipments plan {number}")["lines"]
    assert [(line["source"], line["quantity"]) for line in lines] == [
        ("berlin", "5"),
        ("paris", "3"),
    ]
    assert deed("sources eligible berlin --remove b2b")["changed"] == 1
    assert deed("sources show berlin")["channels"] == []
    deed("sources eligible berlin all --account", "", "--order-type", "")
    assert deed("doctor")["found"] == 0


@pytest.mark.usefixtures("shop")
def test_orders_of_a_file_say_whom_they_are_for(deed: Deed, tmp_path: Any) -> None:
    deed("sources eligible berlin --account Acme")
    file = tmp_path / "orders.csv"
    file.write_text(
        "order,channel,sku,quantity,account,order_type\n"
        "1,eu,HOOD,5,Acme,\n"
        "2,eu,HOOD,6,,\n"
        "3,eu,HOOD,1,Acme,web\n"
        "3,eu,HOOD,1,Other,web\n",
        encoding="utf-8",
    )
    receipt = deed(f"orders import {file}")
    assert (receipt["placed"], receipt["refused"]) == (1, 2)
    assert deed("orders show 1")["account"] == "Acme"


@pytest.mark.usefixtures("shop")
def test_a_source_goes(deed: Deed, inventory: Inventory, listed: Listed) -> None:
    deed("sources add attic name=Attic country=DE postcode=1")
    assert deed("sources delete attic")["deleted"] == 1
    refused = inventory("sources delete berlin --json", status=1)
    assert "source_in_use" in refused.out
    assert deed("sources archive berlin")["changed"] == 1
    assert [row["code"] for row in listed("sources list --filter kept:yes")] == ["berlin"]
    assert deed("sources archive berlin --restore")["changed"] == 1
    states = {row["code"]: row["state"] for row in listed("sources list --sort -name")}
    assert states == {"paris": "on", "default": "on", "berlin": "off"}
    page = listed("sources list --sort code --skip 1 --limit 1")
    assert [row["code"] for row in page] == ["default"]


def test_a_source_is_located_by_imported_places(
    deed: Deed, inventory: Inventory, tmp_path: Any
) -> None:
    deed("sources add --name Inn country=DE postcode=83059")
    assert "is no known place" in inventory("sources locate inn", status=1).err
    row = "DE\t83059\t{}\tBayern\tBY\t\t\t\t\t{}\t12.067\t4\n"
    file = tmp_path / "DE.txt"
    file.write_text(row.format("Kolbermoor", "47.8496") + row.format("Pullach", "47.86"))
    deed(f"geonames import {file} --country DE")
    tie = inventory("sources locate inn", status=1)
    assert "2 places have its address" in tie.err
    assert "Pullach" in tie.err
    assert deed("sources locate inn --choose 2")["deed"] == "sources locate"
    assert deed("sources show inn")["latitude"] == "47.86"


def test_a_channel_has_more_than_a_name(deed: Deed, listed: Listed) -> None:
    deed("channels add shop --name Shop type=store currency=nok erc=CH-1")
    assert deed("channels set ch-1 currency=EUR")["deed"] == "channels set"
    shown = listed("channels list")[-1]
    assert (shown["type"], shown["currency"], shown["erc"]) == ("store", "EUR", "CH-1")

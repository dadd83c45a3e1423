"""What people call the keys of rows: headings of tables at a terminal, names of values.

Pipes and JSON have the keys themselves, in every language.
"""

from __future__ import annotations

from inventory_tui.wording import tr, word

_KEYS = """
    about account accounts action active actor added addresses adopted after algorithm
    already archived assigned at attempts availability available backordered before
    blocked built_in by cancelled carrier carriers changed channel channels checked city
    cleared code comment compensated contact count country created currency customer
    damaged deed default_rows deleted deliver_on delivery description destination
    discontinued discontinued_on display distance_km draft email enabled erc error event
    expected expires expires_at failed fax field file fixed flaw found
    frontend_description frontend_name groups held id in_lists incoming increment invoice
    invoiced is_salable key kind label latitude left lines listed login longitude lost max
    message min moved name next notify_below number offered on_hand on_order on_the_road
    only_left open operation option order order_types ordered orders origin outstanding
    overdue own_carriers parents permissions phone pickup place placed placed_by postcode
    precision preview price primary priority products products_before published
    quality_check quantity rank rate read ready reason received recorded refund refunded
    refused region rejected replacement reserved returned role row rows safety salable
    salable_before sent sent_at set setting ship ship_on ship_to shipment shipped
    shipping_method short skipped sku source sources state status stay stock stocks street
    street2 street3 subscribed term text threshold title total tracking tracking_number
    tracking_url transfer transferred translations type unassigned unchanged unit units
    updated used value version visibility waiting websites weight why
"""
KEYS = tuple(_KEYS.split())
"""The keys that are ever shown to people; `tests.catalogues` has them translated."""


def meant(key: str) -> str:
    """Return what a key is in the catalogues: in a sentence its word may be another one."""
    return f"column|{key}"


def heading(key: str) -> str:
    """Return what people call a key; in English it is its own name."""
    return word(tr(meant(key)))

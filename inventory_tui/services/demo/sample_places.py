"""Where the sample shop keeps its goods, what it sells through, and where customers live."""

from __future__ import annotations

from dataclasses import dataclass

from inventory_tui.domain.order import Address
from inventory_tui.domain.source import Source

SOURCES = (
    Source(
        0, "berlin", "Berlin Warehouse", description="Main warehouse for Europe, two shifts.",
        latitude="52.507312", longitude="13.449121", contact="Jonas Albrecht",
        email="berlin@example.org", phone="+49 30 5550 140", fax="+49 30 5550 149",
        country="DE", region="Berlin", city="Berlin", street="Mühlenstraße 24",
        postcode="10243", type="warehouse", street2="Hof 2", erc="WH-BER",
    ),
    Source(
        0, "paris", "Paris Store", description="Shop with a small stock room.",
        latitude="48.866667", longitude="2.333333", pickup=True, contact="Inès Moreau",
        email="paris@example.org", phone="+33 1 5550 17 20",
        country="FR", region="Île-de-France", city="Paris", street="8 rue de la Paix",
        postcode="75002", frontend_name="Paris, rue de la Paix",
        frontend_description="Mon–Sat 10–19, closed on Sundays. Métro Opéra.",
    ),
    Source(
        0, "lyon", "Lyon Warehouse", description="Overflow; ships twice a week.",
        latitude="45.748461", longitude="4.846711", contact="Luc Fabre",
        email="lyon@example.org", phone="+33 4 5550 30 11",
        country="FR", region="Auvergne-Rhône-Alpes", city="Lyon",
        street="112 avenue Jean Jaurès", postcode="69007",
    ),
    Source(
        0, "dallas", "Dallas Warehouse", description="Main warehouse for the United States.",
        latitude="32.7555", longitude="-97.3308", contact="Maria Vega",
        email="dallas@example.org", phone="(817) 555-0142", fax="(817) 555-0149",
        country="US", region="TX", city="Fort Worth", street="2400 Distribution Drive",
        postcode="76106",
    ),
    Source(
        0, "brooklyn", "Brooklyn Store", description="Shop; ships its own sold-out sizes.",
        latitude="40.716900", longitude="-73.961600", pickup=True, contact="Dana Whitfield",
        email="brooklyn@example.org", phone="(718) 555-0177",
        country="US", region="NY", city="Brooklyn", street="155 Wythe Avenue",
        postcode="11249", frontend_name="Brooklyn, Williamsburg",
        frontend_description="Daily 11–20.",
    ),
    Source(
        0, "outlet", "Leipzig Outlet", enabled=False,
        description="Closed for rebuilding; the goods are still there.",
        latitude="51.339695", longitude="12.373075", contact="Tilo Brandt",
        email="outlet@example.org", phone="+49 341 5550 88",
        country="DE", region="Sachsen", city="Leipzig", street="Karl-Heine-Straße 61",
        postcode="04229", type="outlet",
    ),
    Source(
        0, "dropship", "Reno Drop Shipper",
        description="Ships bags and equipment in our name, next day.",
        latitude="39.529633", longitude="-119.813803", contact="Customer desk",
        email="orders@dropship.example", phone="(775) 555-0100",
        country="US", region="NV", city="Reno", street="3900 Vassar Street",
        postcode="89502", type="drop shipper",
    ),
)  # fmt: skip
"""Beside the Default Source: warehouses, shops, one that is closed, a drop shipper."""

_MORE = (
    ("oslo", "NO", "Oslo", "0150", "59.913869", "10.752245"),
    ("madrid", "ES", "Madrid", "28013", "40.416775", "-3.70379"),
    ("milan", "IT", "Milano", "20121", "45.464204", "9.189982"),
    ("vienna", "AT", "Wien", "1010", "48.208174", "16.373819"),
    ("warsaw", "PL", "Warszawa", "00-001", "52.229676", "21.012229"),
    ("dublin", "IE", "Dublin", "D02", "53.349805", "-6.26031"),
    ("seattle", "US", "Seattle", "98101", "47.606209", "-122.332071"),
    ("chicago", "US", "Chicago", "60601", "41.878114", "-87.629798"),
    ("atlanta", "US", "Atlanta", "30303", "33.748995", "-84.387982"),
    ("denver", "US", "Denver", "80202", "39.739236", "-104.990251"),
    ("miami", "US", "Miami", "33101", "25.76168", "-80.19179"),
    ("boston", "US", "Boston", "02108", "42.360082", "-71.05888"),
)


SMALL = 5_000
"""Products up to which a shop has eight sources and a history in every row."""


@dataclass(frozen=True, slots=True)
class SampleStock:
    """A stock with its sources, first to ship from first, and its channels."""

    name: str
    sources: tuple[str, ...]
    channels: tuple[tuple[str, str], ...]
    """Code and name."""


STOCKS = (
    SampleStock(
        "EU Stock",
        ("berlin", "lyon", "paris", "outlet"),
        (("eu_website", "EU Website"), ("fr_website", "FR Website")),
    ),
    SampleStock(
        "US Stock", ("dallas", "brooklyn", "dropship"), (("us_website", "US Website"),)
    ),
)
"""Beside the Default Stock."""
SHARED = "dropship"
"""The source that a small shop's Europe has from the United States."""


def sources(products: int) -> tuple[Source, ...]:
    """The sources of a shop of this size: seven, or nineteen beyond 5,000 products."""
    if products <= SMALL:
        return SOURCES
    return SOURCES + tuple(
        Source(
            0, code, f"{city} Warehouse", latitude=latitude, longitude=longitude,
            country=country, city=city, street="1 Harbour Road", postcode=postcode,
        )
        for code, country, city, postcode, latitude, longitude in _MORE
    )  # fmt: skip


def stocks(products: int) -> tuple[SampleStock, ...]:
    """The stocks of a shop of this size; those of a big one share no source."""
    if products <= SMALL:
        more: tuple[tuple[str, ...], ...] = ((SHARED,), ())
    else:
        codes = tuple(code for code, *_ in _MORE)
        more = (codes[:6], codes[6:])
    return tuple(
        SampleStock(one.name, one.sources + codes, one.channels)
        for one, codes in zip(STOCKS, more, strict=True)
    )


_PLACES = {
    "eu_website": (
        ("Storgata 5", "Oslo", "", "0155", "NO"),
        ("Kastanienallee 82", "Berlin", "", "10435", "DE"),
        ("Neubaugasse 14", "Wien", "", "1070", "AT"),
        ("Via Torino 51", "Milano", "MI", "20123", "IT"),
        ("Calle de Fuencarral 77", "Madrid", "", "28004", "ES"),
    ),
    "fr_website": (
        ("14 rue Mercière", "Lyon", "", "69002", "FR"),
        ("3 quai des Chartrons", "Bordeaux", "", "33000", "FR"),
        ("27 rue d'Alésia", "Paris", "", "75014", "FR"),
    ),
    "us_website": (
        ("410 Terry Avenue", "Seattle", "WA", "98109", "US"),
        ("1901 W Madison Street", "Chicago", "IL", "60612", "US"),
        ("88 Congress Street", "Boston", "MA", "02109", "US"),
        ("2210 S Lamar Boulevard", "Austin", "TX", "78704", "US"),
        ("350 W 31st Street", "New York", "NY", "10001", "US"),
    ),
    "base": (
        ("12 King Street", "Charleston", "SC", "29401", "US"),
        ("5 Elm Road", "Portland", "ME", "04101", "US"),
    ),
}


_SURNAMES = (
    "Berg", "Costa", "Dahl", "Engel", "Fabre", "Garcia", "Holm", "Ionescu", "Jansen", "Kovac",
    "Leroy", "Moretti", "Novak", "Olsen", "Petit", "Quinn", "Rossi", "Silva", "Thiel", "Urban",
    "Vidal", "Weber", "Ziegler",
)  # fmt: skip


def customer(number: int, channel: str) -> Address:
    """A customer of a channel; nobody in particular."""
    places = _PLACES[channel]
    street, city, region, postcode, country = places[number % len(places)]
    name = f"{chr(ord('A') + number * 7 % 26)}. {_SURNAMES[number % len(_SURNAMES)]}"
    return Address(name, f"c{number}@example.org", street, city, region, postcode, country)

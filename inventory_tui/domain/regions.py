"""Regions of countries: states and provinces by their usual abbreviations.

Only countries whose addresses name one have a list; elsewhere a region is any text.
"""

from __future__ import annotations

from collections.abc import Mapping

from inventory_tui.domain.labels import key_of

_TABLE = """
AU: ACT Australian Capital Territory; NSW New South Wales; NT Northern Territory; QLD Queensland
AU: SA South Australia; TAS Tasmania; VIC Victoria; WA Western Australia
CA: AB Alberta; BC British Columbia; MB Manitoba; NB New Brunswick; NL Newfoundland and Labrador
CA: NS Nova Scotia; NT Northwest Territories; NU Nunavut; ON Ontario; PE Prince Edward Island
CA: QC Quebec; SK Saskatchewan; YT Yukon
DE: BB Brandenburg; BE Berlin; BW Baden-Württemberg; BY Bayern; HB Bremen; HE Hessen; HH Hamburg
DE: MV Mecklenburg-Vorpommern; NI Niedersachsen; NW Nordrhein-Westfalen; RP Rheinland-Pfalz
DE: SH Schleswig-Holstein; SL Saarland; SN Sachsen; ST Sachsen-Anhalt; TH Thüringen
US: AK Alaska; AL Alabama; AR Arkansas; AZ Arizona; CA California; CO Colorado; CT Connecticut
US: DC District of Columbia; DE Delaware; FL Florida; GA Georgia; HI Hawaii; IA Iowa; ID Idaho
US: IL Illinois; IN Indiana; KS Kansas; KY Kentucky; LA Louisiana; MA Massachusetts; MD Maryland
US: ME Maine; MI Michigan; MN Minnesota; MO Missouri; MS Mississippi; MT Montana
US: NC North Carolina; ND North Dakota; NE Nebraska; NH New Hampshire; NJ New Jersey
US: NM New Mexico; NV Nevada; NY New York; OH Ohio; OK Oklahoma; OR Oregon; PA Pennsylvania
US: RI Rhode Island; SC South Carolina; SD South Dakota; TN Tennessee; TX Texas; UT Utah
US: VA Virginia; VT Vermont; WA Washington; WI Wisconsin; WV West Virginia; WY Wyoming
US: AS American Samoa; GU Guam; MP Northern Mariana Islands; PR Puerto Rico
US: VI US Virgin Islands
"""


def _read() -> dict[str, dict[str, str]]:
    regions: dict[str, dict[str, str]] = {}
    for line in _TABLE.strip().split("\n"):
        country, _, entries = line.partition(": ")
        for entry in entries.split("; "):
            code, _, name = entry.partition(" ")
            regions.setdefault(country, {})[code] = name
    return regions


_REGIONS = _read()


def regions_of(country: str) -> Mapping[str, str]:
    """Return the regions of a country, abbreviation → name; none where any text may stand."""
    return _REGIONS.get(country.strip().upper(), {})


def region_of(country: str, text: str) -> str | None:
    """Return the abbreviation of the region that ``text`` (that, or its name) means.

    Where the country has no list it is the text itself; None where it is in no list.
    """
    known = regions_of(country)
    if not known:
        return text
    key = key_of(text.strip())
    return next(
        (code for code, name in known.items() if key in (key_of(code), key_of(name))), None
    )

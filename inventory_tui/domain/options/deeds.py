"""*Admin bulk operations* and the distance providers of source selection."""

from __future__ import annotations

import re

from inventory_tui.domain.options.option import Option, switch, words
from inventory_tui.wording import tr

BULK, DISTANCE, ONLINE = (
    tr("Admin bulk operations"),
    tr("Distance Provider"),
    tr("Online Distance"),
)

PROVIDERS = "inventory_tui.distance_providers"
"""The entry point group other programs register their distance providers under."""

_NAME = re.compile(r"[\w.-]{1,64}", re.ASCII)
_MOST_ROWS = 20_000


def _batch(text: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text, re.ASCII) or not 1 <= int(text) <= _MOST_ROWS:
        raise ValueError(tr("enter a whole number from 1 to {most}.", most=_MOST_ROWS))
    return int(text)


GEOCODERS = "inventory_tui.geocoders"
"""The entry point group other programs register their geocoders under."""


def _provider(text: str) -> str:
    # what was set stays readable after its program was taken away
    if not _NAME.fullmatch(text):
        raise ValueError(tr("write offline, or the name of a provider that is installed."))
    return text


def _providers() -> tuple[tuple[str, str], ...]:
    """The providers installed here: the built-in one, then those of other programs."""
    return _installed(PROVIDERS)


def _geocoders() -> tuple[tuple[str, str], ...]:
    return _installed(GEOCODERS)


def _installed(group: str) -> tuple[tuple[str, str], ...]:
    from importlib.metadata import entry_points  # takes longer than the rest of the start

    others = {one.name for one in entry_points(group=group)} - {"offline"}
    return (
        ("offline", tr("Offline Calculation")),
        *((name, tr("{name} (installed)", name=name)) for name in sorted(others)),
    )


OPTIONS_OF_DEEDS = (
    switch(
        "bulk_async",
        tr("Run asynchronously"),
        BULK,
        False,
        tr(
            "Yes: a bulk deed started on screen goes straight to the background and says "
            "“queued”; you work on while it runs, and may still stop it. No: its "
            "progress is shown until it is done. Commands always wait."
        ),
    ),
    Option(
        "bulk_batch_size",
        tr("Asynchronous batch size"),
        BULK,
        _batch,
        str,
        100,
        tr(
            "How many products a bulk deed in the background works on between two looks "
            "at Stop and two steps of its progress. It is one transaction whatever the "
            "size."
        ),
        needs=("bulk_async", "yes"),
    ),
    Option(
        "distance_provider",
        tr("Provider"),
        DISTANCE,
        _provider,
        str,
        "offline",
        tr(
            "What the distance algorithm measures with. Offline: straight lines between "
            "places of the postal files (geonames import). Others are programs installed "
            "beside this one; they may ask the network."
        ),
        offered=_providers,
    ),
    Option(
        "geocoder",
        tr("Geocoder"),
        DISTANCE,
        _provider,
        str,
        "offline",
        tr(
            "What finds the latitude and longitude of a source's address. Offline: the "
            "places of the postal files (geonames import). Others are programs installed "
            "beside this one; they may ask the network."
        ),
        offered=_geocoders,
    ),
    words(
        "geocoder_key",
        tr("Geocoder's API key"),
        ONLINE,
        "",
        tr("Handed to the geocoder chosen above; the offline one needs none."),
    ),
    words(
        "distance_key",
        tr("API key"),
        ONLINE,
        "",
        tr("Handed to the online provider chosen above; the offline one needs none."),
    ),
    words(
        "distance_mode",
        tr("Computation mode"),
        ONLINE,
        "driving",
        tr("How an online provider shall travel; the offline one measures straight lines."),
        choices=(
            ("driving", tr("Driving")),
            ("walking", tr("Walking")),
            ("bicycling", tr("Bicycling")),
        ),
    ),
    words(
        "distance_value",
        tr("Value"),
        ONLINE,
        "distance",
        tr(
            "What an online provider shall compare sources by; the offline one knows distances."
        ),
        choices=(("distance", tr("Distance")), ("time", tr("Time to Destination"))),
    ),
)

"""Finding where an address is: what a geocoder is asked, and what it answers.

A package offers one through the entry point group ``inventory_tui.geocoders``::

    def locate(asked: Locating) -> list[Spot]:
        answer = my_service(asked.address.one_line(), asked.key)
        return [Spot(answer["lat"], answer["lon"], answer["label"])]

    ACME = Geocoder("acme", "ACME Maps", "Asks acme.example …", locate)

Source: the warehouse half, 1.1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from inventory_tui.domain.order import Address
from inventory_tui.domain.source import coordinate
from inventory_tui.wording import tr

OFFLINE = "offline"
"""The geocoder that looks in the imported places, and asks nobody."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point on the earth that may be meant."""

    latitude: str
    """Signed decimal degrees."""
    longitude: str
    label: str
    """What is there, for people to choose by."""

    def checked(self) -> Spot:
        """Return it with its degrees as sources keep them.

        Raises:
            ValueError: A coordinate is none.
        """
        return Spot(
            coordinate(90)(str(self.latitude)),
            coordinate(180)(str(self.longitude)),
            " ".join(str(self.label).split()),
        )


@dataclass(frozen=True, slots=True)
class Locating:
    """What a geocoder is asked."""

    address: Address
    key: str
    """The setting ``geocoder_key``."""
    places: Callable[[Address], Sequence[Spot]]
    """Looks an address up in the imported places."""


@dataclass(frozen=True, slots=True)
class Geocoder:
    """Something that knows where addresses are.

    None but the offline one is loaded, let alone asked, unless the setting ``geocoder`` names
    it.
    """

    code: str
    """The name of its entry point."""
    title: str
    description: str
    locate: Callable[[Locating], Sequence[Spot]]
    """The best answer first; several where the address does not say which; none where it is
    not known.  It may take its time and raise anything, which is told as it is."""


IN_THE_PLACES = Geocoder(
    OFFLINE,
    tr("Imported places"),
    tr("The postal files that were imported (geonames import); asks nobody."),
    lambda asked: asked.places(asked.address),
)
